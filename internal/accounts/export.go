package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/models"
)

// Selection is all customers that meet the conditions of a filter and a search, as List finds them.
type Selection struct {
	query func(context.Context) *gorm.DB
}

// Select returns the customers that meet the conditions of a filter and a search, both optional. It needs
// CUSTOMERS_READ, and ORDERS_READ for a filter on orders. An invalid filter or search is apperr.BadInput.
func (s *Service) Select(
	ctx context.Context, caller auth.Caller, f *CustomerFilter, search *string,
) (*Selection, error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	where, err := s.where(ctx, caller, f, search)
	if err != nil {
		return nil, err
	}
	return &Selection{func(ctx context.Context) *gorm.DB {
		q := s.db.Read(ctx).Model(&models.Customer{})
		if !where.True() {
			q = q.Where(where.SQL, where.Args...)
		}
		return q
	}}, nil
}

// Count returns the number of customers.
func (l *Selection) Count(ctx context.Context) (int, error) {
	var n int64
	if err := l.query(ctx).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count customers: %w", err)
	}
	return int(n), nil
}

// Each calls f with all customers, oldest first, in batches.
func (l *Selection) Each(ctx context.Context, f func([]*models.Customer) error) error {
	at := func(c *models.Customer) (models.Time, string) { return c.CreatedAt, c.ID }
	return lists.Each(ctx, l.query, "customers", "created_at", at, f)
}
