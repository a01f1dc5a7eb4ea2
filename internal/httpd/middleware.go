package httpd

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"clientele/internal/network"
	"clientele/models"
)

type requestKey struct{}

// request holds what Wrap knows about a request.
type request struct {
	id        string
	source    network.Source
	base      string  // see BaseURL
	responses *budget // for large responses
	reserved  int     // bytes of responses
}

// RequestID returns the ID of the request with context ctx, or "" outside of a request.
func RequestID(ctx context.Context) string {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.id
	}
	return ""
}

// Source returns the source of the request with context ctx, or the zero Source outside of a request.
func Source(ctx context.Context) network.Source {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.source
	}
	return network.Source{}
}

// Options configures Serve, Wrap and API.
type Options struct {
	MaxBody int64
	Origins []string       // allowed to call from a browser
	Headers []string       // additional request headers for these origins
	Proxies []netip.Prefix // trusted to name the client's address
	// Forwarded is the header in which they name it: ForwardedFor (the default) or Forwarded.
	Forwarded string
	// StreamsBelow is the beginning of the paths whose requests and responses can take any time and have any size:
	// their handlers limit both. "" for none.
	StreamsBelow string
	// Delay is how long Serve keeps serving after its context is canceled.
	Delay time.Duration
	// Connections is the maximum number of open connections per address, Proxies excepted; 0 for no limit.
	Connections int
}

// Wrap adds to a handler: request IDs, recovery from panics, the client's address, body limits and a timeout.
func Wrap(h http.Handler, o Options) http.Handler {
	bodies, responses := newBodyBudget(o.MaxBody), newBudget(responseShare)
	clients := &clientFinder{proxies: o.Proxies, header: cmp.Or(o.Forwarded, ForwardedFor)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address, source := clients.client(r)
		req := &request{
			id: models.NewID("request"), source: source, responses: responses, base: baseURL(r, o.Proxies),
		}
		ctx, streams := context.WithValue(r.Context(), requestKey{}, req), o.streams(r)
		if !streams {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, requestTimeout)
			defer cancel()
		}
		defer req.releaseResponse()
		r = r.WithContext(ctx)
		r.RemoteAddr = address
		w.Header().Set("X-Request-Id", req.id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { // the response is incomplete, which the client must notice
				panic(v)
			}
			slog.ErrorContext(ctx, "Handler panicked",
				"request", req.id, "panic", v, "stack", string(debug.Stack()))
			http.Error(w, "internal error in request "+req.id, http.StatusInternalServerError)
		}()
		if streams {
			h.ServeHTTP(w, r)
			return
		}
		body := &countedBody{ReadCloser: http.MaxBytesReader(w, r.Body, o.MaxBody), budget: bodies, from: source}
		defer body.release()
		r.Body = body
		h.ServeHTTP(w, r)
	})
}

// API sets the headers of API responses, compresses them, and adds CORS for o.Origins.
func API(h http.Handler, o Options) http.Handler {
	h = compress(h)
	plain := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.ServeHTTP(w, r)
	})
	if len(o.Origins) == 0 {
		return plain
	}
	return newOrigins(o, http.MethodGet, http.MethodPost).Handler(plain)
}

// streams reports whether a request is below StreamsBelow.
func (o Options) streams(r *http.Request) bool {
	return o.StreamsBelow != "" && strings.HasPrefix(r.URL.Path, o.StreamsBelow)
}

// Files sets the headers of handlers below StreamsBelow, and adds CORS for o.Origins. Nothing is compressed.
func Files(h http.Handler, o Options) http.Handler {
	plain := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		h.ServeHTTP(w, r)
	})
	if len(o.Origins) == 0 {
		return plain
	}
	return newOrigins(o, http.MethodGet, http.MethodHead, http.MethodPut).Handler(plain)
}
