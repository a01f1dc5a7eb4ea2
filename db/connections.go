package db

import (
	"context"
	"database/sql/driver"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"clientele/db/internal/connection"
	"clientele/db/internal/pooler"
	"clientele/db/internal/stall"
)

const (
	// connectTimeout limits an attempt to connect to one of several hosts if the URL has no connect_timeout. Healthy
	// servers accept a connection within milliseconds; in five seconds, a lost packet can be sent again twice. The 30
	// seconds of a request suffice for five dead hosts.
	connectTimeout = 5 * time.Second
	// onlyConnectTimeout is connectTimeout for the only host, once it has accepted the TCP connection. Nothing else can
	// be tried, and a busy server can take longer if many connections are opened at once.
	onlyConnectTimeout = 15 * time.Second
)

// connections opens the connections of a pool and decides which of them are still good. A primary that was stopped or
// made a replica is noticed by the first statement that fails; all connections that were opened before are then
// discarded instead of failing one by one.
type connections struct {
	limited bool // attempts to connect are limited; otherwise the URL does it
	write   bool // only to a server that accepts writes, if there are several
	opened  func(context.Context, *pgconn.PgConn) error
	hosts   hosts
	pooler  *pooler.Detector
	guard   *stall.Guard
	lost    atomic.Int64 // connections opened before are discarded; in nanoseconds since start
}

// start is the time from which connections measure.
var start = time.Now()

// openedAt is the key of the time when a connection was opened, among its custom data.
const openedAt = "clientele:opened_at"

// newConnections returns the connections to a URL. Those to the primary go to the host that accepts writes.
func newConnections(url string, primary bool) *connections {
	return &connections{
		limited: !strings.Contains(url, "connect_timeout=") && os.Getenv("PGCONNECT_TIMEOUT") == "", // pgx reads both
		write:   primary, pooler: pooler.NewDetector(url), guard: stall.New(),
	}
}

// options returns the options of the pool.
func (c *connections) options() []stdlib.OptionOpenDB {
	return []stdlib.OptionOpenDB{
		stdlib.OptionBeforeConnect(c.configure),
		stdlib.OptionShouldPing(func(context.Context, stdlib.ShouldPingParams) bool { return false }), // guard pings
		stdlib.OptionResetSession(func(ctx context.Context, conn *pgx.Conn) error {
			if !c.isUsable(conn) {
				return driver.ErrBadConn
			}
			return c.guard.BeforeReuse(ctx, conn)
		}),
	}
}

// discard makes the pool discard the connections that are open now.
func (c *connections) discard() { c.lost.Store(int64(time.Since(start))) }

// isUsable tells whether a connection may be used again.
func (c *connections) isUsable(conn *pgx.Conn) bool {
	at, ok := conn.PgConn().CustomData()[openedAt].(int64)
	discarded := ok && at <= c.lost.Load()
	return !discarded && !conn.IsClosed() && !connection.Canceled(conn.PgConn())
}

// configure sets up a connection that is about to be opened.
func (c *connections) configure(_ context.Context, config *pgx.ConnConfig) error {
	several, dialTimeout := c.hosts.arrange(config), time.Duration(0)
	if c.limited {
		config.ConnectTimeout, dialTimeout = connectTimeout, connectTimeout
		if !several {
			config.ConnectTimeout = onlyConnectTimeout
		}
	}
	if c.write && several && config.ValidateConnect == nil {
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	config.OnPgError = func(_ *pgconn.PgConn, e *pgconn.PgError) bool {
		if connection.Lost(e) {
			c.discard()
			return false
		}
		return !isFatal(e)
	}
	dial, committing, canceled := dialer(dialTimeout).DialContext, new(atomic.Bool), new(atomic.Bool)
	config.DialFunc = connection.DialUnlessCommitting(dial, committing)
	config.BuildContextWatcherHandler = connection.WatchCanceled(canceled)
	began := int64(time.Since(start))
	config.AfterConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		conn.CustomData()[openedAt] = began
		connection.SetCommitting(conn, committing)
		connection.SetCanceled(conn, canceled)
		connection.OnLost(conn, c.discard)
		c.hosts.connected(conn)
		if c.opened != nil {
			return c.opened(ctx, conn)
		}
		return nil
	}
	if err := c.guard.BeforeConnect(config, dial); err != nil {
		return err
	}
	c.pooler.Configure(config)
	return nil
}

// discard makes the pool discard the connections that are open now, because one of them was lost.
func (d *DB) discard() {
	if d.connections != nil {
		d.connections.discard()
	}
}

// registerDiscard calls discard when a statement has lost its connection.
func (d *DB) registerDiscard(g *gorm.DB) error {
	none := func(string) func(*gorm.DB) { return func(*gorm.DB) {} }
	return registerAll(g, "discard", none, func(tx *gorm.DB) {
		if connection.Lost(tx.Error) {
			d.discard()
		}
	})
}
