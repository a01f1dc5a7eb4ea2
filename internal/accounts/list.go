package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/filter"
	"clientele/internal/page"
	"clientele/models"
)

// List returns a page of customers, newest first where by is nil. It needs CUSTOMERS_READ, and ORDERS_READ for a filter
// that looks at their orders; a page, cursor or search that makes no sense is apperr.BadInput.
func (s *Service) List(ctx context.Context, caller auth.Caller, args page.Args, f *CustomerFilter, search *string, by *CustomerSort) (*page.Connection[*models.Customer], error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	sort, err := s.sort(ctx, caller, by)
	if err != nil {
		return nil, err
	}
	w, err := s.o.Codec.Open(args, sort.Sort)
	if err != nil {
		return nil, err
	}
	where, err := s.where(ctx, caller, f, search)
	if err != nil {
		return nil, err
	}
	narrow := func(ctx context.Context) *gorm.DB {
		q := s.db.Read(ctx).Model(&models.Customer{})
		if !where.True() {
			q = q.Where(where.SQL, where.Args...)
		}
		return q
	}
	rows, err := sort.Read(func() *gorm.DB { return narrow(ctx) }, w, db.Columns[models.Customer](args.Members, "customers.id", sort.Column))
	if err != nil {
		return nil, fmt.Errorf("list customers: %w", err)
	}
	mark, err := sort.Marks(ctx, rows)
	if err != nil {
		return nil, err
	}
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(narrow(ctx))
		if err != nil {
			return total, fmt.Errorf("count customers: %w", err)
		}
		return total, nil
	}), nil
}

func (s *Service) where(ctx context.Context, caller auth.Caller, f *CustomerFilter, search *string) (filter.Expr, error) {
	if f.asksForOrders() && !caller.Can(models.OrdersRead) {
		return filter.Expr{}, apperr.Scope(string(models.OrdersRead))
	}
	text := func(terms []filter.Term) (string, []any) { return s.db.Search("customers", terms) }
	where, err := f.expr(func(in customfields.Values) (filter.Expr, error) {
		return s.o.Fields.Where(ctx, caller, models.OwnerCustomer, "customers.id", in)
	}, text)
	if err != nil {
		return where, err
	}
	return filter.Search(where, search, text)
}

// TagsFor returns the tags of customers in their order.
func (s *Service) TagsFor(ctx context.Context, customerIDs []string) (map[string][]string, error) {
	found := make(map[string][]string, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []string{}
	}
	var rows []*models.CustomerTag
	if err := s.db.Read(ctx).Where(s.db.In("customer_id", customerIDs)).Order("customer_id, position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row.Tag)
	}
	return found, nil
}
