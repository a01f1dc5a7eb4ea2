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

// CustomerSortField is a field by which customers can be sorted.
type CustomerSortField string

// The fields by which customers can be sorted.
const (
	ByCreatedAt CustomerSortField = "CREATED_AT"
	ByUpdatedAt CustomerSortField = "UPDATED_AT"
	ByName      CustomerSortField = "NAME"
	ByEmail     CustomerSortField = "EMAIL"
	ByID        CustomerSortField = "ID"
)

// CustomerSort is a sort order of customers, by a field or a custom field.
type CustomerSort struct {
	Field       *CustomerSortField
	CustomField *string
	Direction   page.Direction
}

// orders contains the column of each sort field and its value for a customer.
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

// sort returns the requested order, newest first if by is nil.
func (s *Service) sort(
	ctx context.Context, caller auth.Caller, by *CustomerSort,
) (*customfields.Sorting[*models.Customer], error) {
	if by == nil {
		newest := ByCreatedAt
		by = &CustomerSort{Field: &newest, Direction: page.Desc}
	}
	desc := by.Direction == page.Desc
	id := func(row *models.Customer) string { return row.ID }
	switch {
	case (by.Field == nil) == (by.CustomField == nil):
		return nil, apperr.Bad("orderBy: provide either field or customField")
	case by.CustomField != nil:
		return customfields.ByField(ctx, s.o.Fields, caller, models.OwnerCustomer, *by.CustomField, desc,
			"customers", "customers.id", id)
	}
	order, ok := orders[*by.Field]
	if !ok {
		return nil, apperr.Bad("Customers cannot be sorted by %s", *by.Field)
	}
	list := fmt.Sprintf("customers by %s %s", *by.Field, by.Direction)
	column := page.Sort{List: list, Column: order.column, ID: "customers.id", Desc: desc}
	return customfields.ByColumn(column, order.value, id), nil
}
