// Package httpd is the shell around the handlers: it bounds what a request may take, gives it an id, finds out whose network
// address it came from, sets the headers that protect, and stops without losing a request. It knows nothing of what is
// served.
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

// Limits of a request's time; the longest honest one is a log-in that waits for its turn to be hashed.
const (
	headerTime   = 10 * time.Second
	readTime     = 20 * time.Second // less than shutdownTime: a body that never comes does not keep the server from ending well
	requestTime  = 30 * time.Second
	writeTime    = 60 * time.Second
	idleTime     = 2 * time.Minute
	shutdownTime = 25 * time.Second
	maxHeader    = 64 << 10
)

// Serve answers on l until ctx ends. For o.Delay longer it goes on, and asks its callers to leave: each answer is the last one of its
// connection. Then it takes no new connection and returns once the requests in flight are answered, those among them that were
// under way on a connection between two requests.
func Serve(ctx context.Context, l net.Listener, h http.Handler, o Options) error {
	open := &connections{most: o.Connections, proxies: o.Proxies}
	d := &drain{conns: map[net.Conn]state{}, open: open}
	door := &listener{Listener: l, open: open}
	s := &http.Server{
		Handler: d.last(h), ConnState: d.note, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(door) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	d.ending.Store(true)
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-time.After(o.Delay):
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := door.finish(); err != nil {
		return fmt.Errorf("close the listener: %w", err)
	}
	<-failed
	d.wait(stop)
	if err := s.Shutdown(stop); errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("some requests did not end within %v: %w", shutdownTime, err)
	}
	return nil
}
