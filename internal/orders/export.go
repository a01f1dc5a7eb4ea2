package orders

import (
	"context"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/models"
)

// Select returns the orders that meet the conditions of a filter and a search, both optional. It needs
// ORDERS_READ, and CUSTOMERS_READ for a filter by customer. An invalid filter or search is apperr.BadInput.
func (s *Service) Select(
	ctx context.Context, caller auth.Caller, f *OrderFilter, search *string,
) (*lists.Selection[models.Order], error) {
	if !caller.Can(models.OrdersRead) {
		return nil, apperr.Scope(string(models.OrdersRead))
	}
	where, err := s.where(ctx, caller, f, search)
	if err != nil {
		return nil, err
	}
	at := func(o *models.Order) (models.Time, string) { return o.PlacedAt, o.ID }
	return lists.Select(s.db.Read, where, "orders", "placed_at", at), nil
}
