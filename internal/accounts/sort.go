package accounts

import (
	"context"
	"fmt"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/page"
	"clientele/models"
)

// CustomerSortField is what customers can be sorted by.
type CustomerSortField string

// The fields that customers can be sorted by.
const (
	ByCreatedAt CustomerSortField = "CREATED_AT"
	ByUpdatedAt CustomerSortField = "UPDATED_AT"
	ByName      CustomerSortField = "NAME"
	ByEmail     CustomerSortField = "EMAIL"
	ByID        CustomerSortField = "ID"
)

// CustomerSort is a sort order of customers: by one of the fields or by a custom field.
type CustomerSort struct {
	Field       *CustomerSortField
	CustomField *string
	Direction   page.Direction
}

// orders has the column of each sort field and what a customer's row holds there.
var orders = map[CustomerSortField]struct {
	column string
	value  func(*models.Customer) string
}{
	ByCreatedAt: {"customers.created_at", func(c *models.Customer) string { return c.CreatedAt.Stored() }},
	ByUpdatedAt: {"customers.updated_at", func(c *models.Customer) string { return c.UpdatedAt.Stored() }},
	ByName:      {"customers.name_fold", func(c *models.Customer) string { return c.NameFold }},
	ByEmail:     {"customers.email_key", func(c *models.Customer) string { return c.EmailKey }},
	ByID:        {"customers.id", func(c *models.Customer) string { return c.ID }},
}

// sort returns the order that was asked for, newest first where by is nil.
func (s *Service) sort(ctx context.Context, caller auth.Caller, by *CustomerSort) (*customfields.Sorting[*models.Customer], error) {
	if by == nil {
		newest := ByCreatedAt
		by = &CustomerSort{Field: &newest, Direction: page.Desc}
	}
	desc := by.Direction == page.Desc
	id := func(row *models.Customer) string { return row.ID }
	switch {
	case (by.Field == nil) == (by.CustomField == nil):
		return nil, apperr.Bad("orderBy: give field or customField, exactly one of the two")
	case by.CustomField != nil:
		return customfields.ByField(ctx, s.o.Fields, caller, models.OwnerCustomer, *by.CustomField, desc, "customers", "customers.id", id)
	}
	order, ok := orders[*by.Field]
	if !ok {
		return nil, apperr.Bad("customers cannot be sorted by %s", *by.Field)
	}
	list := fmt.Sprintf("customers by %s %s", *by.Field, by.Direction)
	return customfields.ByColumn(page.Sort{List: list, Column: order.column, ID: "customers.id", Desc: desc}, order.value, id), nil
}
