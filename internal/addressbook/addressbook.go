// Package addressbook manages the saved addresses of customers and which of them are the defaults. The rules of each
// country are in package postal.
package addressbook

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/lists"
	"clientele/internal/page"
	"clientele/models"
)

// Options configures the service.
type Options struct {
	Now          auth.Clock
	Codec        *page.Codec
	MaxAddresses int // per customer; 0 means 1,000
	Fields       *customfields.Service
}

// Service manages addresses.
type Service struct {
	db *db.DB
	o  Options
}

// New returns a Service that uses the database d.
func New(d *db.DB, o Options) *Service {
	if o.MaxAddresses == 0 {
		o.MaxAddresses = 1000
	}
	return &Service{db: d, o: o}
}

// canReadAll reports whether the caller may read the addresses of any customer. CUSTOMERS_WRITE does not include it.
func canReadAll(caller auth.Caller) bool { return caller.Can(models.CustomersRead) }

// Get returns an address of the calling customer, or any address with CUSTOMERS_READ. Others are apperr.NotFound.
func (s *Service) Get(ctx context.Context, caller auth.Caller, id string) (*models.Address, error) {
	found, err := s.GetMany(ctx, caller, []string{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, apperr.Missing("address")
	}
	return found[id], nil
}

// GetMany returns the addresses with the given ids that the caller may read.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Address, error) {
	id := func(a *models.Address) string { return a.ID }
	return lists.GetMany(ctx, s.db, caller, canReadAll(caller), "customer_id", ids, id)
}

// FindIn returns an address of the customer. Any other address is apperr.NotFound.
func (s *Service) FindIn(tx *gorm.DB, customerID, id string) (*models.Address, error) {
	var a models.Address
	err := tx.Where("id = ? AND customer_id = ?", id, customerID).Take(&a).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, apperr.Missing("address")
	}
	if err != nil {
		return nil, fmt.Errorf("read address %s: %w", id, err)
	}
	return &a, nil
}

// lockBook locks a customer's row until the transaction ends, so that only one transaction at a time changes its
// addresses. If there is no such customer, the error is notFound.
func lockBook(tx *gorm.DB, customerID string, notFound error) error {
	if err := db.LockRow(tx, "customers", customerID, notFound); err != nil {
		return fmt.Errorf("lock the address book of %s: %w", customerID, err)
	}
	return nil
}

// lockOwned reads an address to change and locks its address book. Customers find only their own addresses; other
// callers need CUSTOMERS_WRITE.
func (s *Service) lockOwned(tx *gorm.DB, caller auth.Caller, id string) (*models.Address, error) {
	var a models.Address
	q := tx.Where("id = ?", id)
	switch {
	case caller.Kind == auth.Anonymous:
		return nil, apperr.SignIn()
	case caller.Kind == auth.Customer:
		q = q.Where("customer_id = ?", caller.CustomerID)
	case !caller.Can(models.CustomersWrite):
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	err := q.Take(&a).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, apperr.Missing("address")
	}
	if err != nil {
		return nil, fmt.Errorf("read address %s: %w", id, err)
	}
	if err := lockBook(tx, a.CustomerID, apperr.Missing("address")); err != nil {
		return nil, err
	}
	return s.FindIn(tx, a.CustomerID, id) // read again: it may have changed or been deleted before the lock
}
