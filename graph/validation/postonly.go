package validation

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// PostOnly returns what must not be sent by GET in an operation: any mutation, and queries with a secret, which would be left
// in logs and browser histories. It returns "" if there is no such field.
func PostOnly(op *graphql.OperationContext) string {
	if op.Operation.Operation != ast.Query {
		return "a " + string(op.Operation.Operation)
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"}) {
		if field.Name == "guestOrder" || field.Name == "guestOrderByNumber" {
			return field.Name
		}
	}
	return ""
}
