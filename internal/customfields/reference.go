package customfields

import (
	"encoding/json"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/models"
)

// referenceKind is REFERENCE: the id of a customer or an order. Change checks that the record exists and is visible.
var referenceKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		switch v := v.(type) {
		case string:
			return parseReference(f, v)
		case json.Number:
			return parseReference(f, v.String())
		}
		return "", invalid("Must be an id")
	},
	parse: parseReference,
	key:   func(value string) string { return value },
	json:  quoted,
}

var notFound = valueError{apperr.CodeNotFound, "There is no such record"}

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

// readScope returns the scope needed to read referenced records.
func readScope(to models.CustomFieldReference) models.Scope {
	if to == models.ReferenceOrder {
		return models.OrdersRead
	}
	return models.CustomersRead
}

// canRead reports whether a caller may read referenced records of a type. Customers may read their own.
func canRead(caller auth.Caller, to models.CustomFieldReference) bool {
	return !Staff(caller) || caller.Can(readScope(to))
}

// visibleValues limits a filter to values that the caller may see, so that it reveals nothing about other records.
// Customers see only references to themselves and to their own orders. For API keys and staff see canRead.
func visibleValues(caller auth.Caller, field *models.CustomField) filter.Expr {
	switch {
	case field.ReferenceTo == nil, Staff(caller):
		return filter.Expr{}
	case *field.ReferenceTo == models.ReferenceOrder:
		return filter.SQL("value_key IN (SELECT id FROM orders WHERE customer_id = ?)", caller.CustomerID)
	}
	return filter.SQL("value_key = ?", caller.CustomerID)
}
