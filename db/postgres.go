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
	g, err := gorm.Open(postgres.Open(inUTC(o.URL)), gormConfig())
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

// inUTC asks for moments in UTC, whatever the server's own time zone.
func inUTC(url string) string {
	if strings.Contains(strings.ToLower(url), "timezone=") {
		return url
	}
	sep := "?"
	if strings.Contains(url, "?") {
		sep = "&"
	}
	return url + sep + "timezone=UTC"
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
