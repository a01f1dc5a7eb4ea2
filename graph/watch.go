package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/internal/auth"
	"clientele/internal/requestlog"
)

var callerNames = map[auth.Kind]string{auth.Anonymous: "anonymous", auth.Customer: "customer", auth.APIKey: "key", auth.Staff: "staff"}

// calledBy notes what sort of caller sent the request, and returns its record.
func calledBy(ctx context.Context) *requestlog.Record {
	r := requestlog.From(ctx)
	r.Called(callerNames[auth.From(ctx).Kind])
	return r
}

// runs notes the operation that begins, and returns what to do when it has ended.
func (h *Handler) runs(ctx context.Context, op *graphql.OperationContext) (context.Context, func()) {
	r := requestlog.From(ctx)
	kind, field, name := string(op.Operation.Operation), rootField(op.Operation), op.Operation.Name
	r.Runs(kind, field, name)
	if h.o.Span == nil {
		return ctx, func() {}
	}
	ctx, end := h.o.Span(ctx, kind, field, name)
	return ctx, func() { end(r.Done().Codes) }
}

// rootField returns the field of the schema that an operation asks for, or requestlog.Several. Names of the schema are few, a
// client's names and aliases are as many as it likes.
func rootField(op *ast.OperationDefinition) string {
	field := ""
	seen := map[string]bool{}
	var look func(set ast.SelectionSet) (one bool)
	look = func(set ast.SelectionSet) bool {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				if field != "" && field != s.Name {
					return false
				}
				field = s.Name
			case *ast.InlineFragment:
				if !look(s.SelectionSet) {
					return false
				}
			case *ast.FragmentSpread:
				if seen[s.Name] || s.Definition == nil {
					continue
				}
				seen[s.Name] = true
				if !look(s.Definition.SelectionSet) {
					return false
				}
			}
		}
		return true
	}
	if !look(op.SelectionSet) {
		return requestlog.Several
	}
	return field
}

// noteCodes notes the codes of an answer's errors.
func noteCodes(r *requestlog.Record, errs gqlerror.List) {
	for _, err := range errs {
		if code, ok := err.Extensions["code"].(string); ok {
			r.Failed(code)
		}
	}
}
