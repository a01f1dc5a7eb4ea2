package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/internal/fold"
	"clientele/internal/page"
	"clientele/models"
)

// CustomerOrderField is what customers can be sorted by.
type CustomerOrderField string

// The fields that customers can be sorted by.
const (
	ByCreatedAt CustomerOrderField = "CREATED_AT"
	ByUpdatedAt CustomerOrderField = "UPDATED_AT"
	ByName      CustomerOrderField = "NAME"
	ByEmail     CustomerOrderField = "EMAIL"
	ByID        CustomerOrderField = "ID"
)

// CustomerOrder is a sort order of customers.
type CustomerOrder struct {
	Field     CustomerOrderField
	Direction page.Direction
}

// orders has the column of each sort field and what a customer's row holds there.
var orders = map[CustomerOrderField]struct {
	column string
	value  func(*models.Customer) string
}{
	ByCreatedAt: {"customers.created_at", func(c *models.Customer) string { return c.CreatedAt.Stored() }},
	ByUpdatedAt: {"customers.updated_at", func(c *models.Customer) string { return c.UpdatedAt.Stored() }},
	ByName:      {"customers.name_fold", func(c *models.Customer) string { return c.NameFold }},
	ByEmail:     {"customers.email_key", func(c *models.Customer) string { return c.EmailKey }},
	ByID:        {"customers.id", func(c *models.Customer) string { return c.ID }},
}

// List returns a page of customers, newest first where by is nil. It needs CUSTOMERS_READ; a page, cursor or search that
// makes no sense is apperr.BadInput.
func (s *Service) List(ctx context.Context, caller auth.Caller, args page.Args, f *CustomerFilter, search *string, by *CustomerOrder) (*page.Connection[*models.Customer], error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	if by == nil {
		by = &CustomerOrder{Field: ByCreatedAt, Direction: page.Desc}
	}
	order, ok := orders[by.Field]
	if !ok {
		return nil, apperr.Bad("customers cannot be sorted by %s", by.Field)
	}
	w, err := s.o.Codec.Open(args, page.Sort{
		List: fmt.Sprintf("customers by %s %s", by.Field, by.Direction), Column: order.column, ID: "customers.id", Desc: by.Direction == page.Desc,
	})
	if err != nil {
		return nil, err
	}
	where, err := s.where(f, search)
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
	var rows []*models.Customer
	if err := db.Page(narrow(ctx), w).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list customers: %w", err)
	}
	return page.Build(w, rows, func(c *models.Customer) page.Mark {
		return page.Mark{Value: order.value(c), ID: c.ID}
	}, func(ctx context.Context) (*int, error) {
		var n int64
		if err := narrow(ctx).Count(&n).Error; err != nil {
			return nil, fmt.Errorf("count customers: %w", err)
		}
		total := int(n)
		return &total, nil
	}), nil
}

func (s *Service) where(f *CustomerFilter, search *string) (filter.Expr, error) {
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
	sql, args := s.db.Search("customers", words)
	return filter.And(where, filter.SQL(sql, args...)), nil
}

// TagsFor returns the tags of customers in their order.
func (s *Service) TagsFor(ctx context.Context, customerIDs []string) (map[string][]string, error) {
	found := make(map[string][]string, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []string{}
	}
	var rows []models.CustomerTag
	if err := s.db.Read(ctx).Where("customer_id IN ?", customerIDs).Order("customer_id, position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row.Tag)
	}
	return found, nil
}
