// Package validation decides whether an operation may run: its syntax, its size, its arguments, and who may use its
// fields. It runs nothing, and reads no records.
package validation

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/schema"
	"clientele/internal/apperr"
)

// The codes of errors that are not a kind of apperr.
const (
	codeParse      = "GRAPHQL_PARSE_FAILED"
	codeValidation = "GRAPHQL_VALIDATION_FAILED"
)

// Prepare parses and validates an operation, and checks its variables, arguments and size.
func Prepare(
	ctx context.Context, view *schema.View, params *graphql.RawParams,
) (*graphql.OperationContext, gqlerror.List) {
	if _, known := view.Documents.Get(ctx, params.Query); !known {
		for _, check := range []func(string) gqlerror.List{checkNames, checkRepeats} {
			if errs := check(params.Query); len(errs) > 0 {
				return nil, errs
			}
		}
	}
	emptyObjects(ctx, view, params)
	op, errs := view.Executor.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		describe(view.Schema, op, params, errs)
		return op, errs
	}
	plainLists(op.Variables)
	op.DisableIntrospection = false
	err := checkSize(view.Schema, op)
	if err == nil {
		c := checker{schema: view.Schema, variables: op.Variables}
		c.selections(op.Operation.SelectionSet)
		err = c.err
	}
	if err != nil {
		return op, Refused(err)
	}
	return op, nil
}

// Refused returns the errors of an operation that does not run because of err.
func Refused(err error) gqlerror.List {
	shown := &gqlerror.Error{}
	if e, ok := apperr.As(err); ok {
		Describe(shown, e)
	}
	return gqlerror.List{shown}
}

// Describe sets the message and the extensions with which a caller sees an error.
func Describe(shown *gqlerror.Error, e *apperr.Error) {
	shown.Message = e.Message
	shown.Extensions = map[string]any{"code": string(e.Kind)}
	if e.Reason != "" {
		shown.Extensions["reason"] = string(e.Reason)
	}
	if e.RequiredScope != "" {
		shown.Extensions["requiredScope"] = e.RequiredScope
	}
	if e.Outcome != "" {
		shown.Extensions["outcome"] = string(e.Outcome)
	}
	if e.Kind == apperr.RateLimited || e.Kind == apperr.Unavailable {
		shown.Extensions["retryAfter"] = e.RetrySeconds()
	}
}
