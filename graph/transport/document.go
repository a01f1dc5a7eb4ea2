package transport

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/schema"
	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/auth"
)

// CheckDocument returns the errors of a stored document, which must have one query with the variable $id, for the
// caller of ctx. None means that it can run, and that the caller may use all of its fields.
func (h *Handler) CheckDocument(ctx context.Context, document string) gqlerror.List {
	_, _, errs := h.prepareDocument(ctx, document, "customer_00000000000000000000000000")
	return errs
}

// prepareDocument validates a stored document for an id.
func (h *Handler) prepareDocument(
	ctx context.Context, document, id string,
) (*schema.Snapshot, *graphql.OperationContext, gqlerror.List) {
	params := &graphql.RawParams{Query: document, Variables: map[string]any{"id": id}}
	params.ReadTime.Start, params.ReadTime.End = graphql.Now(), graphql.Now()
	snapshot, op, errs := h.prepare(graphql.StartOperationTrace(ctx), params)
	if len(errs) > 0 {
		return snapshot, op, validation.Explain(snapshot, schema.AudienceOf(auth.From(ctx)), params, errs)
	}
	if err := checkDocument(op); err != nil {
		return snapshot, op, validation.Refused(err)
	}
	if err := validation.Permitted(schema.With(ctx, snapshot), op); err != nil {
		return snapshot, op, validation.Refused(err)
	}
	return snapshot, op, nil
}

// checkDocument checks that a valid document has one operation, a query, with the variable $id.
func checkDocument(op *graphql.OperationContext) error {
	if len(op.Doc.Operations) != 1 || op.Operation.Operation != ast.Query {
		return apperr.Bad("The document must have one operation, which is a query")
	}
	id := op.Operation.VariableDefinitions.ForName("id")
	if id == nil || id.Type.NamedType != "ID" {
		return apperr.Bad("The query must declare the variable $id: ID!")
	}
	return nil
}
