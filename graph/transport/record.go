package transport

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/internal/auth"
	"clientele/internal/requestlog"
)

var callerNames = map[auth.Kind]string{
	auth.Anonymous: "anonymous", auth.Customer: "customer", auth.APIKey: "key", auth.Staff: "staff",
}

// recordCaller records the kind of caller, and returns the record of the request.
func recordCaller(ctx context.Context) *requestlog.Record {
	r := requestlog.From(ctx)
	r.SetCaller(callerNames[auth.From(ctx).Kind])
	return r
}

// start records an operation that starts, and returns the function to call when it has ended.
func (h *Handler) start(ctx context.Context, op *graphql.OperationContext) (context.Context, func()) {
	r := requestlog.From(ctx)
	kind, field, name := string(op.Operation.Operation), rootField(op.Operation), op.Operation.Name
	r.SetOperation(kind, field, name)
	if h.Span == nil {
		return ctx, func() {}
	}
	ctx, end := h.Span(ctx, kind, field, name)
	return ctx, func() { end(r.Summary().Codes) }
}

// rootField returns the root field of an operation, or requestlog.Several. It is not an alias: the schema has few
// names, but clients can send any number of aliases.
func rootField(op *ast.OperationDefinition) string {
	field := ""
	seen := map[string]bool{}
	var visit func(set ast.SelectionSet) (one bool)
	visit = func(set ast.SelectionSet) bool {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				if field != "" && field != s.Name {
					return false
				}
				field = s.Name
			case *ast.InlineFragment:
				if !visit(s.SelectionSet) {
					return false
				}
			case *ast.FragmentSpread:
				if seen[s.Name] || s.Definition == nil {
					continue
				}
				seen[s.Name] = true
				if !visit(s.Definition.SelectionSet) {
					return false
				}
			}
		}
		return true
	}
	if !visit(op.SelectionSet) {
		return requestlog.Several
	}
	return field
}

// recordCodes records the codes of errors in an answer.
func recordCodes(r *requestlog.Record, errs gqlerror.List) {
	for _, err := range errs {
		if code, ok := err.Extensions["code"].(string); ok {
			r.AddCode(code)
		}
	}
}
