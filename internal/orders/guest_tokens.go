package orders

import (
	"context"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/onetime"
	"clientele/models"
)

// RevokeGuestTokens revokes every token of a guest's order: the one returned by checkout, and emailed ones. The guest
// can still open the order by its number and email address, or request a new link. It requires ORDERS_WRITE. An
// unknown order is apperr.NotFound; an order placed by a customer has no tokens and is STEP_NOT_ALLOWED.
func (s *Service) RevokeGuestTokens(ctx context.Context, caller auth.Caller, orderID string) (*models.Order, error) {
	return s.change(ctx, caller, orderID, func(c *change) error {
		if !c.o.Guest {
			return apperr.Field(apperr.Path{"orderId"}, apperr.CodeStepNotAllowed,
				"The order was placed by a customer and has no guest tokens")
		}
		if err := refuseAnonymous(c.o, apperr.Path{"orderId"}); err != nil {
			return err
		}
		return s.revokeGuestTokens(c)
	})
}

// revokeGuestTokens revokes the order's tokens and forgets the network addresses it was opened from, which may belong
// to an attacker.
func (s *Service) revokeGuestTokens(c *change) error {
	now := c.now
	c.o.GuestTokensRevokedAt = &now
	c.addEvent(models.EventOrderGuestTokensRevoked, nil, nil)
	if err := s.o.Throttle.Forget(c.tx, ownerOf(c.o)); err != nil {
		return err
	}
	return onetime.DeleteForOrder(c.tx, c.o.ID)
}
