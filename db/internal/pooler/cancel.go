package pooler

import (
	"context"
	"errors"
	"net"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
)

// errNoCancel is returned instead of opening a connection for a cancel request.
var errNoCancel = errors.New("no cancel requests are sent to this pooler")

// withoutCancel makes a connection send no cancel requests when its caller goes away: it is only closed. A cancel
// request can end the process of PgBouncer 1.18.0 to 1.20.0 (https://github.com/pgbouncer/pgbouncer/issues/822), so
// clients could end it by hanging up.
func withoutCancel(config *pgconn.Config) {
	connected := new(atomic.Bool)
	dial, after := config.DialFunc, config.AfterConnect
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		if connected.Load() { // a connection dials again only to cancel
			return nil, errNoCancel
		}
		return dial(ctx, network, address)
	}
	config.AfterConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		connected.Store(true)
		if after == nil {
			return nil
		}
		return after(ctx, conn)
	}
}
