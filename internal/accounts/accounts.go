// Package accounts manages the shop's customers: their records, passwords, emailed tokens and sessions. All callers
// (visitors, customers, API keys, staff) use the same methods, with the same rules. Addresses and orders are in other
// packages.
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
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/lists"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now             auth.Clock
	Codec           *page.Codec
	Hasher          *auth.Hasher
	Tokens          *auth.Signer // for customer tokens
	Refresh         *auth.RefreshTokens
	Throttle        *throttle.Throttle
	AccessTokenLife time.Duration
	SessionLife     time.Duration // since a session's last use
	SessionMaxLife  time.Duration // since a session's creation
	SessionsKept    time.Duration // since a session's end, to know when a customer was active; usually 0
	Fields          *customfields.Service
	Addresses       AddressBook // for UpsertMany
	Post            mail.Sender
	// EmailVerification determines whether visitors must verify their email address before an account is created.
	EmailVerification models.EmailVerification
}

// Service manages customers.
type Service struct {
	db   *db.DB
	o    Options
	once *onetime.Tokens
	// consents records what customers say about marketing.
	consents *consent.Ledger

	signedInQuery string
}

// New returns a service for a database.
func New(d *db.DB, o Options) *Service {
	return &Service{
		db: d, o: o, once: onetime.New(d, o.Now), consents: consent.NewLedger(d, o.Now, o.Post),
		signedInQuery: signedInQuery(d),
	}
}

// Get returns a customer: the caller's own record, or any with CUSTOMERS_READ, also by the ID of a customer that was
// merged into it. Otherwise it returns apperr.NotFound.
func (s *Service) Get(ctx context.Context, caller auth.Caller, id string) (*models.Customer, error) {
	if !caller.Owns(id) && !caller.Can(models.CustomersRead) {
		return nil, apperr.Missing("customer")
	}
	found, err := s.GetMany(ctx, caller, []string{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, apperr.Missing("customer")
	}
	return found[id], nil
}

// GetMany returns the customers with the given IDs that the caller may read, by ID. With CUSTOMERS_READ, the ID of a
// customer that was merged into another one stands for that one.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Customer, error) {
	all := caller.Can(models.CustomersRead)
	found, err := lists.GetMany(ctx, s.db, caller, all, "id", ids, customerID)
	if err != nil || !all {
		return found, err
	}
	return found, s.addMerged(ctx, found, ids)
}

// formerCustomer is a customer with the ID of one that was merged into it.
type formerCustomer struct {
	models.Customer `gorm:"embedded"`
	MergedID        string
}

// TableName returns the name of the table.
func (formerCustomer) TableName() string { return "merged_customers" }

// addMerged adds the customers into which the missing ones of ids were merged. Without missing ones it reads nothing.
func (s *Service) addMerged(ctx context.Context, found map[string]*models.Customer, ids []string) error {
	var missing []string
	for _, id := range ids {
		if found[id] == nil && models.KindOf(id) == models.CustomerID {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	var rows []*formerCustomer
	err := s.db.Read(ctx).Select("customers.*, merged_customers.merged_id").
		Joins("JOIN customers ON customers.id = merged_customers.customer_id").
		Where(s.db.In("merged_customers.merged_id", missing)).Find(&rows).Error
	if err != nil {
		return fmt.Errorf("read merged customers: %w", err)
	}
	for _, row := range rows {
		found[row.MergedID] = &row.Customer
	}
	return nil
}

// locked reads a customer and locks the row until the transaction ends.
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
