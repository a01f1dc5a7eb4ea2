package accounts

import (
	"context"
	"fmt"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/filter"
	"clientele/internal/lists"
	"clientele/internal/page"
	"clientele/models"
)

// List returns a page of customers, newest first if by is nil. It needs CUSTOMERS_READ, and ORDERS_READ for a filter on
// orders. An invalid page, cursor or search is apperr.BadInput.
func (s *Service) List(
	ctx context.Context, caller auth.Caller, args page.Args, f *CustomerFilter, search *string, by *CustomerSort,
) (*page.Connection[*models.Customer], error) {
	found, err := s.Select(ctx, caller, f, search)
	if err != nil {
		return nil, err
	}
	sort, err := table.Sorting(ctx, s.o.Fields, caller, (*lists.Sort[CustomerSortField])(by))
	if err != nil {
		return nil, err
	}
	w, err := s.o.Codec.Open(args, sort.Sort)
	if err != nil {
		return nil, err
	}
	columns := db.Columns[models.Customer](args.Members, "customers.id", sort.Column)
	return table.Page(ctx, w, sort, columns, found.Query)
}

// CheckSort returns the error of List for a sort order that does not exist, or nil.
func (s *Service) CheckSort(ctx context.Context, caller auth.Caller, by *CustomerSort) error {
	_, err := table.Sorting(ctx, s.o.Fields, caller, (*lists.Sort[CustomerSortField])(by))
	return err
}

// where returns the SQL condition of a filter and a search.
func (s *Service) where(
	ctx context.Context, caller auth.Caller, f *CustomerFilter, search *string,
) (filter.Expr, error) {
	if f.usesOrders() && !caller.Can(models.OrdersRead) {
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

// TagsFor returns the tags of customers, in order, by customer ID.
func (s *Service) TagsFor(ctx context.Context, customerIDs []string) (map[string][]string, error) {
	found := make(map[string][]string, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []string{}
	}
	var rows []*models.CustomerTag
	q := s.db.Read(ctx).Where(s.db.In("customer_id", customerIDs))
	if err := q.Order("customer_id, position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row.Tag)
	}
	return found, nil
}

// Any reports whether the shop has a customer.
func (s *Service) Any(ctx context.Context) (bool, error) {
	var found []*models.Customer
	if err := s.db.Read(ctx).Select("id").Limit(1).Find(&found).Error; err != nil {
		return false, fmt.Errorf("find a customer: %w", err)
	}
	return len(found) > 0, nil
}
