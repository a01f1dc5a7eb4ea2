package scalar

import (
	"io"

	"github.com/99designs/gqlgen/graphql"

	"clientele/models"
)

// CustomFields is a record's custom fields, resolved and ready to be written.
type CustomFields struct{ Tree graphql.Marshaler }

// MarshalGQL writes them.
func (c *CustomFields) MarshalGQL(w io.Writer) { c.Tree.MarshalGQL(w) }

// UnmarshalGQL is there for gqlgen, which wants both ways; custom fields are written by inputs of their own.
func (*CustomFields) UnmarshalGQL(any) error {
	return models.FormError("custom fields are given as an input")
}
