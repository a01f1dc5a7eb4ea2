package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// Delete deletes a customer, or the caller if id is nil, with its addresses and sessions, and returns its ID. Its
// orders are kept without a customer, and its events without values. It returns apperr.NotFound if there is no such
// customer.
func (s *Service) Delete(ctx context.Context, caller auth.Caller, id *string) (string, error) {
	customerID, err := caller.TargetCustomer(id, "id")
	if err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := locked(tx, customerID)
		if err != nil {
			return err
		}
		if err := tx.Where("id = ?", c.ID).Delete(&models.Customer{}).Error; err != nil { // the foreign keys cascade
			return err
		}
		if err := events.Erase(tx, customerID); err != nil {
			return err
		}
		return s.record(tx, caller, entry(c, models.CustomerDeleted, nil))
	})
	if err != nil {
		return "", fmt.Errorf("delete customer %s: %w", customerID, err)
	}
	return customerID, nil
}
