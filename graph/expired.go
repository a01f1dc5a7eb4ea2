package graph

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// public tells whether all root fields of an operation answer everybody alike, so that it makes no difference whose expired token
// came along.
func (r *running) public(op *graphql.OperationContext) bool {
	root := "Query"
	if op.Operation.Operation == ast.Mutation {
		root = "Mutation"
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{root}) {
		if field.Name != "__typename" && !introspects(field.Name) && !r.rules[member{root, field.Name}].public {
			return false
		}
	}
	return true
}
