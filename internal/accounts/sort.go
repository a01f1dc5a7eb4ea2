package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
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

// CustomerOrder is a sort order of customers: by one of the fields or by a custom field.
type CustomerOrder struct {
	Field       *CustomerOrderField
	CustomField *string
	Direction   page.Direction
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

// sorting is an order of the list, with what it needs beside the customers' own columns.
type sorting struct {
	page.Sort
	join  func(*gorm.DB) *gorm.DB
	marks func(context.Context, []*models.Customer) (func(*models.Customer) page.Mark, error)
}

func (s *Service) sort(ctx context.Context, caller auth.Caller, by *CustomerOrder) (*sorting, error) {
	if by == nil {
		newest := ByCreatedAt
		by = &CustomerOrder{Field: &newest, Direction: page.Desc}
	}
	desc := by.Direction == page.Desc
	switch {
	case (by.Field == nil) == (by.CustomField == nil):
		return nil, apperr.Bad("orderBy: give field or customField, exactly one of the two")
	case by.CustomField != nil:
		order, err := s.o.Fields.OrderBy(ctx, caller, models.OwnerCustomer, *by.CustomField, desc)
		if err != nil {
			return nil, err
		}
		return s.byCustomField(order, desc), nil
	}
	order, ok := orders[*by.Field]
	if !ok {
		return nil, apperr.Bad("customers cannot be sorted by %s", *by.Field)
	}
	return &sorting{
		Sort: page.Sort{List: fmt.Sprintf("customers by %s %s", *by.Field, by.Direction), Column: order.column, ID: "customers.id", Desc: desc},
		join: func(q *gorm.DB) *gorm.DB { return q },
		marks: func(context.Context, []*models.Customer) (func(*models.Customer) page.Mark, error) {
			return func(c *models.Customer) page.Mark { return page.Mark{Value: order.value(c), ID: c.ID} }, nil
		},
	}, nil
}

func (s *Service) byCustomField(order *customfields.Order, desc bool) *sorting {
	return &sorting{
		Sort: page.Sort{List: fmt.Sprintf("customers by %s %v", order.Name(), desc), Column: order.Column(), ID: "customers.id", Desc: desc},
		join: func(q *gorm.DB) *gorm.DB { return order.Join(q, "customers.id") },
		marks: func(ctx context.Context, rows []*models.Customer) (func(*models.Customer) page.Mark, error) {
			ids := make([]string, len(rows))
			for i, c := range rows {
				ids[i] = c.ID
			}
			marks, err := s.o.Fields.Marks(ctx, order, ids)
			return func(c *models.Customer) page.Mark { return page.Mark{Value: marks[c.ID], ID: c.ID} }, err
		},
	}
}
