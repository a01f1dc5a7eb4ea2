package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/internal/apperr"
	"clientele/models"
)

// The codes of errors that are none of apperr's kinds.
const (
	codeParse      = "GRAPHQL_PARSE_FAILED"
	codeValidation = "GRAPHQL_VALIDATION_FAILED"
	codeInternal   = "INTERNAL"
)

// faults splits what a service answered: what the user can mend belongs into the payload, anything else is an error of the
// field.
func faults(err error) ([]*apperr.FieldError, error) {
	list := []*apperr.FieldError{}
	if err == nil {
		return list, nil
	}
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return nil, err
	}
	for i := range e.Fields {
		list = append(list, &e.Fields[i])
	}
	return list, nil
}

// orNull turns "there is none, or none that you may see" into null: for queries that is an answer.
func orNull[T any](v *T, err error) (*T, error) {
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	return v, err
}

// present writes an error as a caller sees it. What is not known to be meant for callers goes to the log, and the caller is
// told the request's id.
func (h *Handler) present(ctx context.Context, err error) *gqlerror.Error {
	shown := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	var wrapped *gqlerror.Error
	if errors.As(err, &wrapped) {
		if len(wrapped.Path) > 0 {
			shown.Path = wrapped.Path
		}
		shown.Locations = wrapped.Locations
	}
	var form models.FormError
	switch e, ok := apperr.As(err); {
	case ok:
		describe(shown, e)
	case errors.As(err, &form):
		shown.Message, shown.Extensions = string(form), map[string]any{"code": string(apperr.BadInput)}
	default:
		h.hide(ctx, shown, err)
	}
	return shown
}

func describe(shown *gqlerror.Error, e *apperr.Error) {
	shown.Message = e.Message
	shown.Extensions = map[string]any{"code": string(e.Kind)}
	if e.Reason != "" {
		shown.Extensions["reason"] = string(e.Reason)
	}
	if e.RequiredScope != "" {
		shown.Extensions["requiredScope"] = e.RequiredScope
	}
	if e.Kind == apperr.RateLimited {
		shown.Extensions["retryAfter"] = int(math.Ceil(e.RetryAfter.Seconds()))
	}
}

// refused are the errors of an operation that is not executed because of err.
func refused(err error) gqlerror.List {
	shown := &gqlerror.Error{}
	if e, ok := apperr.As(err); ok {
		describe(shown, e)
	}
	return gqlerror.List{shown}
}

func (h *Handler) hide(ctx context.Context, shown *gqlerror.Error, err error) {
	id := h.o.RequestID(ctx)
	level := slog.LevelError
	if errors.Is(ctx.Err(), context.Canceled) { // nobody waits for the answer any more: a page that was left
		level = slog.LevelDebug
	}
	slog.Log(ctx, level, "a request failed", "request", id, "path", shown.Path.String(), "error", err)
	shown.Message = "something went wrong on our side: the shop's log knows more under the request id " + id
	shown.Extensions = map[string]any{"code": codeInternal, "requestId": id}
}

// recovered makes an error of a panic, which present then hides.
func (h *Handler) recovered(ctx context.Context, v any) error {
	return fmt.Errorf("panic: %v\n%s", v, debug.Stack())
}
