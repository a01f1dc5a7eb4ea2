package httpd

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rs/cors"

	"clientele/internal/network"
	"clientele/models"
)

type requestKey struct{}

// RequestID returns the id of the request that ctx belongs to; empty outside of one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// Options is what the settings say about the shell.
type Options struct {
	MaxBody int64
	Origins []string       // that browsers may call from
	Proxies []netip.Prefix // whose X-Forwarded-For is believed
	// Delay is how long Serve goes on answering after it was told to end.
	Delay time.Duration
	// Connections limits the open connections from one address; 0 means no limit. Those of Proxies are not limited.
	Connections int
}

// Wrap puts the shell around a handler: request id, recovery, the caller's address, the limits of bodies, the time limit.
func Wrap(h http.Handler, o Options) http.Handler {
	bodies, sent := newBodies(o.MaxBody), newBudget(answerShare)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := models.NewID("request")
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), requestKey{}, id), requestTime)
		defer cancel()
		r = r.WithContext(ctx)
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		defer func() {
			v := recover()
			if v == nil || v == http.ErrAbortHandler {
				return
			}
			slog.ErrorContext(ctx, "a handler panicked", "request", id, "panic", v, "stack", string(debug.Stack()))
			http.Error(w, "something went wrong on our side: request "+id, http.StatusInternalServerError)
		}()
		r.RemoteAddr = client(r, o.Proxies)
		address := network.Key(r.RemoteAddr)
		r = r.WithContext(context.WithValue(ctx, answersKey{}, answers{sent, address}))
		body := &countedBody{ReadCloser: http.MaxBytesReader(w, r.Body, o.MaxBody), in: bodies, address: address}
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
	return cors.New(cors.Options{
		AllowedOrigins: o.Origins, AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Content-Type", "Authorization", "X-Customer-Token"}, ExposedHeaders: []string{"X-Request-Id"}, MaxAge: 600,
	}).Handler(plain)
}

// client returns the network address that a request came from: the last one in X-Forwarded-For that is no proxy of ours, if
// a proxy of ours sent it, and else the connection's.
func client(r *http.Request, proxies []netip.Prefix) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(host, proxies); i-- {
		addr, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		host = addr.String()
	}
	return host
}

// FromProxy tells whether the connection of a request that Wrap has not seen yet is a proxy's.
func FromProxy(r *http.Request, proxies []netip.Prefix) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && within(host, proxies)
}

func within(host string, networks []netip.Prefix) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, n := range networks {
		if n.Contains(addr.Unmap().WithZone("")) {
			return true
		}
	}
	return false
}
