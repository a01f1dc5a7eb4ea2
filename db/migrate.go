package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// Migrate brings the tables up to date and returns how many steps that took. Servers that start together wait for each
// other. A database that a newer program has migrated is refused.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	unlock, err := d.lock(ctx)
	if err != nil {
		return 0, fmt.Errorf("wait for another server's migration: %w", err)
	}
	defer unlock()
	files, err := fs.Sub(migrations, "migrations/"+string(d.Dialect))
	if err != nil {
		return 0, err
	}
	pool, err := d.sqlDB()
	if err != nil {
		return 0, err
	}
	dialect := goose.DialectSQLite3
	if d.Dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, pool, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	at, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	if at > newest {
		return 0, fmt.Errorf("the database is at version %d and this program knows only %d: start a newer program", at, newest)
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	return len(done), nil
}
