package httpd

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// How long shutdown waits for a connection without a request.
const (
	idleWait  = 500 * time.Millisecond // since its last response: the next request may be on its way
	newWait   = 5 * time.Second        // since it was opened: its first request may be on its way
	drainPoll = 5 * time.Millisecond   // interval between two checks
)

// drain tracks a server's connections, so that it can shut down without losing a request. http.Server.Shutdown alone
// loses some: it closes idle connections although a request may be on its way, and drops requests that it has just
// read. So before it is called, responses carry "Connection: close", and idle connections are given time for a last
// request.
type drain struct {
	stopping atomic.Bool
	mu       sync.Mutex
	conns    map[net.Conn]state
	open     *connections
}

// state is the state of a connection, and when it began.
type state struct {
	http.ConnState
	since time.Time
}

// setState records the state of a connection.
func (d *drain) setState(c net.Conn, s http.ConnState) {
	now := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if s == http.StateClosed || s == http.StateHijacked {
		if _, known := d.conns[c]; known { // some connections are reported as closed twice
			d.open.remove(c)
		}
		delete(d.conns, c)
		return
	}
	d.conns[c] = state{s, now}
}

// closeConnections adds "Connection: close" to responses during shutdown. net/http then closes the connection without
// losing data: it sends the response, closes its side, and reads what the client still sends.
func (d *drain) closeConnections(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// drained reports whether no request is in flight and none is expected.
func (d *drain) drained(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.conns {
		quiet := now.Sub(s.since)
		if s.ConnState == http.StateActive || s.ConnState == http.StateIdle && quiet < idleWait ||
			s.ConnState == http.StateNew && quiet < newWait {
			return false
		}
	}
	return true
}

// wait returns when the connections are drained or ctx is done.
func (d *drain) wait(ctx context.Context) {
	tick := time.NewTicker(drainPoll)
	defer tick.Stop()
	for !d.drained(time.Now()) {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
