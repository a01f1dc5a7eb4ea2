// Package connection tells which PostgreSQL connections are lost or not to be used again, and keeps a COMMIT that
// nobody waits for any longer from being canceled. It knows no statements, and opens no connections.
package connection

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// ended are the SQLSTATEs of errors after which no open connection to the server should be used: it accepts only reads
// since it was made a replica, or it shuts down.
var ended = []string{"25006", "57P01", "57P02"}

// Lost tells whether an error means that an open connection was lost, or that its server must not be used any longer.
func Lost(err error) bool {
	var connect *pgconn.ConnectError
	if err == nil || errors.As(err, &connect) || pgconn.Timeout(err) {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return slices.Contains(ended, pg.Code)
	}
	var network *net.OpError
	return errors.As(err, &network) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, pgconn.ErrConnClosed)
}

// onLost is the key, among the custom data of a connection, of a function to call when it was lost.
const onLost = "clientele:on_lost"

// OnLost sets the function that is called when a connection was lost.
func OnLost(conn *pgconn.PgConn, f func()) { conn.CustomData()[onLost] = f }

// ReportLost calls the function of OnLost if err means that the connection was lost.
func ReportLost(conn *pgconn.PgConn, err error) {
	if f, ok := conn.CustomData()[onLost].(func()); ok && Lost(err) {
		f()
	}
}
