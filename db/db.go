// Package db opens the shop's database, SQLite or PostgreSQL, behind one type, brings its tables up to date, and holds
// what the two do differently. It knows no rules and no callers.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"clientele/internal/pipeline"
)

// Dialect names a kind of database.
type Dialect string

// The kinds of databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database.
type DB struct {
	Dialect Dialect

	read, write *gorm.DB
	lock        func(context.Context) (unlock func(), err error) // keeps two processes from migrating at once
	replicas    *replicas                                        // nil without
	notes       shared
}

// maxTries bounds how often a transaction is run that the database ended for the sake of another one.
const maxTries = 4

// InTx runs f in one transaction that writes, and commits it if f returns no error. It may run f again when PostgreSQL
// ends a transaction to resolve a deadlock, so f must have no effect outside of tx.
func (d *DB) InTx(ctx context.Context, f func(tx *gorm.DB) error) error {
	for try := 1; ; try++ {
		err := d.transact(d.write.WithContext(ctx), f)
		if err == nil {
			wrote(ctx)
		}
		if err == nil || try == maxTries || !mayRetry(err) {
			return err
		}
		slog.WarnContext(ctx, "transaction tried again", "try", try)
	}
}

func (d *DB) transact(g *gorm.DB, f func(tx *gorm.DB) error) error {
	if d.Dialect == Postgres {
		return inTransaction(g, f)
	}
	return g.Transaction(f)
}

// Together returns what runs reads that do not need each other's answers: PostgreSQL is asked for all of them at once, which saves a
// way there and back for each but the first. It is nil for SQLite, which is no way off.
func (d *DB) Pipeline() func(ctx context.Context, reads ...func(context.Context)) {
	if d.Dialect == Postgres {
		return pipeline.Run
	}
	return nil
}

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	for _, g := range []*gorm.DB{d.write, d.read} {
		pool, err := g.DB()
		if err != nil {
			return err
		}
		if err := pool.PingContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Close closes every connection.
func (d *DB) Close() error {
	var errs []error
	if d.replicas != nil {
		errs = append(errs, d.replicas.close())
	}
	for _, g := range []*gorm.DB{d.read, d.write} {
		pool, err := g.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
		if d.read == d.write {
			break
		}
	}
	return errors.Join(errs...)
}

// Options says which database to open.
type Options struct {
	URL      string // postgres://…; empty for SQLite
	File     string // the SQLite file; its folder exists
	MaxConns int    // of the PostgreSQL pool; 0 for 16
	// Replicas are streaming replicas of the PostgreSQL database, postgres://…, each with a pool of MaxConns. They are used from
	// Watch on, as far as they are behind by MaxLag at most; 0 for DefaultMaxLag.
	Replicas []string
	MaxLag   time.Duration
}

// Open opens the database that o names. It does not change its tables: see Migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	var d *DB
	var err error
	if o.URL != "" {
		d, err = openPostgres(o)
	} else {
		d, err = openSQLite(o.File)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	for _, g := range []*gorm.DB{d.read, d.write} {
		if err := errors.Join(countStatements(g), g.Callback().Query().Replace("gorm:query", query)); err != nil {
			return nil, err
		}
		if d.read == d.write {
			break
		}
	}
	if len(o.Replicas) > 0 {
		if o.URL == "" {
			return nil, errors.Join(errors.New("open the database: SQLite has no replicas"), d.Close())
		}
		if err := openReplicas(d, o); err != nil {
			return nil, errors.Join(fmt.Errorf("open the database: %w", err), d.Close())
		}
	}
	err = d.Ping(ctx)
	if err == nil {
		err = d.suitable(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), d.Close())
	}
	return d, nil
}

func pool(g *gorm.DB, most int) error {
	p, err := g.DB()
	if err != nil {
		return err
	}
	p.SetMaxOpenConns(most)
	p.SetMaxIdleConns(most)
	p.SetConnMaxIdleTime(5 * time.Minute)
	return nil
}

// sqlDB returns the pool that writes, for migrations.
func (d *DB) sqlDB() (*sql.DB, error) { return d.write.DB() }
