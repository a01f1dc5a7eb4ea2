package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Logout ends the caller's session, or all sessions of the customer, and returns how many ended.
func (s *Service) Logout(ctx context.Context, caller auth.Caller, everywhere bool) (int, error) {
	if caller.Kind != auth.Customer {
		return 0, apperr.SignIn()
	}
	var ended int
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := lockedOrNil(tx, caller.CustomerID)
		if err != nil || c == nil {
			return err
		}
		if everywhere {
			ended, err = s.endSessions(tx, c, auth.Caller{}) // this session as well
		} else {
			done := tx.Where("id = ? AND customer_id = ?", caller.SessionID, c.ID).Delete(&models.Session{})
			ended, err = int(done.RowsAffected), done.Error
		}
		if err != nil || ended == 0 {
			return err
		}
		return s.record(tx, caller, entry(c, models.CustomerLoggedOut, nil))
	})
	if err != nil {
		return 0, fmt.Errorf("log out: %w", err)
	}
	return ended, nil
}

// RevokeSession ends one of the caller's own sessions, or any with CUSTOMERS_WRITE. Otherwise it returns
// apperr.NotFound. The customer's known addresses are deleted, because the session may have been an attacker's.
func (s *Service) RevokeSession(ctx context.Context, caller auth.Caller, id string) error {
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		q := tx.Where("id = ? AND expires_at > ?", id, models.At(s.o.Now()))
		if !caller.Can(models.CustomersWrite) {
			q = q.Where("customer_id = ?", caller.CustomerID)
		}
		var found []*models.Session
		if err := q.Limit(1).Find(&found).Error; err != nil {
			return err
		}
		if len(found) == 0 {
			return apperr.Missing("session")
		}
		c, err := locked(tx, found[0].CustomerID)
		if apperr.Is(err, apperr.NotFound) {
			return apperr.Missing("session")
		}
		if err != nil {
			return err
		}
		done := tx.Where("id = ?", id).Delete(&models.Session{})
		switch {
		case done.Error != nil:
			return done.Error
		case done.RowsAffected == 0: // ended since it was found
			return apperr.Missing("session")
		}
		if err := s.record(tx, caller, entry(c, models.CustomerSessionsRevoked, nil)); err != nil {
			return err
		}
		if caller.SessionID == id {
			return nil
		}
		return s.forgetPlaces(tx, c, caller)
	})
	if err != nil {
		return fmt.Errorf("revoke session: %w", err)
	}
	return nil
}

// RevokeSessions ends all sessions of a customer and returns how many ended. It needs CUSTOMERS_WRITE, and returns
// apperr.NotFound if there is no such customer.
func (s *Service) RevokeSessions(ctx context.Context, caller auth.Caller, customerID string) (int, error) {
	if !caller.Can(models.CustomersWrite) {
		return 0, apperr.Scope(string(models.CustomersWrite))
	}
	var ended int
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := locked(tx, customerID)
		if err != nil {
			return err
		}
		if ended, err = s.endSessions(tx, c, caller); err != nil || ended == 0 {
			return err
		}
		return s.record(tx, caller, entry(c, models.CustomerSessionsRevoked, nil))
	})
	if err != nil {
		return 0, fmt.Errorf("revoke the sessions of %s: %w", customerID, err)
	}
	return ended, nil
}
