package db

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPool returns the pool of connections to a URL.
func (c *connections) openPool(url string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(&connector{stdlib.GetConnector(*config, c.options()...), c}), nil
}

// connector opens connections that can be validated.
type connector struct {
	driver.Connector
	connections *connections
}

// Connect opens a connection.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &validConn{opened.(*stdlib.Conn), c.connections}, nil
}

type stdlibConn = stdlib.Conn

// validConn is a connection that the pool closes if it cannot be used again. Without IsValid, database/sql hands it to
// the next request, and a request that receives three of them in a row fails.
type validConn struct {
	*stdlibConn
	connections *connections
}

var _ driver.Validator = (*validConn)(nil)

// IsValid is called when a connection is returned to the pool.
func (c *validConn) IsValid() bool { return c.connections.isUsable(c.Conn()) }
