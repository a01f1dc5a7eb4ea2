package db

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

func gormConfig() *gorm.Config {
	return &gorm.Config{
		Logger:                 quiet{},
		SkipDefaultTransaction: true, // InTx opens them, where there is more than one statement
		DisableAutomaticPing:   true,
	}
}

// quiet drops GORM's own log: it would write SQL with its values, which are people's data. Errors are returned anyway.
type quiet struct{}

func (q quiet) LogMode(logger.LogLevel) logger.Interface { return q }
func (quiet) Info(context.Context, string, ...any)       {}
func (quiet) Warn(ctx context.Context, msg string, _ ...any) {
	slog.WarnContext(ctx, "gorm", "message", msg)
}
func (quiet) Error(context.Context, string, ...any)                           {}
func (quiet) Trace(context.Context, time.Time, func() (string, int64), error) {}

// ForUpdate locks the rows that the query reads until the transaction ends. SQLite's transactions hold the only write
// lock anyway.
func ForUpdate(tx *gorm.DB) *gorm.DB {
	return tx.Clauses(clause.Locking{Strength: "UPDATE"})
}

// SkipLocked is ForUpdate that passes over the rows that another transaction holds.
func SkipLocked(tx *gorm.DB) *gorm.DB {
	return tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
}

// Lock makes transactions that name the same thing wait for each other, until the first has ended. On SQLite they do anyway.
func Lock(tx *gorm.DB, name string) error {
	if tx.Name() != "postgres" {
		return nil
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name).Error
}

// AsyncCommit lets a transaction commit without waiting for the disk, for where a killed server of ours is to be told from one that
// is not, within microseconds. It can be lost where the database itself crashes within a second, so it is for notes alone. SQLite
// does not wait anyway.
func AsyncCommit(tx *gorm.DB) error {
	if tx.Name() != "postgres" {
		return nil
	}
	return tx.Exec("SET LOCAL synchronous_commit = off").Error
}

// UniqueViolation tells whether err is a clash with a unique index, and returns that index's columns as "table.column" or
// "table.first,second". PostgreSQL names the index (named table_column here), SQLite its columns.
func UniqueViolation(err error) (string, bool) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if pg.Code != "23505" {
			return "", false
		}
		return pg.TableName + "." + strings.TrimPrefix(pg.ConstraintName, pg.TableName+"_"), true
	}
	if err == nil {
		return "", false
	}
	_, columns, ok := strings.Cut(err.Error(), "UNIQUE constraint failed: ")
	if !ok {
		return "", false
	}
	columns, _, _ = strings.Cut(columns, " (")
	return strings.TrimSpace(columns), true
}

// mayRetry tells whether the database ended a transaction only because of another one (deadlock, serialization failure).
func mayRetry(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

type counterKey struct{}

// Count returns a context whose statements are counted, and the count so far: a request's cost, for logs, metrics and tests.
// Within a context that counts already, both see each statement.
func CountStatements(ctx context.Context) (context.Context, func() int64) {
	if n, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		before := n.Load()
		return ctx, func() int64 { return n.Load() - before }
	}
	n := new(atomic.Int64)
	return context.WithValue(ctx, counterKey{}, n), n.Load
}

func counted(ctx context.Context) {
	if n, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}

func countStatements(g *gorm.DB) error {
	count := func(tx *gorm.DB) {
		if tx.DryRun { // a subquery being written into its statement
			return
		}
		counted(tx.Statement.Context)
	}
	c := g.Callback()
	return errors.Join(
		c.Create().Before("gorm:create").Register("count", count),
		c.Query().Before("gorm:query").Register("count", count),
		c.Update().Before("gorm:update").Register("count", count),
		c.Delete().Before("gorm:delete").Register("count", count),
		c.Row().Before("gorm:row").Register("count", count),
		c.Raw().Before("gorm:raw").Register("count", count),
	)
}
