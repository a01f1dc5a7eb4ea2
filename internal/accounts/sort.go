package accounts

import (
	"clientele/internal/lists"
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

// table describes how customers can be sorted.
var table = lists.Table[CustomerSortField, models.Customer]{
	Name: "customers", Title: "Customers", Owner: models.OwnerCustomer, Newest: ByCreatedAt, ID: customerID,
	Columns: map[CustomerSortField]lists.Column[models.Customer]{
		ByCreatedAt: {
			SQL: "customers.created_at", Value: func(c *models.Customer) string { return c.CreatedAt.Stored() },
		},
		ByUpdatedAt: {
			SQL: "customers.updated_at", Value: func(c *models.Customer) string { return c.UpdatedAt.Stored() },
		},
		ByName:  {SQL: "customers.name_fold", Value: func(c *models.Customer) string { return c.NameFold }},
		ByEmail: {SQL: "customers.email_key", Value: func(c *models.Customer) string { return c.EmailKey }},
		ByID:    {SQL: "customers.id", Value: customerID},
	},
}

func customerID(c *models.Customer) string { return c.ID }
