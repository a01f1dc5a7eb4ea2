package httpd

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"time"

	"clientele/internal/network"
	"clientele/models"
)

type requestKey struct{}

// request is what the shell knows of a request.
type request struct {
	id      string
	source  network.Source
	answers *budget // of large answers
}

// RequestID returns the id of the request that ctx belongs to; empty outside of one.
func RequestID(ctx context.Context) string {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.id
	}
	return ""
}

// Source returns where the request came from that ctx belongs to; empty outside of one.
func Source(ctx context.Context) network.Source {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.source
	}
	return network.Source{}
}

// Options is what the settings say about the shell.
type Options struct {
	MaxBody int64
	Origins []string       // that browsers may call from
	Headers []string       // that they may send from there, besides those that the API and usual clients know
	Proxies []netip.Prefix // that are believed when they say for whom they ask
	// Forwarded is the header in which they say it: ForwardedFor, also if empty, or Forwarded.
	Forwarded string
	// Delay is how long Serve goes on answering after it was told to end.
	Delay time.Duration
	// Connections limits the open connections from one address; 0 means no limit. Those of Proxies are not limited.
	Connections int
}

// Wrap puts the shell around a handler: request id, recovery, the caller's address, the limits of bodies, the time limit.
func Wrap(h http.Handler, o Options) http.Handler {
	bodies, sent := newBodies(o.MaxBody), newBudget(answerShare)
	behind := &forwarding{proxies: o.Proxies, header: cmp.Or(o.Forwarded, ForwardedFor)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, source := behind.client(r)
		known := &request{id: models.NewID("request"), source: source, answers: sent}
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), requestKey{}, known), requestTime)
		defer cancel()
		r = r.WithContext(ctx)
		r.RemoteAddr = from
		w.Header().Set("X-Request-Id", known.id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		defer func() {
			v := recover()
			if v == nil || v == http.ErrAbortHandler {
				return
			}
			slog.ErrorContext(ctx, "a handler panicked",
				"request", known.id, "panic", v, "stack", string(debug.Stack()))
			http.Error(w, "something went wrong on our side: request "+known.id, http.StatusInternalServerError)
		}()
		body := &countedBody{ReadCloser: http.MaxBytesReader(w, r.Body, o.MaxBody), in: bodies, from: source}
		defer body.end()
		r.Body = body
		h.ServeHTTP(w, r)
	})
}

// API sets the headers of answers that are data, and lets browsers call from the origins.
func API(h http.Handler, o Options) http.Handler {
	plain := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.ServeHTTP(w, r)
	})
	if len(o.Origins) == 0 {
		return plain
	}
	return crossOrigin(o).Handler(plain)
}
