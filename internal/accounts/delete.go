package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Delete removes a customer, the caller's own where id is nil, with its addresses and sessions, and returns its id. Its
// orders stay without the link, and its email address is free again. It is apperr.NotFound when there is none.
func (s *Service) Delete(ctx context.Context, caller auth.Caller, id *string) (string, error) {
	who, err := caller.TargetCustomer(id, "id")
	if err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		done := tx.Where("id = ?", who).Delete(&models.Customer{}) // what hangs on it is the foreign keys' work
		if done.Error == nil && done.RowsAffected == 0 {
			return apperr.Missing("customer")
		}
		return done.Error
	})
	if err != nil {
		return "", fmt.Errorf("delete customer %s: %w", who, err)
	}
	return who, nil
}
