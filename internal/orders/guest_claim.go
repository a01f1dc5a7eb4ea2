package orders

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/onetime"
	"clientele/models"
)

// ClaimGuest links a guest's order to the calling customer. It takes the token that was emailed to the order's contact
// address, which may differ from the customer's own. The customer's own address must be verified (EMAIL_UNVERIFIED).
// Of two parallel claims only one succeeds.
func (s *Service) ClaimGuest(ctx context.Context, caller auth.Caller, token string) (*models.Order, error) {
	if caller.Kind != auth.Customer {
		return nil, apperr.SignIn()
	}
	t, err := s.once.Find(s.db.Primary(ctx), token, models.ToOpenOrder)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, onetime.Invalid("token")
	}
	var o *models.Order
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := lockCustomer(tx, caller.CustomerID)
		if err != nil {
			return err
		}
		if !c.EmailVerified {
			return apperr.Field(nil, apperr.CodeEmailUnverified,
				"Verify your email address first (see requestEmailVerification)")
		}
		o = &models.Order{}
		if err := lockOrder(tx, o, *t.OrderID); err != nil {
			return err
		}
		if o.ContactEmailKey != t.EmailKey { // corrected since the email was sent, or anonymous
			return onetime.Invalid("token")
		}
		if err := s.once.Consume(tx, t, "token"); err != nil {
			return err
		}
		if o.CustomerID != nil {
			return apperr.Field(apperr.Path{"token"}, apperr.CodeStepNotAllowed,
				"The order is already linked to a customer")
		}
		return s.attach(tx, caller, o, c, models.EventOrderClaimed)
	})
	if apperr.Is(err, apperr.NotFound) { // deleted meanwhile
		err = onetime.Invalid("token")
	}
	if err != nil {
		return nil, fmt.Errorf("claim guest order: %w", err)
	}
	return o, nil
}

// Attach links an order without a customer to a customer. It requires ORDERS_WRITE. An unknown order or customer is
// apperr.NotFound; an order of another customer is STEP_NOT_ALLOWED.
func (s *Service) Attach(ctx context.Context, caller auth.Caller, orderID, customerID string) (*models.Order, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	var o *models.Order
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := lockCustomer(tx, customerID)
		if err != nil {
			return err
		}
		o = &models.Order{}
		if err := lockOrder(tx, o, orderID); err != nil {
			return err
		}
		if err := refuseAnonymous(o, apperr.Path{"orderId"}); err != nil {
			return err
		}
		switch {
		case o.CustomerID == nil:
			return s.attach(tx, caller, o, c, models.EventOrderAttached)
		case *o.CustomerID == customerID:
			return nil
		}
		return apperr.Field(apperr.Path{"orderId"}, apperr.CodeStepNotAllowed,
			"The order is linked to another customer. Detach it first.")
	})
	if err != nil {
		return nil, fmt.Errorf("attach order %s: %w", orderID, err)
	}
	return o, nil
}

// Detach unlinks an order from its customer. An order without a customer stays unchanged. It requires ORDERS_WRITE; an
// unknown order is apperr.NotFound.
func (s *Service) Detach(ctx context.Context, caller auth.Caller, orderID string) (*models.Order, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	var o *models.Order
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		before, err := find(tx, "id = ?", orderID)
		if err != nil {
			return err
		}
		if before == nil {
			return apperr.Missing("order")
		}
		if o = before; o.CustomerID == nil {
			return nil
		}
		if _, err := lockCustomer(tx, *before.CustomerID); err != nil { // always lock the customer before the order
			return err
		}
		o = &models.Order{}
		if err := lockOrder(tx, o, orderID); err != nil {
			return err
		}
		if !equal(o.CustomerID, before.CustomerID) {
			return apperr.Field(apperr.Path{"orderId"}, apperr.CodeConflict, "The order was changed by someone else")
		}
		return s.detach(tx, caller, o)
	})
	if err != nil {
		return nil, fmt.Errorf("detach order %s: %w", orderID, err)
	}
	return o, nil
}

// attach links a locked order to a locked customer and records it in the order's history.
func (s *Service) attach(
	tx *gorm.DB, caller auth.Caller, o *models.Order, c *models.Customer, what models.EventType,
) error {
	o.CustomerID = &c.ID
	if err := s.recordLink(tx, caller, o, what, c.ID); err != nil {
		return err
	}
	return countOrder(tx, c, o)
}

func (s *Service) detach(tx *gorm.DB, caller auth.Caller, o *models.Order) error {
	from := *o.CustomerID
	o.CustomerID = nil
	if err := s.recordLink(tx, caller, o, models.EventOrderDetached, from); err != nil {
		return err
	}
	return s.recount(tx, from)
}

func (s *Service) recordLink(
	tx *gorm.DB, caller auth.Caller, o *models.Order, what models.EventType, customerID string,
) error {
	c := &change{tx: tx, o: o, caller: caller, now: models.At(s.o.Now())}
	c.addEvent(what, nil, nil)
	c.events[0].CustomerID = customerID
	return c.store()
}

func lockCustomer(tx *gorm.DB, id string) (*models.Customer, error) {
	var c models.Customer
	err := db.ForUpdate(tx).Where("id = ?", id).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, apperr.Missing("customer")
	}
	if err != nil {
		return nil, fmt.Errorf("lock customer %s: %w", id, err)
	}
	return &c, nil
}
