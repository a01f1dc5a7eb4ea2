package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
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
		done := tx.Where("id = ?", customerID).Delete(&models.Customer{}) // the foreign keys cascade
		if done.Error == nil && done.RowsAffected == 0 {
			return apperr.Missing("customer")
		}
		if done.Error != nil {
			return done.Error
		}
		if err := events.Erase(tx, customerID); err != nil {
			return err
		}
		return s.record(tx, caller, events.Entry{
			Type: models.CustomerDeleted, SubjectID: customerID, CustomerID: customerID,
		})
	})
	if err != nil {
		return "", fmt.Errorf("delete customer %s: %w", customerID, err)
	}
	return customerID, nil
}
