// Package pooler notices that connections to PostgreSQL lead through a connection pooler such as PgBouncer, which can
// give each transaction another connection to the database, and chooses how statements are sent. It knows no statements
// of the program.
package pooler

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Detector examines the first connection of a pool, and configures the later ones.
type Detector struct {
	chosen bool // the URL says how statements are sent
	known  atomic.Pointer[pgx.QueryExecMode]
}

// NewDetector returns a detector for the connections to a URL.
func NewDetector(url string) *Detector {
	return &Detector{chosen: strings.Contains(url, "default_query_exec_mode=")}
}

// Configure sets up a connection that is about to be opened. The first one is examined once it is open. If it turns out
// that statements must be sent in another way, it fails with driver.ErrBadConn, and database/sql opens another one. A
// pooler that does not allow transactions is an error.
func (d *Detector) Configure(config *pgx.ConnConfig) {
	if mode := d.known.Load(); mode != nil {
		if !d.chosen {
			config.DefaultQueryExecMode = *mode
		}
		if *mode == pgx.QueryExecModeCacheDescribe { // the pooler may be an old PgBouncer
			withoutCancel(&config.Config)
		}
		return
	}
	first, dial, connect := config.AfterConnect, config.DialFunc, config.Copy()
	examining := new(atomic.Bool) // the pooler may be an old PgBouncer
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		if examining.Load() {
			return nil, errNoCancel
		}
		return dial(ctx, network, address)
	}
	config.AfterConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		if first != nil {
			if err := first(ctx, conn); err != nil {
				return err
			}
		}
		examining.Store(true)
		err := d.examine(ctx, conn, func(ctx context.Context) (*pgconn.PgConn, error) {
			another := connect.Copy()
			withoutCancel(&another.Config)
			return pgconn.ConnectConfig(ctx, &another.Config)
		})
		examining.Store(err != nil) // the connection is then closed
		return err
	}
}

// examine finds out how statements must be sent. connect opens more connections.
func (d *Detector) examine(ctx context.Context, conn *pgconn.PgConn, connect connectFunc) error {
	pid, err := backendPID(ctx, conn)
	if err != nil {
		return fmt.Errorf("read the process ID: %w", err)
	}
	mode := pgx.QueryExecModeCacheStatement
	if pid == int64(conn.PID()) { // PostgreSQL itself answered when the connection was opened
		d.known.Store(&mode)
		return nil
	}
	if err := checkTransactions(ctx, conn); err != nil {
		return err
	}
	kept := keepsStatements(ctx, connect)
	if !kept {
		mode = pgx.QueryExecModeCacheDescribe
	}
	if d.known.CompareAndSwap(nil, &mode) {
		attrs := []any{"address", conn.Conn().RemoteAddr().String(), "keeps_prepared_statements", kept}
		if !d.chosen {
			attrs = append(attrs, "query_exec_mode", strings.ReplaceAll(mode.String(), " ", "_"))
		}
		slog.InfoContext(ctx, "the database is behind a connection pooler", attrs...)
	}
	if kept {
		return nil
	}
	return fmt.Errorf("the connection was opened before the pooler was known: %w", driver.ErrBadConn)
}

// checkTransactions returns an error if a pooler can give each statement of a transaction another connection.
func checkTransactions(ctx context.Context, conn *pgconn.PgConn) error {
	for _, statement := range []string{"BEGIN", "COMMIT"} {
		err := conn.Exec(ctx, statement).Close()
		var pg *pgconn.PgError
		if errors.As(err, &pg) && strings.Contains(pg.Message, "statement pooling mode") {
			return fmt.Errorf("the connection pooler does not allow transactions: "+
				"in the settings of PgBouncer, replace pool_mode = statement with pool_mode = transaction: %w", err)
		}
		if err != nil {
			return fmt.Errorf("try a transaction: %w", err)
		}
	}
	return nil
}
