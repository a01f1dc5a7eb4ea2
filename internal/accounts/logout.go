package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Logout ends the caller's session, or all of the customer's, and returns how many that were.
func (s *Service) Logout(ctx context.Context, caller auth.Caller, everywhere bool) (int, error) {
	if caller.Kind != auth.Customer {
		return 0, apperr.SignIn()
	}
	var ended int64
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		q := tx.Where("customer_id = ?", caller.CustomerID)
		if !everywhere {
			q = q.Where("id = ?", caller.SessionID)
		}
		done := q.Delete(&models.Session{})
		ended = done.RowsAffected
		return done.Error
	})
	if err != nil {
		return 0, fmt.Errorf("log out: %w", err)
	}
	return int(ended), nil
}

// RevokeSession ends one session: of the caller's own, or anybody's with CUSTOMERS_WRITE. Anything else is apperr.NotFound.
func (s *Service) RevokeSession(ctx context.Context, caller auth.Caller, id string) error {
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		q := tx.Where("id = ?", id)
		if !caller.Can(models.CustomersWrite) {
			q = q.Where("customer_id = ?", caller.CustomerID)
		}
		done := q.Delete(&models.Session{})
		if done.Error == nil && done.RowsAffected == 0 {
			return apperr.Missing("session")
		}
		return done.Error
	})
	if err != nil {
		return fmt.Errorf("revoke a session: %w", err)
	}
	return nil
}

// RevokeSessions ends every session of a customer and returns how many those were. It needs CUSTOMERS_WRITE; a customer that
// there is not is apperr.NotFound.
func (s *Service) RevokeSessions(ctx context.Context, caller auth.Caller, customerID string) (int, error) {
	if !caller.Can(models.CustomersWrite) {
		return 0, apperr.Scope(string(models.CustomersWrite))
	}
	var ended int
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if _, err := locked(tx, customerID); err != nil {
			return err
		}
		var err error
		ended, err = endSessions(tx, customerID, "")
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("revoke the sessions of %s: %w", customerID, err)
	}
	return ended, nil
}
