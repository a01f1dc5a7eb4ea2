package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/requestlog"
	"clientele/models"
)

// statusClientClosed is the status of an answer that no client reads, as in the logs of nginx.
const statusClientClosed = 499

// Present returns an error as a caller sees it. An error that is not meant for callers is logged, and the caller gets
// the id of the request.
func (h *Handler) Present(ctx context.Context, err error) *gqlerror.Error {
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
		validation.Describe(shown, e)
	case errors.As(err, &form):
		shown.Message, shown.Extensions = string(form), map[string]any{"code": string(apperr.BadInput)}
	default:
		h.presentUnexpected(ctx, shown, err)
	}
	return shown
}

// presentUnexpected presents an error that is not meant for callers. That of an outage says so.
func (h *Handler) presentUnexpected(ctx context.Context, shown *gqlerror.Error, err error) {
	if h.Outage == nil || cancelled(ctx) {
		h.hide(ctx, shown, err)
		return
	}
	outage := h.Outage(ctx, err)
	if outage == nil {
		h.hide(ctx, shown, err)
		return
	}
	slog.WarnContext(ctx, "a request failed because of an outage",
		"request", h.RequestID(ctx), "path", shown.Path.String(), "outcome", outage.Outcome, "error", err)
	validation.Describe(shown, outage)
}

func (h *Handler) hide(ctx context.Context, shown *gqlerror.Error, err error) {
	id := h.RequestID(ctx)
	level := slog.LevelError
	var bug panicked
	if cancelled(ctx) && !errors.As(err, &bug) {
		level = slog.LevelDebug
		requestlog.From(ctx).Cancel()
	}
	slog.Log(ctx, level, "a request failed", "request", id, "path", shown.Path.String(), "error", err)
	shown.Message = "Internal error: the server log has details for the request ID " + id
	shown.Extensions = map[string]any{"code": requestlog.Internal, "requestId": id}
}

// cancelled reports whether the client of a request has closed the connection.
func cancelled(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }

// panicked is the error of a panic.
type panicked struct{ text string }

func (p panicked) Error() string { return p.text }

// Recover returns a panic as an error, which Present logs.
func (h *Handler) Recover(_ context.Context, v any) error {
	return panicked{fmt.Sprintf("panic: %v\n%s", v, debug.Stack())}
}

// refuse answers a request that is not run because of err. If strict, the status says so.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error, strict bool) {
	out := answer{w: w, strict: strict, record: requestlog.From(r.Context())}
	shown := h.Present(r.Context(), err)
	status := http.StatusOK
	switch shown.Extensions["code"] {
	case requestlog.Internal:
		status = http.StatusInternalServerError
		if cancelled(r.Context()) {
			status = statusClientClosed
		}
	case string(apperr.Unauthenticated):
		if strict {
			status = http.StatusUnauthorized
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`) // RFC 6750, section 3
		}
	case string(apperr.Unavailable):
		status = http.StatusServiceUnavailable
	default:
		if strict {
			status = http.StatusBadRequest
		}
	}
	out.write(status, body{Errors: gqlerror.List{shown}})
}
