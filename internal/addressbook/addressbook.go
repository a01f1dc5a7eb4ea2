// Package addressbook holds a customer's addresses: added, changed, deleted and listed, by the customer or on its behalf, and
// which of them orders go to by default. What a country asks of an address is the package postal's affair.
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
	"clientele/internal/page"
	"clientele/models"
)

// Options is what the service works with.
type Options struct {
	Now          auth.Clock
	Codec        *page.Codec
	MaxAddresses int // of one customer; 0 for 1,000
	Fields       *customfields.Service
}

// Service keeps the addresses.
type Service struct {
	db *db.DB
	o  Options
}

// New returns the service over a database.
func New(d *db.DB, o Options) *Service {
	if o.MaxAddresses == 0 {
		o.MaxAddresses = 1000
	}
	return &Service{db: d, o: o}
}

// reads tells whether the caller may read any customer's addresses. The right to change them does not include that.
func reads(caller auth.Caller) bool { return caller.Can(models.CustomersRead) }

// Get returns an address: of the caller's own book, or any with CUSTOMERS_READ. Anything else is apperr.NotFound.
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

// GetMany returns the addresses with the ids, as far as the caller may read them.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Address, error) {
	q := s.db.Read(ctx).Where(s.db.In("id", ids))
	if !reads(caller) {
		if caller.Kind != auth.Customer {
			return nil, nil
		}
		q = q.Where("customer_id = ?", caller.CustomerID)
	}
	var rows []*models.Address
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read addresses: %w", err)
	}
	found := make(map[string]*models.Address, len(rows))
	for _, a := range rows {
		found[a.ID] = a
	}
	return found, nil
}

// FindIn returns an address of a customer's book; of anybody else's it is apperr.NotFound.
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

// lockBook locks a customer's row until the transaction ends, so that only one transaction at a time changes its addresses. If there is
// no such customer, the error is notFound.
func lockBook(tx *gorm.DB, customerID string, notFound error) error {
	if err := db.LockRow(tx, "customers", customerID, notFound); err != nil {
		return fmt.Errorf("lock the address book of %s: %w", customerID, err)
	}
	return nil
}

// lockOwned reads an address for a change, with its book locked. A customer finds only its own, a key needs CUSTOMERS_WRITE.
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
	return s.FindIn(tx, a.CustomerID, id) // as it is now that nobody else changes it; gone if its customer went while we waited
}
