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

// asAdded is the order of an address book: that in which the addresses came.
var asAdded = page.Sort{List: "addresses by CREATED_AT ASC", Column: "addresses.created_at", ID: "addresses.id"}

// ListFor returns the same page of each customer's address book, in one statement; the caller's own, or any with
// CUSTOMERS_READ. A page or cursor that makes no sense is apperr.BadInput.
func (s *Service) ListFor(ctx context.Context, caller auth.Caller, customerIDs []string, args page.Args) (map[string]*page.Connection[*models.Address], error) {
	w, err := s.o.Codec.Open(args, asAdded)
	if err != nil {
		return nil, err
	}
	books, err := s.books(caller, customerIDs)
	if err != nil {
		return nil, err
	}
	var rows []*models.Address
	read := db.Columns[models.Address](args.Members, "addresses.id", "addresses.customer_id", asAdded.Column)
	var q *gorm.DB
	if len(customerIDs) == 1 {
		q = db.PageOf(db.SelectColumns(books(ctx), read), w)
	} else {
		q = s.db.PageEach(ctx, s.open(ctx, caller), "addresses", "customer_id", customerIDs, w, read)
	}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list addresses: %w", err)
	}
	of := map[string][]*models.Address{}
	for _, a := range rows {
		of[a.CustomerID] = append(of[a.CustomerID], a)
	}
	totals := page.Once(func(ctx context.Context) (map[string]int, error) { return count(books(ctx)) })
	found := make(map[string]*page.Connection[*models.Address], len(customerIDs))
	for _, id := range customerIDs {
		found[id] = page.Build(w, of[id], func(a *models.Address) page.Mark {
			return page.Mark{Value: a.CreatedAt.Stored(), ID: a.ID}
		}, func(ctx context.Context) (page.Total, error) {
			all, err := totals(ctx)
			return page.Total{N: all[id]}, err
		})
	}
	return found, nil
}

// books returns the query for the addresses of customers, as far as the caller may read them.
func (s *Service) books(caller auth.Caller, customerIDs []string) (func(context.Context) *gorm.DB, error) {
	if !reads(caller) && caller.Kind != auth.Customer {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	return func(ctx context.Context) *gorm.DB {
		return s.open(ctx, caller).Where(s.db.In("addresses.customer_id", customerIDs))
	}, nil
}

// open returns the query for the addresses that the caller may read.
func (s *Service) open(ctx context.Context, caller auth.Caller) *gorm.DB {
	q := s.db.Read(ctx).Model(&models.Address{})
	if !reads(caller) {
		q = q.Where("addresses.customer_id = ?", caller.CustomerID)
	}
	return q
}

func count(books *gorm.DB) (map[string]int, error) {
	var rows []struct {
		CustomerID string
		N          int
	}
	if err := books.Select("customer_id, COUNT(*) AS n").Group("customer_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("count addresses: %w", err)
	}
	totals := map[string]int{}
	for _, row := range rows {
		totals[row.CustomerID] = row.N
	}
	return totals, nil
}

// Defaults are the addresses that a customer's orders and bills go to by default; nil while the book is empty.
type Defaults struct {
	Shipping, Billing *models.Address
}

// DefaultsFor returns the default addresses of customers, in one statement.
func (s *Service) DefaultsFor(ctx context.Context, caller auth.Caller, customerIDs []string) (map[string]Defaults, error) {
	books, err := s.books(caller, customerIDs)
	if err != nil {
		return nil, err
	}
	var rows []*models.Address
	if err := books(ctx).Where("addresses.is_default_shipping OR addresses.is_default_billing").Find(&rows).Error; err != nil {
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
