package validation

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// PostOnly returns what must not be sent by GET in an operation: any mutation, and queries with the directive
// @postOnly. It returns "" if there is nothing.
func PostOnly(op *graphql.OperationContext) string {
	if op.Operation.Operation != ast.Query {
		return "a " + string(op.Operation.Operation)
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"}) {
		if has(field.Field, "postOnly") {
			return field.Name
		}
	}
	return ""
}

// Constant reports whether an operation is a query for fields with the directive @constant only.
func Constant(op *graphql.OperationContext) bool {
	if op.Operation.Operation != ast.Query {
		return false
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"}) {
		if field.Name != "__typename" && !has(field.Field, "constant") {
			return false
		}
	}
	return true
}

// ReturnsSecrets reports whether an operation selects a field with the directive @credential.
func ReturnsSecrets(op *graphql.OperationContext) bool {
	seen := map[string]bool{}
	var visit func(set ast.SelectionSet) bool
	visit = func(set ast.SelectionSet) bool {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				if has(s, "credential") || visit(s.SelectionSet) {
					return true
				}
			case *ast.InlineFragment:
				if visit(s.SelectionSet) {
					return true
				}
			case *ast.FragmentSpread:
				if known := seen[s.Name]; !known && s.Definition != nil {
					seen[s.Name] = true
					if visit(s.Definition.SelectionSet) {
						return true
					}
				}
			}
		}
		return false
	}
	return visit(op.Operation.SelectionSet)
}

// has reports whether a field of the schema has a directive.
func has(f *ast.Field, directive string) bool {
	return f.Definition != nil && f.Definition.Directives.ForName(directive) != nil
}

// isNewPassword reports whether an argument or an input field is a new password.
func isNewPassword(directives ast.DirectiveList) bool {
	d := directives.ForName("credential")
	if d == nil {
		return false
	}
	arg := d.Arguments.ForName("newPassword")
	return arg != nil && arg.Value.Raw == "true"
}
