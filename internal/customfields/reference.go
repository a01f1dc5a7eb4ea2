package customfields

import (
	"encoding/json"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/models"
)

// referenceKind is REFERENCE: the id of a customer or an order. Whether there is one that the writer may see is checked where
// values are written.
var referenceKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		switch v := v.(type) {
		case string:
			return parseReference(f, v)
		case json.Number:
			return parseReference(f, v.String())
		}
		return "", invalid("this is no id")
	},
	parse: parseReference,
	key:   func(value string) string { return value },
	json:  quoted,
}

var notFound = fault{apperr.CodeNotFound, "there is no such record"}

func parseReference(f *models.CustomField, text string) (string, error) {
	want := models.CustomerID
	if f.ReferenceTo != nil && *f.ReferenceTo == models.ReferenceOrder {
		want = models.OrderID
	}
	if models.KindOf(text) != want || len(text) > 100 {
		return "", notFound
	}
	return text, nil
}

// readScope returns the scope by which API keys and staff read the records that a field points to.
func readScope(to models.CustomFieldReference) models.Scope {
	if to == models.ReferenceOrder {
		return models.OrdersRead
	}
	return models.CustomersRead
}

// sees tells whether a caller may read any record that fields of the kind point to: customers may read their own.
func sees(caller auth.Caller, to models.CustomFieldReference) bool {
	return !Staff(caller) || caller.Can(readScope(to))
}

// visible is what a filter may find of a field's values, so that it tells nothing of records that the caller may not read: server
// keys and staff need the scope to read them, and for customers there are only references to themselves and to their own orders.
func visible(caller auth.Caller, field *models.CustomField) filter.Expr {
	switch {
	case field.ReferenceTo == nil, Staff(caller):
		return filter.Expr{}
	case *field.ReferenceTo == models.ReferenceOrder:
		return filter.SQL("value_key IN (SELECT id FROM orders WHERE customer_id = ?)", caller.CustomerID)
	}
	return filter.SQL("value_key = ?", caller.CustomerID)
}
