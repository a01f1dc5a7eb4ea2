package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/onetime"
	"clientele/models"
)

// Disable disables a customer: all of its sessions end, and it cannot log in until Enable. If the customer is already
// disabled, only the reason changes. It needs CUSTOMERS_WRITE, and returns apperr.NotFound if there is no such
// customer.
func (s *Service) Disable(
	ctx context.Context, caller auth.Caller, id string, reason *string,
) (*models.Customer, error) {
	var f apperr.Fields
	reason = input.Text(&f, apperr.Path{"reason"}, reason, input.MaxNote)
	return s.setDisabled(ctx, caller, id, f.Err(), func(c *models.Customer) bool {
		return disable(c, reason, models.At(s.o.Now()))
	})
}

// disable disables a customer or changes the reason, and reports whether that changes anything.
func disable(c *models.Customer, reason *string, now models.Time) bool {
	if c.Disabled() && same(c.DisabledReason, reason) {
		return false
	}
	if !c.Disabled() {
		c.DisabledAt = &now
	}
	c.DisabledReason = reason
	return true
}

// Enable lets a disabled customer log in again, and does nothing if the customer is not disabled. It needs
// CUSTOMERS_WRITE, and returns apperr.NotFound if there is no such customer.
func (s *Service) Enable(ctx context.Context, caller auth.Caller, id string) (*models.Customer, error) {
	return s.setDisabled(ctx, caller, id, nil, enable)
}

// enable lets a disabled customer log in again, and reports whether that changes anything.
func enable(c *models.Customer) bool {
	if !c.Disabled() {
		return false
	}
	c.DisabledAt, c.DisabledReason = nil, nil
	return true
}

// disabling describes the event of a customer who was disabled or enabled, or whose reason for it changed.
func disabling(before, after *models.Customer) events.Entry {
	switch {
	case before.Disabled() && after.Disabled():
		return entry(after, models.CustomerUpdated, changesOf(before, after))
	case after.Disabled():
		e := entry(after, models.CustomerDisabled, nil)
		e.Text = after.DisabledReason
		return e
	}
	return entry(after, models.CustomerEnabled, nil)
}

// setDisabled calls change with the locked customer, stores the customer if change returns true, and ends the sessions
// and emailed tokens of a customer that is then disabled. It returns invalid, an error of the input, once the scope is
// checked.
func (s *Service) setDisabled(
	ctx context.Context, caller auth.Caller, id string, invalid error, change func(*models.Customer) bool,
) (*models.Customer, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	if invalid != nil {
		return nil, invalid
	}
	var c *models.Customer
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var err error
		if c, err = locked(tx, id); err != nil {
			return err
		}
		before := *c
		if !change(c) {
			return nil
		}
		c.Version, c.UpdatedAt = c.Version+1, models.At(s.o.Now())
		err = tx.Model(c).Select("disabled_at", "disabled_reason", "version", "updated_at").Updates(c).Error
		if err != nil {
			return err
		}
		if err := s.record(tx, caller, disabling(&before, c)); err != nil || !c.Disabled() {
			return err
		}
		if _, err = s.endSessions(tx, c, caller); err != nil {
			return err
		}
		return onetime.DeleteForCustomer(tx, c.ID)
	})
	if err != nil {
		return nil, fmt.Errorf("disable or enable customer %s: %w", id, err)
	}
	return c, nil
}
