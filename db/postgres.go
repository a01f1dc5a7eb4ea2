package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"clientele/db/replica"
)

// defaultMaxConns is the size of a connection pool if Options has none.
const defaultMaxConns = 16

func openPostgres(o Options) (*DB, error) {
	c := newConnections(o.URL, true)
	g, err := openPostgresPool(withSettings(o.URL), o.maxConns(), c)
	if err != nil {
		return nil, err
	}
	return &DB{Dialect: Postgres, read: g, write: g, lock: lockMigrations(g), connections: c}, nil
}

func openPostgresPool(url string, maxConns int, c *connections) (*gorm.DB, error) {
	pool, err := c.openPool(url)
	if err != nil {
		return nil, err
	}
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), gormConfig())
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return g, limitPool(g, maxConns)
}

func (o Options) maxConns() int {
	if o.MaxConns == 0 {
		return defaultMaxConns
	}
	return o.MaxConns
}

func (d *DB) openReplicas(o Options) error {
	if d.Dialect != Postgres {
		return errors.New("SQLite has no replicas")
	}
	urls := make([]string, len(o.Replicas))
	for i, url := range o.Replicas {
		urls[i] = withSettings(url)
	}
	open := func(url string, maxConns int, primary bool) (*sql.DB, error) {
		g, err := openPostgresPool(url, maxConns, newConnections(url, primary))
		if err != nil {
			return nil, err
		}
		return g.DB()
	}
	var err error
	d.connections.opened = func(ctx context.Context, conn *pgconn.PgConn) error {
		d.replicas.SeePrimary(ctx, conn)
		return nil
	}
	d.replicas, err = replica.Open(d.read, replica.Options{
		Primary: withSettings(o.URL), Replicas: urls, Open: open, MaxConns: o.maxConns(), MaxLag: o.MaxLag,
	})
	return err
}

// settings give statements and values the same meaning whatever the defaults of the database, its roles or the server
// are. They are sent when a connection is opened. Connection poolers know all of them.
var settings = []struct{ name, value string }{
	{"timezone", "UTC"}, {"client_encoding", "UTF8"}, {"standard_conforming_strings", "on"}, {"DateStyle", "ISO"},
}

// withSettings adds the settings to a database URL unless it contains them.
func withSettings(url string) string {
	for _, setting := range settings {
		if strings.Contains(strings.ToLower(url), strings.ToLower(setting.name)+"=") {
			continue
		}
		separator := "?"
		if strings.Contains(url, "?") {
			separator = "&"
		}
		url += separator + setting.name + "=" + setting.value
	}
	return url
}
