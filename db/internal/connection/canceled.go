package connection

import (
	"context"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// canceled is the key, among the custom data of a connection, of whether a statement on it was canceled.
const canceled = "clientele:canceled"

// SetCanceled connects a connection with the flag that WatchCanceled sets.
func SetCanceled(conn *pgconn.PgConn, flag *atomic.Bool) { conn.CustomData()[canceled] = flag }

// Canceled tells whether the context of a statement on a connection ended before its result was read. pgx closes most
// of these connections. It keeps one whose result had arrived already, but its background reader, which runs when the
// machine is busy, can hold the error of the deadline that canceled the statement. The next statement would then fail
// with a timeout, so the connection must not be used again.
func Canceled(conn *pgconn.PgConn) bool {
	flag, ok := conn.CustomData()[canceled].(*atomic.Bool)
	return ok && flag.Load()
}

// WatchCanceled returns what builds the handler of canceled contexts of a connection. It sets a flag, and does what
// pgx does by default.
func WatchCanceled(flag *atomic.Bool) func(*pgconn.PgConn) ctxwatch.Handler {
	return func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &cancelHandler{pgconn.DeadlineContextWatcherHandler{Conn: conn.Conn()}, flag}
	}
}

type cancelHandler struct {
	pgconn.DeadlineContextWatcherHandler
	flag *atomic.Bool
}

// HandleCancel is called when the context of a statement ends.
func (h *cancelHandler) HandleCancel(ctx context.Context) {
	h.flag.Store(true)
	h.DeadlineContextWatcherHandler.HandleCancel(ctx)
}
