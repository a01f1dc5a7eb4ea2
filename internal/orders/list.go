package orders

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/internal/fold"
	"clientele/internal/page"
	"clientele/models"
)

// OrderOrderField is what orders can be sorted by.
type OrderOrderField string

// The fields that orders can be sorted by.
const (
	ByPlacedAt  OrderOrderField = "PLACED_AT"
	ByUpdatedAt OrderOrderField = "UPDATED_AT"
	ByNumber    OrderOrderField = "NUMBER"
	ByTotal     OrderOrderField = "TOTAL"
	ByStatus    OrderOrderField = "STATUS"
	ByPayment   OrderOrderField = "PAYMENT"
	ByShipping  OrderOrderField = "SHIPPING"
)

// OrderOrder is a sort order of orders.
type OrderOrder struct {
	Field     OrderOrderField
	Direction page.Direction
}

// sorts has the column of each sort field and what an order's row holds there.
var sorts = map[OrderOrderField]struct {
	column string
	kind   page.ValueType
	value  func(*models.Order) string
}{
	ByPlacedAt:  {"orders.placed_at", page.Text, func(o *models.Order) string { return o.PlacedAt.Stored() }},
	ByUpdatedAt: {"orders.updated_at", page.Text, func(o *models.Order) string { return o.UpdatedAt.Stored() }},
	ByNumber:    {"orders.number", page.Text, func(o *models.Order) string { return o.Number }},
	ByTotal:     {"orders.total_value", page.Integer, func(o *models.Order) string { return strconv.FormatInt(o.TotalValue, 10) }},
	ByStatus:    {"orders.status", page.Text, func(o *models.Order) string { return string(o.Status) }},
	ByPayment:   {"orders.payment", page.Text, func(o *models.Order) string { return string(o.Payment) }},
	ByShipping:  {"orders.shipping", page.Text, func(o *models.Order) string { return string(o.Shipping) }},
}

func (s *Service) open(args page.Args, by *OrderOrder) (page.Window, func(*models.Order) page.Mark, error) {
	if by == nil {
		by = &OrderOrder{Field: ByPlacedAt, Direction: page.Desc}
	}
	sort, ok := sorts[by.Field]
	if !ok {
		return page.Window{}, nil, apperr.Bad("orders cannot be sorted by %s", by.Field)
	}
	w, err := s.o.Codec.Open(args, page.Sort{
		List: fmt.Sprintf("orders by %s %s", by.Field, by.Direction), Column: sort.column, ID: "orders.id", Type: sort.kind, Desc: by.Direction == page.Desc,
	})
	return w, func(o *models.Order) page.Mark { return page.Mark{Value: sort.value(o), ID: o.ID} }, err
}

// List returns a page of the shop's orders, newest first where by is nil. It needs ORDERS_READ; a page, cursor or search that
// makes no sense is apperr.BadInput.
func (s *Service) List(ctx context.Context, caller auth.Caller, args page.Args, f *OrderFilter, search *string, by *OrderOrder) (*page.Connection[*models.Order], error) {
	if !caller.Can(models.OrdersRead) {
		return nil, apperr.Scope(string(models.OrdersRead))
	}
	w, mark, err := s.open(args, by)
	if err != nil {
		return nil, err
	}
	where, err := s.where(f, search)
	if err != nil {
		return nil, err
	}
	var rows []*models.Order
	if err := db.Page(s.narrow(ctx, where), w).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return page.Build(w, rows, mark, func(ctx context.Context) (*int, error) {
		var n int64
		if err := s.narrow(ctx, where).Count(&n).Error; err != nil {
			return nil, fmt.Errorf("count orders: %w", err)
		}
		total := int(n)
		return &total, nil
	}), nil
}

func (s *Service) where(f *OrderFilter, search *string) (filter.Expr, error) {
	where := f.expr()
	if search == nil {
		return where, nil
	}
	words := fold.Words(*search)
	if len(words) > filter.MaxWords {
		return where, apperr.Bad("search has more than %d words", filter.MaxWords)
	}
	if len(words) == 0 {
		return where, nil
	}
	sql, args := s.db.Search("orders", words)
	return filter.And(where, filter.SQL(sql, args...)), nil
}

func (s *Service) narrow(ctx context.Context, where filter.Expr) *gorm.DB {
	q := s.db.Read(ctx).Model(&models.Order{})
	if !where.True() {
		q = q.Where(where.SQL, where.Args...)
	}
	return q
}

// ListFor returns the same page of each customer's orders, in one statement: the caller's own, or any with ORDERS_READ.
func (s *Service) ListFor(ctx context.Context, caller auth.Caller, customerIDs []string, args page.Args, f *OrderFilter, by *OrderOrder) (map[string]*page.Connection[*models.Order], error) {
	if !caller.Can(models.OrdersRead) && caller.Kind != auth.Customer {
		return nil, apperr.Scope(string(models.OrdersRead))
	}
	w, mark, err := s.open(args, by)
	if err != nil {
		return nil, err
	}
	histories := func(ctx context.Context) *gorm.DB {
		q := s.narrow(ctx, f.expr()).Where("orders.customer_id IN ?", customerIDs)
		if !caller.Can(models.OrdersRead) {
			q = q.Where("orders.customer_id = ?", caller.CustomerID)
		}
		return q
	}
	var rows []*models.Order
	if err := db.PageEach(s.db.Read(ctx), histories(ctx), "orders", "customer_id", w).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list orders of customers: %w", err)
	}
	of := map[string][]*models.Order{}
	for _, o := range rows {
		of[*o.CustomerID] = append(of[*o.CustomerID], o)
	}
	totals := sync.OnceValues(func() (map[string]int, error) { return count(histories(ctx)) })
	found := make(map[string]*page.Connection[*models.Order], len(customerIDs))
	for _, id := range customerIDs {
		found[id] = page.Build(w, of[id], mark, func(context.Context) (*int, error) {
			all, err := totals()
			n := all[id]
			return &n, err
		})
	}
	return found, nil
}

func count(histories *gorm.DB) (map[string]int, error) {
	var rows []struct {
		CustomerID string
		N          int
	}
	if err := histories.Select("orders.customer_id, COUNT(*) AS n").Group("orders.customer_id").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("count orders of customers: %w", err)
	}
	totals := map[string]int{}
	for _, row := range rows {
		totals[row.CustomerID] = row.N
	}
	return totals, nil
}
