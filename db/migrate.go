package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// lockFunc waits for the lock that a migrating process holds. It returns a context that ends if the lock is lost, and a
// function that releases the lock.
type lockFunc func(context.Context) (held context.Context, unlock func(), err error)

// Migrate migrates the tables and returns the number of migrations that were applied. Servers that start at the same
// time wait for each other. A database that a newer program has migrated is an error.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	if d.isCurrent(ctx) {
		return 0, nil
	}
	if d.connections != nil {
		defer d.connections.guard.Unlimited()()
	}
	ctx, unlock, err := d.lock(ctx)
	if err != nil {
		return 0, fmt.Errorf("lock the migrations: %w", err)
	}
	defer unlock()
	n, err := d.migrate(ctx)
	if cause := context.Cause(ctx); err != nil && cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w: %w", err, cause)
	}
	return n, err
}

// isCurrent tells whether there is nothing to migrate. It takes no lock, so that servers need not wait to start.
func (d *DB) isCurrent(ctx context.Context) bool {
	version, err := d.version(ctx)
	if err != nil {
		return false // such as because the table does not exist
	}
	latest, err := latestVersion(d.Dialect)
	return err == nil && version == latest
}

// version returns the number of the latest migration that was applied.
func (d *DB) version(ctx context.Context) (version int64, err error) {
	err = d.Read(ctx).Raw("SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version).Error
	return version, err
}

// migrate is Migrate in a process that holds the lock.
func (d *DB) migrate(ctx context.Context) (int, error) {
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
