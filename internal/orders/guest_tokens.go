package orders

import (
	"context"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/onetime"
	"clientele/models"
)

// RevokeGuestTokens ends every token of a guest's order: the one that checkout answered, and one that was emailed. The guest
// opens the order by its number and email address, or by the link that is emailed to that address. It needs ORDERS_WRITE; an
// order that there is not is apperr.NotFound, and one of a customer, which has no tokens, STEP_NOT_ALLOWED.
func (s *Service) RevokeGuestTokens(ctx context.Context, caller auth.Caller, orderID string) (*models.Order, error) {
	return s.change(ctx, caller, orderID, func(c *change) error {
		if !c.o.Guest {
			return apperr.Field(apperr.Path{"orderId"}, apperr.CodeStepNotAllowed, "the order was placed by a customer and has no guest tokens")
		}
		return s.revokeGuestTokens(c)
	})
}

// revokeGuestTokens ends the tokens of the order that is changed, and forgets where it was opened: that may have been somebody
// else.
func (s *Service) revokeGuestTokens(c *change) error {
	now := c.now
	c.o.GuestTokensRevokedAt = &now
	c.happened(models.OrderGuestTokensRevoked, nil, nil, nil)
	if err := s.o.Throttle.Forget(c.tx, ownerOf(c.o)); err != nil {
		return err
	}
	return onetime.DropOfOrder(c.tx, c.o.ID)
}
