// Package accounts holds the shop's customers: made, read, changed, deleted and listed, their passwords, and the sessions
// behind their tokens. Every path (visitor, customer, API key, staff) goes through the same methods and the same rules.
// Addresses and orders are other rooms' affair.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

// Options is what the service works with.
type Options struct {
	Now             auth.Clock
	Codec           *page.Codec
	Hasher          *auth.Hasher
	Tokens          *auth.Signer // of customer tokens
	Refresh         *auth.RefreshTokens
	Throttle        *throttle.Throttle
	AccessTokenLife time.Duration
	SessionLife     time.Duration // from a session's last use on
	SessionMaxLife  time.Duration // however often it is used
	Fields          *customfields.Service
	Post            mail.Sender
	// EmailVerification says whether a visitor verifies its address before there is an account.
	EmailVerification models.EmailVerification
}

// Service keeps the customers.
type Service struct {
	db   *db.DB
	o    Options
	once *onetime.Tokens

	signedInQuery string
}

// New returns the service over a database.
func New(d *db.DB, o Options) *Service {
	return &Service{db: d, o: o, once: onetime.New(d, o.Now), signedInQuery: signedInQuery(d)}
}

// Get returns a customer: the caller itself, or any with CUSTOMERS_READ. Anything else is apperr.NotFound.
func (s *Service) Get(ctx context.Context, caller auth.Caller, id string) (*models.Customer, error) {
	if !caller.Owns(id) && !caller.Can(models.CustomersRead) {
		return nil, apperr.Missing("customer")
	}
	var c models.Customer
	err := s.db.Read(ctx).Where("id = ?", id).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, apperr.Missing("customer")
	}
	if err != nil {
		return nil, fmt.Errorf("read customer %s: %w", id, err)
	}
	return &c, nil
}

// GetMany returns the customers with the ids, as far as the caller may read them.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Customer, error) {
	q := s.db.Read(ctx).Where(s.db.In("id", ids))
	if !caller.Can(models.CustomersRead) {
		if caller.Kind != auth.Customer {
			return nil, nil
		}
		q = q.Where("id = ?", caller.CustomerID)
	}
	var rows []*models.Customer
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	found := make(map[string]*models.Customer, len(rows))
	for _, c := range rows {
		found[c.ID] = c
	}
	return found, nil
}

// locked reads a customer's row and holds it until the transaction ends.
func locked(tx *gorm.DB, id string) (*models.Customer, error) {
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
