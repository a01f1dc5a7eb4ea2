package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// Migrate migrates the tables and returns the number of migrations that were applied. Servers that start at the same
// time wait for each other. A database that a newer program has migrated is an error.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	if d.stalls != nil {
		defer d.stalls.Unlimited()()
	}
	unlock, err := d.lock(ctx)
	if err != nil {
		return 0, fmt.Errorf("wait for another server's migration: %w", err)
	}
	defer unlock()
	provider, err := d.migrationProvider()
	if err != nil {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	current, latest, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	if current > latest {
		return 0, fmt.Errorf("the database is at version %d and this program knows only %d: start a newer program",
			current, latest)
	}
	applied, err := provider.Up(ctx)
	if err != nil {
		return len(applied), fmt.Errorf("migrate: %w", err)
	}
	return len(applied), nil
}

func (d *DB) migrationProvider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+string(d.Dialect))
	if err != nil {
		return nil, err
	}
	pool, err := d.write.DB()
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if d.Dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, pool, files, goose.WithDisableGlobalRegistry(true))
}

// latestVersion returns the number of the latest migration that this program knows.
func latestVersion(d Dialect) (int64, error) {
	files, err := fs.Glob(migrations, "migrations/"+string(d)+"/*.sql")
	if err != nil {
		return 0, err
	}
	var latest int64
	for _, file := range files {
		number, _, _ := strings.Cut(path.Base(file), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("the migration %s has no number: %w", file, err)
		}
		latest = max(latest, n)
	}
	return latest, nil
}
