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

// ClaimGuest makes a guest's order the caller's, by the token that was emailed to the order's contact address; that may be another
// one than the caller's. The caller's own address must be verified (EMAIL_UNVERIFIED). Of two claims at the same moment one wins.
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
			return apperr.Field(nil, apperr.CodeEmailUnverified, "verify your own email address first: see requestEmailVerification")
		}
		o = &models.Order{}
		if err := lockInto(tx, o, *t.OrderID); err != nil {
			return err
		}
		if o.ContactEmailKey != t.EmailKey { // corrected while the email was written
			return onetime.Invalid("token")
		}
		if err := s.once.Spend(tx, t, "token"); err != nil {
			return err
		}
		if o.CustomerID != nil {
			return apperr.Field(apperr.Path{"token"}, apperr.CodeStepNotAllowed, "the order belongs to an account already")
		}
		return s.give(tx, caller, o, c, models.OrderClaimed)
	})
	if apperr.Is(err, apperr.NotFound) { // gone since
		err = onetime.Invalid("token")
	}
	if err != nil {
		return nil, fmt.Errorf("claim a guest's order: %w", err)
	}
	return o, nil
}

// Attach makes an order that is nobody's a customer's. It needs ORDERS_WRITE, as checking out for a customer does. An order or
// customer that there is not is apperr.NotFound; another customer's order is STEP_NOT_ALLOWED.
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
		if err := lockInto(tx, o, orderID); err != nil {
			return err
		}
		switch {
		case o.CustomerID == nil:
			return s.give(tx, caller, o, c, models.OrderAttached)
		case *o.CustomerID == customerID:
			return nil
		}
		return apperr.Field(apperr.Path{"orderId"}, apperr.CodeStepNotAllowed, "the order belongs to another customer: detach it first")
	})
	if err != nil {
		return nil, fmt.Errorf("attach order %s: %w", orderID, err)
	}
	return o, nil
}

// Detach makes an order nobody's; one that is already stays as it is. It needs ORDERS_WRITE; an order that there is not is
// apperr.NotFound.
func (s *Service) Detach(ctx context.Context, caller auth.Caller, orderID string) (*models.Order, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	var o *models.Order
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		seen, err := find(tx, "id = ?", orderID)
		if err != nil {
			return err
		}
		if seen == nil {
			return apperr.Missing("order")
		}
		if o = seen; o.CustomerID == nil {
			return nil
		}
		if _, err := lockCustomer(tx, *seen.CustomerID); err != nil { // before the order, as everywhere
			return err
		}
		o = &models.Order{}
		if err := lockInto(tx, o, orderID); err != nil {
			return err
		}
		if !equal(o.CustomerID, seen.CustomerID) {
			return apperr.Field(apperr.Path{"orderId"}, apperr.CodeConflict, "the order was changed in the meantime")
		}
		return s.takeAway(tx, caller, o)
	})
	if err != nil {
		return nil, fmt.Errorf("detach order %s: %w", orderID, err)
	}
	return o, nil
}

// give makes a locked order a locked customer's, and says so in its history.
func (s *Service) give(tx *gorm.DB, caller auth.Caller, o *models.Order, c *models.Customer, what models.OrderEventType) error {
	o.CustomerID = &c.ID
	if err := s.relinked(tx, caller, o, what, c.ID); err != nil {
		return err
	}
	return countOrder(tx, c, o)
}

func (s *Service) takeAway(tx *gorm.DB, caller auth.Caller, o *models.Order) error {
	from := *o.CustomerID
	o.CustomerID = nil
	if err := s.relinked(tx, caller, o, models.OrderDetached, from); err != nil {
		return err
	}
	err := tx.Model(&models.Customer{}).Where("id = ?", from).UpdateColumns(map[string]any{
		"orders_count":  gorm.Expr("orders_count - 1"),
		"last_order_at": gorm.Expr("(SELECT MAX(placed_at) FROM orders WHERE customer_id = ?)", from),
	}).Error
	if err != nil {
		return fmt.Errorf("count a customer's orders: %w", err)
	}
	return nil
}

func (s *Service) relinked(tx *gorm.DB, caller auth.Caller, o *models.Order, what models.OrderEventType, customerID string) error {
	c := &change{tx: tx, o: o, caller: caller, now: models.At(s.o.Now())}
	c.happened(what, nil, nil, nil)
	c.events[0].CustomerID = &customerID
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
