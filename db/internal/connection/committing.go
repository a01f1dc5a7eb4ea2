package connection

import (
	"context"
	"errors"
	"net"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
)

// committing is the key, among the custom data of a connection, of whether COMMIT has been sent and is not answered.
const committing = "clientele:committing"

var errCommitting = errors.New("a COMMIT is not canceled")

// SetCommitting connects a connection with the flag that DialUnlessCommitting reads.
func SetCommitting(conn *pgconn.PgConn, flag *atomic.Bool) { conn.CustomData()[committing] = flag }

// DialUnlessCommitting returns dial for one connection and for the requests that cancel its statements. A COMMIT that
// the client no longer waits for is not canceled: PostgreSQL would stop waiting for the synchronous replica and show
// the transaction to others although a failover could lose it.
func DialUnlessCommitting(dial pgconn.DialFunc, flag *atomic.Bool) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if flag.Load() {
			return nil, errCommitting
		}
		return dial(ctx, network, address)
	}
}

// MarkCommitting sets the flag of a connection. It stays set if the connection is lost, which cancels nothing then.
func MarkCommitting(conn *pgconn.PgConn, now bool) {
	if flag, ok := conn.CustomData()[committing].(*atomic.Bool); ok {
		flag.Store(now)
	}
}
