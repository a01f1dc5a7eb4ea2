package transport

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/requestlog"
)

// TestCancelledIsNotInternal checks that an internal error of a request whose client has gone is recorded as cancelled,
// except for a panic.
func TestCancelledIsNotInternal(t *testing.T) {
	failed := errors.New("the statement was interrupted")
	h := &Handler{Hooks: Hooks{RequestID: func(context.Context) string { return "request_x" }}}
	for _, c := range []struct {
		name   string
		err    error
		end    func(context.Context) context.Context
		want   string
		status int
	}{
		{"in time", failed, func(ctx context.Context) context.Context { return ctx }, requestlog.Internal, 500},
		{"cancelled", failed, canceled, requestlog.Cancelled, statusClientClosed},
		{"out of time", failed, expired, requestlog.Internal, 500},
		{"cancelled, but for the caller", apperr.SignIn(), canceled, "UNAUTHENTICATED", 401},
		{"cancelled, and a panic", h.Recover(t.Context(), "a bug"), canceled, requestlog.Internal, statusClientClosed},
	} {
		ctx, record := requestlog.With(t.Context(), "request_test")
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(c.end(ctx), "GET", "/graphql", nil)
		h.refuse(w, r, c.err, true)
		if got := record.Summary().Codes; !slices.Equal(got, []string{c.want}) || w.Code != c.status {
			t.Errorf("%s: codes %v, status %d", c.name, got, w.Code)
		}
	}
}

func canceled(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}

func expired(ctx context.Context) context.Context {
	ctx, cancel := context.WithTimeout(ctx, 0)
	cancel()
	return ctx
}

// TestRetryAfter checks that every response with RATE_LIMITED has the header Retry-After, with the longest wait.
func TestRetryAfter(t *testing.T) {
	limit := func(wait time.Duration) *gqlerror.Error {
		shown := &gqlerror.Error{}
		validation.Describe(shown, apperr.TryLater(wait))
		return shown
	}
	h := &Handler{}
	many := make(gqlerror.List, maxErrors+10)
	for i := range many {
		many[i] = &gqlerror.Error{Message: "x"}
	}
	for _, c := range []struct {
		name   string
		answer func(a answer)
		want   string
	}{
		{"one error", func(a answer) { a.write(200, body{Errors: gqlerror.List{limit(time.Second)}}) }, "1"},
		{"beside data", func(a answer) {
			a.write(200, body{Data: []byte(`{"x":null}`), Errors: gqlerror.List{limit(90 * time.Second)}})
		}, "90"},
		{"part of a second", func(a answer) { a.write(200, body{Errors: gqlerror.List{limit(1200 * time.Millisecond)}}) }, "2"},
		{"no time", func(a answer) { a.write(200, body{Errors: gqlerror.List{limit(0)}}) }, "1"},
		{"several", func(a answer) {
			a.write(200, body{Errors: gqlerror.List{limit(time.Second), {Message: "x"}, limit(time.Minute)}})
		}, "60"},
		{"behind others", func(a answer) { a.write(200, body{Errors: append(many, limit(time.Minute))}) }, "60"},
		{"a refused caller", func(a answer) {
			h.refuse(a.w, httptest.NewRequest("GET", "/", nil), apperr.TryLater(time.Minute), a.strict)
		}, "60"},
		{"too many bodies", func(a answer) { a.refuse(503, apperr.TryLater(time.Second)) }, "1"},
		{"too many responses", func(a answer) {
			a.hold = func(int) bool { return false }
			a.write(200, body{Data: []byte(`{"x":"y"}`)})
		}, "1"},
		{"another error", func(a answer) { a.write(200, body{Errors: gqlerror.List{{Message: "x"}}}) }, ""},
		{"data", func(a answer) { a.write(200, body{Data: []byte(`{"x":"y"}`)}) }, ""},
	} {
		for _, strict := range []bool{false, true} {
			w := httptest.NewRecorder()
			c.answer(answer{w: w, strict: strict})
			if got := w.Header().Get("Retry-After"); got != c.want {
				t.Errorf("%s, strict %t: %q, want %q", c.name, strict, got, c.want)
			}
		}
	}
}
