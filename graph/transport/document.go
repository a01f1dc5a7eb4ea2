package transport

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/schema"
	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/requestlog"
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
	return h.prepareParams(ctx, params, checkDocument)
}

// prepareParams validates a document with its variables, also with check, and checks that the caller of ctx may use all
// of its fields.
func (h *Handler) prepareParams(
	ctx context.Context, params *graphql.RawParams, check func(*graphql.OperationContext) error,
) (*schema.Snapshot, *graphql.OperationContext, gqlerror.List) {
	params.ReadTime.Start, params.ReadTime.End = graphql.Now(), graphql.Now()
	snapshot, op, errs := h.prepare(graphql.StartOperationTrace(ctx), params)
	if len(errs) > 0 {
		return snapshot, op, validation.Explain(snapshot, schema.AudienceOf(auth.From(ctx)), params, errs)
	}
	if err := check(op); err != nil {
		return snapshot, op, validation.Refused(err)
	}
	if err := validation.Permitted(schema.With(ctx, snapshot), op); err != nil {
		return snapshot, op, validation.Refused(err)
	}
	return snapshot, op, nil
}

// ReadArguments validates a document with its variables for the caller of ctx and runs it, with a root field that only
// reads its arguments. It returns the errors of what is not valid.
func (h *Handler) ReadArguments(ctx context.Context, document string, variables map[string]any) gqlerror.List {
	params := &graphql.RawParams{Query: document, Variables: variables}
	snapshot, op, errs := h.prepareParams(ctx, params, func(*graphql.OperationContext) error { return nil })
	if len(errs) > 0 {
		return errs
	}
	ctx = schema.With(graphql.StartOperationTrace(ctx), snapshot)
	b, _ := h.run(ctx, snapshot.View(schema.AudienceOf(auth.From(ctx))), op)
	return b.Errors
}

var errNoAnswer = errors.New("the query has no answer")

// RunDocument runs a stored document for an id and the caller of ctx. It returns the errors of a document that is not
// valid, with invalid, or those of its fields, with the data. An error that is not meant for callers is returned as
// err.
func (h *Handler) RunDocument(
	ctx context.Context, document, id string,
) (data json.RawMessage, errs gqlerror.List, invalid bool, err error) {
	snapshot, op, errs := h.prepareDocument(ctx, document, id)
	if len(errs) > 0 {
		return nil, errs, true, nil
	}
	ctx = schema.With(graphql.StartOperationTrace(ctx), snapshot)
	b, ok := h.run(ctx, snapshot.View(schema.AudienceOf(auth.From(ctx))), op)
	if !ok {
		return nil, nil, false, cmp.Or(ctx.Err(), errNoAnswer)
	}
	for _, each := range b.Errors {
		if code := each.Extensions["code"]; code == requestlog.Internal || code == string(apperr.Unavailable) {
			return nil, nil, false, each
		}
	}
	return b.Data, b.Errors, false, nil
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
