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

// Ended is a request that has been answered.
type Ended struct {
	requestlog.Done
	Route      string // the pattern that answered, never the path that the caller sent
	Status     int
	Took       time.Duration
	Statements int64 // of SQL
}

// slow is how long a request takes that the log mentions though nothing went wrong.
const slow = time.Second

// LogRequests writes a line of the log for each request and tells ended of it. Requests that went well are lines of the level
// debug: a busy shop has thousands a second. Slow ones are info, and those that failed on our side are warnings. count returns
// a context whose SQL statements are counted. LogRequests goes within Wrap, right around the mux.
func LogRequests(h http.Handler, count func(context.Context) (context.Context, func() int64), ended func(Ended)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ctx, record := requestlog.With(r.Context())
		ctx, statements := count(ctx)
		r = r.WithContext(ctx)
		seen := &statusWriter{ResponseWriter: w}
		answered := false
		defer func() {
			e := Ended{Done: record.Done(), Route: r.Pattern, Status: seen.status, Took: time.Since(began), Statements: statements()}
			switch {
			case !answered:
				e.Status = http.StatusInternalServerError // it panics, and Wrap answers
			case e.Status == 0:
				e.Status = http.StatusOK
			}
			ended(e)
			e.log(ctx)
		}()
		h.ServeHTTP(seen, r)
		answered = true
	})
}

func (e Ended) log(ctx context.Context) {
	level := slog.LevelDebug
	switch {
	case e.Status >= 500 && e.Status != http.StatusServiceUnavailable || // a probe that is turned away says so itself
		slices.Contains(e.Codes, "INTERNAL"):
		level = slog.LevelWarn
	case e.Took >= slow:
		level = slog.LevelInfo
	}
	if !slog.Default().Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request", RequestID(ctx)), slog.String("route", e.Route), slog.Int("status", e.Status),
		slog.Float64("ms", float64(e.Took.Microseconds())/1000), slog.Int64("statements", e.Statements),
	}
	for _, a := range []struct{ key, value string }{
		{"caller", e.Caller}, {"kind", e.Kind}, {"field", e.Field}, {"name", e.Name}, {"codes", strings.Join(e.Codes, ",")},
	} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.key, a.value))
		}
	}
	slog.LogAttrs(ctx, level, "request", attrs...)
}

// statusWriter notes the status of an answer.
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

// Unwrap lets http.ResponseController find the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
