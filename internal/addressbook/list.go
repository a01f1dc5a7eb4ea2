package addressbook

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

// byCreatedAt is the sort order of an address book.
var byCreatedAt = page.Sort{List: "addresses by CREATED_AT ASC", Column: "addresses.created_at", ID: "addresses.id"}

// ListFor returns a page of addresses for each customer, with one query. Customers see only their own addresses; other
// callers need CUSTOMERS_READ. An invalid page or cursor is apperr.BadInput.
func (s *Service) ListFor(
	ctx context.Context, caller auth.Caller, customerIDs []string, args page.Args,
) (map[string]*page.Connection[*models.Address], error) {
	w, err := s.o.Codec.Open(args, byCreatedAt)
	if err != nil {
		return nil, err
	}
	books, err := s.books(caller, customerIDs)
	if err != nil {
		return nil, err
	}
	var rows []*models.Address
	read := db.Columns[models.Address](args.Members, "addresses.id", "addresses.customer_id", byCreatedAt.Column)
	var q *gorm.DB
	if len(customerIDs) == 1 {
		q = db.PageOf(db.SelectColumns(books(ctx), read), w)
	} else {
		q = s.db.PageEach(ctx, s.query(ctx, caller), "addresses", "customer_id", customerIDs, w, read)
	}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list addresses: %w", err)
	}
	owner := func(a *models.Address) string { return a.CustomerID }
	mark := func(a *models.Address) page.Mark { return page.Mark{Value: a.CreatedAt.Stored(), ID: a.ID} }
	return page.BuildEach(w, customerIDs, rows, owner, mark, func(ctx context.Context) (map[string]int, error) {
		return db.CountEach(books(ctx), "addresses.customer_id")
	}), nil
}

// AllFor returns all addresses of customers, oldest first, by customer ID. Customers get only their own; other callers
// need CUSTOMERS_READ.
func (s *Service) AllFor(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]*models.Address, error) {
	books, err := s.books(caller, customerIDs)
	if err != nil {
		return nil, err
	}
	var rows []*models.Address
	if err := books(ctx).Order("addresses.customer_id, addresses.created_at, addresses.id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read addresses: %w", err)
	}
	found := make(map[string][]*models.Address, len(customerIDs))
	for _, a := range rows {
		found[a.CustomerID] = append(found[a.CustomerID], a)
	}
	return found, nil
}

// books returns a query for the addresses of customers that the caller may read.
func (s *Service) books(caller auth.Caller, customerIDs []string) (func(context.Context) *gorm.DB, error) {
	if !canReadAll(caller) && caller.Kind != auth.Customer {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	return func(ctx context.Context) *gorm.DB {
		return s.query(ctx, caller).Where(s.db.In("addresses.customer_id", customerIDs))
	}, nil
}

// query returns a query for all addresses that the caller may read.
func (s *Service) query(ctx context.Context, caller auth.Caller) *gorm.DB {
	q := s.db.Read(ctx).Model(&models.Address{})
	if !canReadAll(caller) {
		q = q.Where("addresses.customer_id = ?", caller.CustomerID)
	}
	return q
}

// Defaults holds the default addresses of a customer; nil if the address book is empty.
type Defaults struct {
	Shipping, Billing *models.Address
}

// DefaultsFor returns the default addresses of customers, with one query.
func (s *Service) DefaultsFor(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string]Defaults, error) {
	books, err := s.books(caller, customerIDs)
	if err != nil {
		return nil, err
	}
	var rows []*models.Address
	if err := books(ctx).Where("addresses.is_default_shipping OR addresses.is_default_billing").
		Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read default addresses: %w", err)
	}
	found := make(map[string]Defaults, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = Defaults{}
	}
	for _, a := range rows {
		d := found[a.CustomerID]
		if a.IsDefaultShipping {
			d.Shipping = a
		}
		if a.IsDefaultBilling {
			d.Billing = a
		}
		found[a.CustomerID] = d
	}
	return found, nil
}
