package pooler

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// connectFunc opens a connection through the pooler.
type connectFunc func(context.Context) (*pgconn.PgConn, error)

const (
	probeTimeout = time.Second            // for keepsStatements
	holdTimeout  = 500 * time.Millisecond // to get one of the connections that it holds
	maxHeld      = 4                      // connections that it holds at the same time
)

// keepsStatements tells whether a pooler is known to prepare the named statements of a client on every connection to
// PostgreSQL that the client gets. It is only known once a statement that was prepared on one connection has run on
// another one. Poolers that assign connections for longer than a transaction are not recognized.
func keepsStatements(ctx context.Context, connect connectFunc) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	conn, err := connect(ctx)
	if err != nil {
		return false
	}
	defer closeConn(conn)
	name := "clientele_" + rand.Text() // poolers can leave it on the connection, where others would find it
	prepared, err := prepare(ctx, conn, name)
	if err != nil {
		return false
	}
	for range maxHeld {
		one, pid, err := hold(ctx, connect)
		if err != nil {
			return false
		}
		defer closeConn(one)
		if pid == prepared {
			ran, err := pidOf(conn.ExecPrepared(ctx, name, nil, nil, nil).Read())
			_ = one.Exec(ctx, `DEALLOCATE "`+name+`"`).Close() // fails if the pooler has given it another name
			return err == nil && ran != prepared
		}
	}
	return false
}

// prepare prepares a named statement that returns the ID of the server process, and returns the ID of the one that has
// it.
func prepare(ctx context.Context, conn *pgconn.PgConn, name string) (pid int64, err error) {
	if err := conn.Exec(ctx, "BEGIN").Close(); err != nil {
		return 0, err
	}
	if _, err := conn.Prepare(ctx, name, "SELECT pg_backend_pid()", nil); err != nil {
		return 0, err
	}
	if pid, err = pidOf(conn.ExecPrepared(ctx, name, nil, nil, nil).Read()); err != nil {
		return 0, err
	}
	return pid, conn.Exec(ctx, "COMMIT").Close()
}

// hold opens a connection with a transaction, so that no other client gets the same server process.
func hold(ctx context.Context, connect connectFunc) (conn *pgconn.PgConn, pid int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, holdTimeout)
	defer cancel()
	if conn, err = connect(ctx); err != nil {
		return nil, 0, err
	}
	if err = conn.Exec(ctx, "BEGIN").Close(); err == nil {
		pid, err = backendPID(ctx, conn)
	}
	if err != nil {
		closeConn(conn)
	}
	return conn, pid, err
}

// closeConn closes a connection. The pooler keeps the connection to PostgreSQL only if its transaction has ended.
func closeConn(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), holdTimeout)
	defer cancel()
	_ = conn.Exec(ctx, "ROLLBACK").Close()
	_ = conn.Close(ctx)
}

// backendPID returns the ID of the server process that runs the statements of a connection at the moment.
func backendPID(ctx context.Context, conn *pgconn.PgConn) (int64, error) {
	results, err := conn.Exec(ctx, "SELECT pg_backend_pid()").ReadAll()
	if err != nil {
		return 0, err
	}
	return pidOf(results[0])
}

// pidOf reads the result of a statement that returns the ID of a process.
func pidOf(r *pgconn.Result) (int64, error) {
	if r.Err != nil {
		return 0, r.Err
	}
	if len(r.Rows) != 1 || len(r.Rows[0]) != 1 {
		return 0, fmt.Errorf("pg_backend_pid() returned %d rows", len(r.Rows))
	}
	return strconv.ParseInt(string(r.Rows[0][0]), 10, 64)
}
