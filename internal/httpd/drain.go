package httpd

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// How long a connection without a request is waited for, once the server ends.
const (
	linger  = 500 * time.Millisecond // since its last answer: whoever sends one request after the other has the next one under way
	newTime = 5 * time.Second        // since it was made: its first request is under way
	look    = 5 * time.Millisecond   // between two looks at the connections
)

// drain knows a server's connections, so that it can end without losing a request. http.Server.Shutdown alone loses some: it
// closes a connection between two requests though the next one may be under way, and drops a request that it has just read.
// So before it is called each connection's next answer says that it is the last, and those that are silent are waited for.
type drain struct {
	ending atomic.Bool
	mu     sync.Mutex
	conns  map[net.Conn]state
	open   *connections
}

// state is what a connection does, and since when.
type state struct {
	http.ConnState
	since time.Time
}

func (d *drain) note(c net.Conn, s http.ConnState) {
	now := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if s == http.StateClosed || s == http.StateHijacked {
		if _, known := d.conns[c]; known { // once: a server closes some connections twice
			d.open.leave(c)
		}
		delete(d.conns, c)
		return
	}
	d.conns[c] = state{s, now}
}

// last makes answers the last ones of their connections while the server ends. net/http then closes the connection in the order
// that loses nothing: the answer, the end of what is sent, and what the client still sends is read.
func (d *drain) last(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.ending.Load() {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// settled tells whether no request is in flight, and none is expected on a connection that is still open.
func (d *drain) settled(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.conns {
		silent := now.Sub(s.since)
		if s.ConnState == http.StateActive || s.ConnState == http.StateIdle && silent < linger || s.ConnState == http.StateNew && silent < newTime {
			return false
		}
	}
	return true
}

// wait returns when the connections are settled, or ctx ends.
func (d *drain) wait(ctx context.Context) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for !d.settled(time.Now()) {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
