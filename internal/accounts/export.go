package accounts

import (
	"context"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/models"
)

// Select returns the customers that meet the conditions of a filter and a search, both optional. It needs
// CUSTOMERS_READ, and ORDERS_READ for a filter on orders. An invalid filter or search is apperr.BadInput.
func (s *Service) Select(
	ctx context.Context, caller auth.Caller, f *CustomerFilter, search *string,
) (*lists.Selection[models.Customer], error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	where, err := s.where(ctx, caller, f, search)
	if err != nil {
		return nil, err
	}
	at := func(c *models.Customer) (models.Time, string) { return c.CreatedAt, c.ID }
	return lists.Select(s.db.Read, where, "customers", "created_at", at), nil
}
