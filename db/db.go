// Package db opens the shop's database, SQLite or PostgreSQL, behind one type, migrates its tables, and contains what
// differs between the two. Queries are written with GORM. The package knows no business rules and no callers.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"clientele/db/internal/pgxgorm"
	"clientele/db/replica"
)

// Dialect is a kind of database.
type Dialect string

// The kinds of databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database.
type DB struct {
	Dialect Dialect

	read, write *gorm.DB        // the same for PostgreSQL
	lock        lockFunc        // keeps two processes from migrating at the same time
	replicas    *replica.Router // nil without replicas
	connections *connections    // of PostgreSQL; nil for SQLite
	commits     atomic.Int64    // see Commits
	distributed bool            // over the workers of a Citus cluster
}

// Options are the settings of Open.
type Options struct {
	URL      string // postgres://…; empty for SQLite
	File     string // the SQLite file, in an existing folder
	MaxConns int    // of the PostgreSQL pool; 0 for 16
	// Replicas are the URLs of streaming replicas of the PostgreSQL database, each with a pool of MaxConns. They are
	// used from MonitorReplicas on, while their lag is at most MaxLag; 0 for DefaultMaxLag.
	Replicas []string
	MaxLag   time.Duration
	// PlainGORM turns off the fast path in db/internal/pgxgorm. Only tests set it: the program must behave the same
	// without.
	PlainGORM bool
}

// Open opens a database. It does not change its tables; see Migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	d, err := open(o)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := d.prepare(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), d.Close())
	}
	return d, nil
}

func open(o Options) (*DB, error) {
	if o.URL != "" {
		return openPostgres(o)
	}
	return openSQLite(o.File)
}

// prepare registers the callbacks, adds the replicas, and checks that the database can be used.
func (d *DB) prepare(ctx context.Context, o Options) error {
	for _, g := range d.handles() {
		if err := errors.Join(registerCounter(g), d.registerDiscard(g)); err != nil {
			return err
		}
		if !o.PlainGORM {
			if err := pgxgorm.Register(g); err != nil {
				return err
			}
		}
	}
	if len(o.Replicas) > 0 {
		if err := d.openReplicas(o); err != nil {
			return err
		}
	}
	if err := d.Ping(ctx); err != nil {
		return err
	}
	if err := d.checkSettings(ctx); err != nil {
		return err
	}
	return d.useCitus(ctx)
}

// handles returns the distinct handles.
func (d *DB) handles() []*gorm.DB {
	if d.read == d.write {
		return []*gorm.DB{d.write}
	}
	return []*gorm.DB{d.write, d.read}
}

// Pipeline returns a function that runs independent reads concurrently and sends their statements to PostgreSQL in one
// round trip. It is nil for SQLite, which has no network round trip.
func (d *DB) Pipeline() func(ctx context.Context, reads ...func(context.Context)) {
	if p, ok := d.read.ConnPool.(interface {
		Pipeline(ctx context.Context, reads ...func(context.Context))
	}); ok {
		return p.Pipeline
	}
	return nil
}

// Ping checks that the database answers.
func (d *DB) Ping(ctx context.Context) error {
	for _, g := range d.handles() {
		pool, err := g.DB()
		if err != nil {
			return err
		}
		// PingContext would return only "bad connection", without the reason.
		if _, err := pool.ExecContext(ctx, "SELECT 1"); err != nil {
			return err
		}
	}
	return nil
}

// Close closes all connections.
func (d *DB) Close() error {
	var errs []error
	if d.replicas != nil {
		errs = append(errs, d.replicas.Close())
	}
	for _, g := range d.handles() {
		pool, err := g.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Pools returns the connection pools by what they are used for: "write" and "read" for SQLite, "all" for PostgreSQL,
// and "replica1" and so on for its replicas.
func (d *DB) Pools() (map[string]*sql.DB, error) {
	write, err := d.write.DB()
	if err != nil {
		return nil, err
	}
	if d.read != d.write {
		read, err := d.read.DB()
		return map[string]*sql.DB{"write": write, "read": read}, err
	}
	pools := map[string]*sql.DB{}
	if d.replicas != nil {
		pools = d.replicas.Pools()
	}
	pools["all"] = write
	return pools, nil
}

// limitPool sets the size of a handle's connection pool.
func limitPool(g *gorm.DB, maxConns int) error {
	p, err := g.DB()
	if err != nil {
		return err
	}
	p.SetMaxOpenConns(maxConns)
	p.SetMaxIdleConns(maxConns)
	p.SetConnMaxIdleTime(5 * time.Minute)
	return nil
}
