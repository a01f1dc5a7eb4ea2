package db

import (
	"context"
	"errors"
	"strings"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// migrationLock is the key of the advisory lock that one migrating server holds.
const migrationLock = 0x436c69656e74656c // "Clientel"

func openPostgres(o Options) (*DB, error) {
	g, err := gorm.Open(postgres.Open(withSettings(o.URL)), gormConfig())
	if err != nil {
		return nil, err
	}
	if err := pool(g, most(o)); err != nil {
		return nil, err
	}
	return &DB{Dialect: Postgres, read: g, write: g, lock: postgresLock(g)}, nil
}

func most(o Options) int {
	if o.MaxConns == 0 {
		return 16
	}
	return o.MaxConns
}

// settings are what the program's statements and values mean, whatever the database, its roles or the server say. They are sent when
// a connection is opened; connection poolers know all of them.
var settings = []struct{ name, value string }{
	{"timezone", "UTC"}, {"client_encoding", "UTF8"}, {"standard_conforming_strings", "on"}, {"DateStyle", "ISO"},
}

// withSettings adds the settings to the URL of a database, unless it has its own.
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
		tx, err := p.BeginTx(ctx, nil) // behind a pooler that lends connections for transactions, a session's lock could not be given back
		if err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrationLock)); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
		return func() { _ = tx.Rollback() }, nil // nothing was written
	}
}
