package validation

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"clientele/graph/schema"
)

// emptyObjects replaces empty lists in the variables by empty objects where an input object is expected. PHP has one
// type for lists and objects, and encodes an empty one as a list.
func emptyObjects(ctx context.Context, view *schema.View, params *graphql.RawParams) {
	if !hasEmptyList(params.Variables) {
		return
	}
	doc, known := view.Documents.Get(ctx, params.Query)
	if !known {
		var err error
		if doc, err = parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, MaxTokens); err != nil {
			return
		}
	}
	op := doc.Operations.ForName(params.OperationName)
	if op == nil {
		return
	}
	for _, def := range op.VariableDefinitions {
		if v, given := params.Variables[def.Variable]; given {
			params.Variables[def.Variable] = emptyObjectsIn(view.Schema, def.Type, v)
		}
	}
}

func hasEmptyList(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, each := range v {
			if hasEmptyList(each) {
				return true
			}
		}
	case []any:
		for _, each := range v {
			if hasEmptyList(each) {
				return true
			}
		}
		return len(v) == 0
	}
	return false
}

func emptyObjectsIn(s *ast.Schema, t *ast.Type, v any) any {
	def := s.Types[t.Name()]
	if def == nil || def.Kind != ast.InputObject {
		return v
	}
	switch v := v.(type) {
	case []any:
		if t.Elem == nil {
			if len(v) == 0 {
				return map[string]any{}
			}
			return v
		}
		for i, each := range v {
			v[i] = emptyObjectsIn(s, t.Elem, each)
		}
	case map[string]any:
		for name, each := range v {
			if member := def.Fields.ForName(name); member != nil {
				v[name] = emptyObjectsIn(s, member.Type, each)
			}
		}
	}
	return v
}
