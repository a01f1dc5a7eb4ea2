package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/onetime"
	"clientele/models"
)

// Disable shuts a customer out: all of its sessions end, and it cannot sign in until Enable. Disabled before, it stays so since
// then, with the new reason. It needs CUSTOMERS_WRITE; a customer that there is not is apperr.NotFound.
func (s *Service) Disable(ctx context.Context, caller auth.Caller, id string, reason *string) (*models.Customer, error) {
	var f apperr.Fields
	reason = input.Text(&f, apperr.Path{"reason"}, reason, input.MaxNote)
	return s.setDisabled(ctx, caller, id, f.Err(), func(c *models.Customer) bool {
		if c.Disabled() && same(c.DisabledReason, reason) {
			return false
		}
		if !c.Disabled() {
			now := models.At(s.o.Now())
			c.DisabledAt = &now
		}
		c.DisabledReason = reason
		return true
	})
}

// Enable lets a customer sign in again; one that was not disabled stays as it is. It needs CUSTOMERS_WRITE; a customer that
// there is not is apperr.NotFound.
func (s *Service) Enable(ctx context.Context, caller auth.Caller, id string) (*models.Customer, error) {
	return s.setDisabled(ctx, caller, id, nil, func(c *models.Customer) bool {
		if !c.Disabled() {
			return false
		}
		c.DisabledAt, c.DisabledReason = nil, nil
		return true
	})
}

// setDisabled changes the locked customer, and ends the sessions and emailed tokens of one that is disabled then. change tells whether it did
// anything.
func (s *Service) setDisabled(ctx context.Context, caller auth.Caller, id string, faults error, change func(*models.Customer) bool) (*models.Customer, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	if faults != nil {
		return nil, faults
	}
	var c *models.Customer
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var err error
		if c, err = locked(tx, id); err != nil {
			return err
		}
		if !change(c) {
			return nil
		}
		c.Version, c.UpdatedAt = c.Version+1, models.At(s.o.Now())
		if err := tx.Model(c).Select("disabled_at", "disabled_reason", "version", "updated_at").Updates(c).Error; err != nil {
			return err
		}
		if !c.Disabled() {
			return nil
		}
		if _, err = s.shutOut(tx, c, caller); err != nil {
			return err
		}
		return onetime.DeleteForCustomer(tx, c.ID)
	})
	if err != nil {
		return nil, fmt.Errorf("disable or enable customer %s: %w", id, err)
	}
	return c, nil
}
