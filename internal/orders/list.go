package orders

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/filter"
	"clientele/internal/lists"
	"clientele/internal/page"
	"clientele/models"
)

// List returns a page of the shop's orders, newest first if by is nil. It requires ORDERS_READ, and CUSTOMERS_READ for
// a filter by customer. An invalid page, cursor or search is apperr.BadInput.
func (s *Service) List(
	ctx context.Context, caller auth.Caller, args page.Args, f *OrderFilter, search *string, by *OrderSort,
) (*page.Connection[*models.Order], error) {
	found, err := s.Select(ctx, caller, f, search)
	if err != nil {
		return nil, err
	}
	sort, err := table.Sorting(ctx, s.o.Fields, caller, (*lists.Sort[OrderSortField])(by))
	if err != nil {
		return nil, err
	}
	w, err := s.o.Codec.Open(args, sort.Sort)
	if err != nil {
		return nil, err
	}
	columns := db.Columns[models.Order](args.Members, "orders.id", "orders.customer_id", sort.Column)
	return table.Page(ctx, w, sort, columns, found.Query)
}

// CheckSort returns the error of List for a sort order that does not exist, or nil.
func (s *Service) CheckSort(ctx context.Context, caller auth.Caller, by *OrderSort) error {
	_, err := table.Sorting(ctx, s.o.Fields, caller, (*lists.Sort[OrderSortField])(by))
	return err
}

func (s *Service) where(ctx context.Context, caller auth.Caller, f *OrderFilter, search *string) (filter.Expr, error) {
	if f.filtersByCustomer() && caller.Kind != auth.Customer && !caller.Can(models.CustomersRead) {
		return filter.Expr{}, apperr.Scope(string(models.CustomersRead))
	}
	text := func(terms []filter.Term) (string, []any) { return s.db.Search("orders", terms) }
	where, err := f.expr(func(in customfields.Values) (filter.Expr, error) {
		return s.o.Fields.Where(ctx, caller, models.OwnerOrder, "orders.id", in)
	}, text)
	if err != nil {
		return where, err
	}
	return filter.Search(where, search, text)
}

func (s *Service) query(ctx context.Context, where filter.Expr) *gorm.DB {
	q := s.db.Read(ctx).Model(&models.Order{})
	if !where.True() {
		q = q.Where(where.SQL, where.Args...)
	}
	return q
}

// ListFor returns a page of orders for each customer, with one query. Customers see only their own orders; other
// callers need ORDERS_READ.
func (s *Service) ListFor(
	ctx context.Context, caller auth.Caller, customerIDs []string, args page.Args, f *OrderFilter, by *OrderSort,
) (map[string]*page.Connection[*models.Order], error) {
	if !caller.Can(models.OrdersRead) && caller.Kind != auth.Customer {
		return nil, apperr.Scope(string(models.OrdersRead))
	}
	sort, err := table.Sorting(ctx, s.o.Fields, caller, (*lists.Sort[OrderSortField])(by))
	if err != nil {
		return nil, err
	}
	w, err := s.o.Codec.Open(args, sort.Sort)
	if err != nil {
		return nil, err
	}
	where, err := s.where(ctx, caller, f, nil)
	if err != nil {
		return nil, err
	}
	open := func(ctx context.Context) *gorm.DB {
		q := s.query(ctx, where)
		if !caller.Can(models.OrdersRead) {
			q = q.Where("orders.customer_id = ?", caller.CustomerID)
		}
		return q
	}
	ordersOfCustomers := func(ctx context.Context) *gorm.DB {
		return open(ctx).Where(s.db.In("orders.customer_id", customerIDs))
	}
	var rows []*models.Order
	read := db.Columns[models.Order](args.Members, "orders.id", "orders.customer_id", sort.Column)
	var q *gorm.DB
	switch {
	case len(customerIDs) > 1:
		q = s.db.PageEach(ctx, sort.Join(open(ctx)), "orders", "customer_id", customerIDs, w, read)
	case where.True():
		q = db.PageOf(db.SelectColumns(sort.Join(ordersOfCustomers(ctx)), read), w)
	default:
		q = db.Page(db.SelectColumns(sort.Join(ordersOfCustomers(ctx)), read), w)
	}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list orders of customers: %w", err)
	}
	mark, err := sort.Marks(ctx, rows)
	if err != nil {
		return nil, err
	}
	owner := func(o *models.Order) string { return *o.CustomerID }
	return page.BuildEach(w, customerIDs, rows, owner, mark, func(ctx context.Context) (map[string]int, error) {
		return db.CountEach(ordersOfCustomers(ctx), "orders.customer_id")
	}), nil
}
