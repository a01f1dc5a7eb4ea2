package httpd

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"clientele/internal/requestlog"
)

// CompletedRequest describes a request that has been answered.
type CompletedRequest struct {
	requestlog.Summary
	Route      string // the pattern of the mux, never the requested path
	Status     int
	Duration   time.Duration
	Statements int64 // number of SQL statements
}

// slow is the duration from which successful requests are logged at level info.
const slow = time.Second

// LogRequests logs each request and passes it to completed. Successful requests have level debug, since a busy shop has
// thousands per second; slow ones have level info, and internal errors level warn. count returns a context that counts
// its SQL statements. LogRequests belongs inside Wrap, directly around the mux.
func LogRequests(
	h http.Handler, count func(context.Context) (context.Context, func() int64), completed func(CompletedRequest),
) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ctx, record := requestlog.With(r.Context(), RequestID(r.Context()))
		ctx, statements := count(ctx)
		r = r.WithContext(ctx)
		sw := &statusWriter{ResponseWriter: w}
		answered := false
		defer func() {
			c := CompletedRequest{
				Summary: record.Summary(), Route: r.Pattern, Status: sw.status, Duration: time.Since(began),
				Statements: statements(),
			}
			switch {
			case !answered:
				c.Status = http.StatusInternalServerError // the handler panicked; Wrap responds
			case c.Status == 0:
				c.Status = http.StatusOK
			}
			completed(c)
			c.log(ctx)
		}()
		h.ServeHTTP(sw, r)
		answered = true
	})
}

func (c CompletedRequest) log(ctx context.Context) {
	level := slog.LevelDebug
	switch {
	case c.Status >= 500 && c.Status != http.StatusServiceUnavailable || // 503 is an expected answer to a probe
		slices.Contains(c.Codes, requestlog.Internal):
		level = slog.LevelWarn
	case c.Duration >= slow:
		level = slog.LevelInfo
	}
	if !slog.Default().Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request", RequestID(ctx)), slog.String("route", c.Route), slog.Int("status", c.Status),
		slog.Float64("ms", float64(c.Duration.Microseconds())/1000), slog.Int64("statements", c.Statements),
	}
	for _, a := range []struct{ key, value string }{
		{"caller", c.Caller},
		{"kind", c.Kind},
		{"field", c.Field},
		{"name", c.Name},
		{"codes", strings.Join(c.Codes, ",")},
	} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.key, a.value))
		}
	}
	slog.LogAttrs(ctx, level, "request", attrs...)
}

// statusWriter records the status of a response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
