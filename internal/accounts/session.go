package accounts

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// CustomerToken is what a customer's requests carry.
type CustomerToken struct {
	AccessToken string
	ExpiresAt   models.Time
	SessionID   string
}

// openSession stores a session; mint makes its token once the transaction is through.
func (s *Service) openSession(tx *gorm.DB, customerID string) (*models.Session, error) {
	now := s.o.Now()
	session := &models.Session{
		ID: models.NewID(models.SessionID), CustomerID: customerID, CreatedAt: models.At(now), ExpiresAt: models.At(now.Add(s.o.TokenLife)),
	}
	if err := tx.Create(session).Error; err != nil {
		return nil, fmt.Errorf("open a session: %w", err)
	}
	return session, nil
}

func (s *Service) mint(session *models.Session) (*CustomerToken, error) {
	token, err := s.o.Tokens.Sign(auth.CustomerClaims{
		RegisteredClaims: s.o.Tokens.Registered(session.CustomerID, session.ExpiresAt.Time), SessionID: session.ID,
	})
	if err != nil {
		return nil, fmt.Errorf("mint a customer token: %w", err)
	}
	return &CustomerToken{AccessToken: token, ExpiresAt: session.ExpiresAt, SessionID: session.ID}, nil
}

// FindSession returns a session that has not ended, and nil where there is none.
func (s *Service) FindSession(ctx context.Context, id string) (*models.Session, error) {
	var session models.Session
	err := s.db.Read(ctx).Where("id = ? AND expires_at > ?", id, models.At(s.o.Now())).Take(&session).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find a session: %w", err)
	}
	return &session, nil
}

// SessionsFor returns the sessions of customers, newest first: the caller's own, or any with CUSTOMERS_READ.
func (s *Service) SessionsFor(ctx context.Context, caller auth.Caller, customerIDs []string) (map[string][]*models.Session, error) {
	found := make(map[string][]*models.Session, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []*models.Session{}
	}
	q := s.db.Read(ctx).Where("customer_id IN ? AND expires_at > ?", customerIDs, models.At(s.o.Now()))
	if !caller.Can(models.CustomersRead) {
		q = q.Where("customer_id = ?", caller.CustomerID)
	}
	var rows []*models.Session
	if err := q.Order("created_at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row)
	}
	return found, nil
}

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
	var ended int64
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := db.ForUpdate(tx).Select("id").Where("id = ?", customerID).Take(&models.Customer{}).Error; err != nil {
			return err
		}
		done := tx.Where("customer_id = ?", customerID).Delete(&models.Session{})
		ended = done.RowsAffected
		return done.Error
	})
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, apperr.Missing("customer")
	}
	if err != nil {
		return 0, fmt.Errorf("revoke the sessions of %s: %w", customerID, err)
	}
	return int(ended), nil
}

// Sweep drops the sessions that have ended by themselves.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *gorm.DB) error {
		return tx.Where("expires_at <= ?", models.At(s.o.Now())).Delete(&models.Session{}).Error
	})
}
