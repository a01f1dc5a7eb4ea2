package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"clientele/db/internal/stall"
	"clientele/db/replica"
)

// migrationLock is the key of the advisory lock that a migrating server holds.
const migrationLock = 0x436c69656e74656c // "Clientel"

// defaultMaxConns is the size of a connection pool if Options has none.
const defaultMaxConns = 16

func openPostgres(o Options) (*DB, error) {
	guard := stall.New()
	g, err := openPostgresPool(withSettings(o.URL), o.maxConns(), guard)
	if err != nil {
		return nil, err
	}
	return &DB{Dialect: Postgres, read: g, write: g, lock: postgresLock(g), stalls: guard}, nil
}

func openPostgresPool(url string, maxConns int, guard *stall.Guard) (*gorm.DB, error) {
	g, err := gorm.Open(postgres.New(postgres.Config{DSN: url, OptionOpenDB: guard.Options()}), gormConfig())
	if err != nil {
		return nil, err
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
	open := func(url string) (*sql.DB, error) {
		g, err := openPostgresPool(url, o.maxConns(), stall.New())
		if err != nil {
			return nil, err
		}
		return g.DB()
	}
	var err error
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

func postgresLock(g *gorm.DB) func(context.Context) (func(), error) {
	return func(ctx context.Context) (func(), error) {
		p, err := g.DB()
		if err != nil {
			return nil, err
		}
		// A session lock can't be released behind a pooler that assigns a connection to each transaction.
		tx, err := p.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrationLock)); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
		return func() { _ = tx.Rollback() }, nil // nothing was written
	}
}
