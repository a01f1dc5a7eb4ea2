package orders

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/models"
)

// Selection is all orders that meet the conditions of a filter and a search, as List finds them.
type Selection struct {
	query func(context.Context) *gorm.DB
}

// Select returns the orders that meet the conditions of a filter and a search, both optional. It needs
// ORDERS_READ, and CUSTOMERS_READ for a filter by customer. An invalid filter or search is apperr.BadInput.
func (s *Service) Select(
	ctx context.Context, caller auth.Caller, f *OrderFilter, search *string,
) (*Selection, error) {
	if !caller.Can(models.OrdersRead) {
		return nil, apperr.Scope(string(models.OrdersRead))
	}
	where, err := s.where(ctx, caller, f, search)
	if err != nil {
		return nil, err
	}
	return &Selection{func(ctx context.Context) *gorm.DB { return s.query(ctx, where) }}, nil
}

// Count returns the number of orders.
func (l *Selection) Count(ctx context.Context) (int, error) {
	var n int64
	if err := l.query(ctx).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count orders: %w", err)
	}
	return int(n), nil
}

// Each calls f with all orders, oldest first, in batches.
func (l *Selection) Each(ctx context.Context, f func([]*models.Order) error) error {
	at := func(o *models.Order) (models.Time, string) { return o.PlacedAt, o.ID }
	return lists.Each(ctx, l.query, "orders", "placed_at", at, f)
}
