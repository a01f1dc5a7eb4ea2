// Package httpd wraps the program's HTTP handlers: it limits what a request may use, assigns request IDs, determines
// the client's address, sets security headers, and shuts the server down without losing requests. It knows nothing
// about what is served.
package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Timeouts. The longest legitimate request is a log-in that waits for its password to be hashed.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 20 * time.Second // below shutdownTimeout: incomplete bodies do not delay the shutdown
	requestTimeout  = 30 * time.Second
	writeTimeout    = 60 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 25 * time.Second
	maxHeader       = 64 << 10
)

// Serve serves requests on l until ctx is canceled, and for o.Delay after that, during which each response closes its
// connection. Then it accepts no new connections and returns once all requests in flight are answered, including those
// that were on their way when the shutdown began.
func Serve(ctx context.Context, l net.Listener, h http.Handler, o Options) error {
	open := &connections{limit: o.Connections, proxies: o.Proxies}
	d := &drain{conns: map[net.Conn]state{}, open: open}
	ln := &listener{Listener: l, open: open}
	s := &http.Server{
		Handler: d.closeConnections(h), ConnState: d.setState,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout:    idleTimeout,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	d.stopping.Store(true)
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-time.After(o.Delay):
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := ln.finish(); err != nil {
		return fmt.Errorf("close the listener: %w", err)
	}
	<-failed
	d.wait(stop)
	if err := s.Shutdown(stop); errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("some requests did not finish within %v: %w", shutdownTimeout, err)
	}
	return nil
}
