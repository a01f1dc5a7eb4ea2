package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/events"
	"clientele/models"
)

// Delete deletes a customer, or the caller if id is nil, with its addresses and sessions, and returns its ID. Its
// orders are kept without a customer, its events without values, and its statements about marketing without the person.
// It returns apperr.NotFound if there is no such
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
		if err := s.consents.Forget(tx, consent.Forgotten{CustomerID: c.ID, EmailKey: c.EmailKey}); err != nil {
			return err
		}
		if err := tx.Where("id = ?", customerID).Delete(&models.Customer{}).Error; err != nil { // foreign keys cascade
			return err
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
