// Package stall detects that a PostgreSQL server has stopped to answer without closing its connections, for example
// because packets are lost or the machine is frozen. It then closes the connections, so that statements fail instead of
// waiting for an answer that may never come, and lets new connections fail at once until one succeeds.
package stall

import (
	"context"
	"database/sql/driver"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// patience is how long nothing may arrive from the server, over any connection, while a statement waits, before the
	// server is probed.
	patience = 2 * time.Second
	// probeTimeout limits a probe, which is a new connection, for each host of the server. It is long for busy servers.
	probeTimeout = 5 * time.Second
	// pingTimeout limits the check of a connection that was idle.
	pingTimeout = 3 * time.Second
	// probeInterval is the time between two probes of a server that answers them, so that a long statement causes few.
	probeInterval = 5 * time.Second
	// maxWait is how long a statement may wait without an answer although the server answers others.
	maxWait = 5 * time.Minute
	// interval is the time between two looks at the waiting connections, and between two attempts to connect to a
	// server that does not answer.
	interval = 250 * time.Millisecond
)

// errNotAnswering is the error of new connections while the server does not answer.
var errNotAnswering = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("the database server does not answer")}

// Guard watches the connections to a server.
type Guard struct {
	lastRead atomic.Int64 // when something last arrived, in Unix nanoseconds
	down     atomic.Bool  // the server does not answer
	patient  atomic.Bool  // see Unlimited

	mu       sync.Mutex
	conns    map[*conn]struct{}
	watching bool
	config   *pgx.ConnConfig // of a probe, which is like the last connection
	tried    time.Time       // when a connection was last attempted while the server was down
}

// New returns a Guard of the server that the options of a pool connect to.
func New() *Guard { return &Guard{conns: map[*conn]struct{}{}} }

// Unlimited lets statements take any time as long as the server answers, until the returned function is called. It is
// for migrations.
func (g *Guard) Unlimited() (end func()) {
	g.patient.Store(true)
	return func() { g.patient.Store(false) }
}

// BeforeConnect changes the configuration of a new connection so that it is known to the Guard. While the server does
// not answer, it lets one attempt to connect pass in each interval, and returns an error to the others. Probes are
// opened with dial: the configuration's own function can depend on the state of the connection, and refuse to open
// another one.
func (g *Guard) BeforeConnect(c *pgx.ConnConfig, dial pgconn.DialFunc) error {
	c.DialFunc = g.adding(c.DialFunc)
	after := c.AfterConnect
	c.AfterConnect = func(ctx context.Context, opened *pgconn.PgConn) error {
		if known := connOf(opened.Conn()); known != nil {
			known.open.Store(true)
		}
		if after == nil {
			return nil
		}
		return after(ctx, opened)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.config = c.Copy()
	g.config.DialFunc = g.adding(dial)
	if !g.down.Load() {
		return nil
	}
	now := time.Now()
	if now.Sub(g.tried) < interval {
		return errNotAnswering
	}
	g.tried = now
	if c.ConnectTimeout == 0 || c.ConnectTimeout > probeTimeout {
		c.ConnectTimeout = probeTimeout // a request waits for this attempt
	}
	return nil
}

// adding returns a function that makes the connections known that another one opens.
func (g *Guard) adding(dial pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		opened, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return g.add(opened), nil
	}
}

// BeforeReuse checks a connection that was idle for a second. It returns driver.ErrBadConn if it cannot be used.
func (g *Guard) BeforeReuse(ctx context.Context, c *pgx.Conn) error {
	watched := connOf(c.PgConn().Conn())
	switch {
	case watched == nil:
		return nil
	case watched.stalled.Load():
		return driver.ErrBadConn
	case time.Since(watched.read()) < time.Second:
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := c.Ping(ctx); err != nil {
		return driver.ErrBadConn
	}
	return nil
}

// watch looks at the connections as long as there are any.
func (g *Guard) watch() {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	var probed time.Time // when the last probe was answered
	for now := range tick.C {
		waiting, left := g.look(now)
		if !left {
			return
		}
		silence := now.Sub(time.Unix(0, g.lastRead.Load()))
		if waiting < patience || silence < patience || now.Sub(probed) < probeInterval {
			continue
		}
		if err := g.probe(); err != nil {
			g.stalled(err)
		} else {
			probed = time.Now()
		}
	}
}

// look returns the longest time that a connection has been waiting, and whether there are connections. It closes those
// that have been waiting for too long.
func (g *Guard) look(now time.Time) (longest time.Duration, left bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.conns {
		waits := c.waits(now)
		longest = max(longest, waits)
		if waits > maxWait && !g.patient.Load() {
			g.drop(c)
		}
	}
	g.watching = len(g.conns) > 0
	return longest, g.watching
}

// probe checks with a new connection whether the server answers. An error that the server reports is an answer, and so
// is whatever arrives over another connection meanwhile.
func (g *Guard) probe() error {
	began := time.Now().UnixNano()
	g.mu.Lock()
	config := g.config.Copy()
	g.mu.Unlock()
	hosts := time.Duration(1 + len(config.Fallbacks))
	ctx, cancel := context.WithTimeout(context.Background(), hosts*probeTimeout)
	defer cancel()
	c, err := pgx.ConnectConfig(ctx, config)
	if err == nil {
		_ = c.Close(ctx) // it has answered
		return nil
	}
	var reported *pgconn.PgError
	if errors.As(err, &reported) || g.lastRead.Load() > began {
		return nil
	}
	return err
}

// stalled closes all connections, because the server does not answer.
func (g *Guard) stalled(err error) {
	slog.Warn("The database server does not answer; all connections to it are closed", "error", err)
	g.mu.Lock()
	defer g.mu.Unlock()
	was := g.down.Swap(true)
	g.tried = time.Now()
	for c := range g.conns {
		if c.open.Load() || !was { // those that are being opened wait as well, unless they are the attempts while down
			g.drop(c)
		}
	}
}

// drop closes a connection, so that its statement fails. The lock must be held.
func (g *Guard) drop(c *conn) {
	delete(g.conns, c)
	c.stalled.Store(true)
	_ = c.Conn.Close()
}
