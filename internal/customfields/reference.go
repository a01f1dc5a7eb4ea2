package customfields

import (
	"encoding/json"

	"clientele/internal/apperr"
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
