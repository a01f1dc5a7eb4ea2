package db

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"gorm.io/gorm"
)

type counterKey struct{}

// CountStatements returns a context in which SQL statements are counted, and a function that returns the number so far.
// It is used for logs, metrics and tests. If the context already counts statements, both counters count.
func CountStatements(ctx context.Context) (context.Context, func() int64) {
	if n, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		before := n.Load()
		return ctx, func() int64 { return n.Load() - before }
	}
	n := new(atomic.Int64)
	return context.WithValue(ctx, counterKey{}, n), n.Load
}

// Trace is called when a SQL statement begins, with its operation such as "SELECT". The returned function is called
// when the statement has ended, with its text, in which each value is a placeholder.
type Trace func(ctx context.Context, operation string) (end func(text string, rows int64, err error))

// traceEnd is the key of the function that ends a statement's trace.
const traceEnd = "clientele:trace_end"

// Trace calls t for every statement from now on. It must be called at most once, before the database is used.
func (d *DB) Trace(t Trace) error {
	for _, g := range d.handles() {
		err := registerAll(g, "trace", func(operation string) func(*gorm.DB) {
			return func(tx *gorm.DB) { beginTrace(tx, t, operation) }
		}, endTrace)
		if err != nil {
			return err
		}
	}
	return nil
}

func beginTrace(tx *gorm.DB, t Trace, operation string) {
	if operation == "" { // raw SQL, which is already there
		operation, _, _ = strings.Cut(tx.Statement.SQL.String(), " ")
	}
	tx.InstanceSet(traceEnd, t(tx.Statement.Context, operation))
}

func endTrace(tx *gorm.DB) {
	v, ok := tx.InstanceGet(traceEnd)
	if !ok {
		return
	}
	err := tx.Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	v.(func(string, int64, error))(tx.Statement.SQL.String(), tx.Statement.RowsAffected, err)
}

func registerCounter(g *gorm.DB) error {
	count := func(tx *gorm.DB) {
		if n, ok := tx.Statement.Context.Value(counterKey{}).(*atomic.Int64); ok {
			n.Add(1)
		}
	}
	return registerAll(g, "count", func(string) func(*gorm.DB) { return count }, nil)
}

// registerAll registers callbacks before and after every kind of statement. The operation is "" for raw SQL. A dry run,
// such as that of a subquery, is not a statement.
func registerAll(g *gorm.DB, name string, before func(operation string) func(*gorm.DB), after func(*gorm.DB)) error {
	unlessDryRun := func(f func(*gorm.DB)) func(*gorm.DB) {
		return func(tx *gorm.DB) {
			if !tx.DryRun {
				f(tx)
			}
		}
	}
	c := g.Callback()
	errs := []error{
		c.Create().Before("gorm:create").Register(name+":before", unlessDryRun(before("INSERT"))),
		c.Query().Before("gorm:query").Register(name+":before", unlessDryRun(before("SELECT"))),
		c.Update().Before("gorm:update").Register(name+":before", unlessDryRun(before("UPDATE"))),
		c.Delete().Before("gorm:delete").Register(name+":before", unlessDryRun(before("DELETE"))),
		c.Row().Before("gorm:row").Register(name+":before", unlessDryRun(before("SELECT"))),
		c.Raw().Before("gorm:raw").Register(name+":before", unlessDryRun(before(""))),
	}
	if after != nil {
		end := unlessDryRun(after)
		errs = append(errs,
			c.Create().After("gorm:create").Register(name+":after", end),
			c.Query().After("gorm:query").Register(name+":after", end),
			c.Update().After("gorm:update").Register(name+":after", end),
			c.Delete().After("gorm:delete").Register(name+":after", end),
			c.Row().After("gorm:row").Register(name+":after", end),
			c.Raw().After("gorm:raw").Register(name+":after", end),
		)
	}
	return errors.Join(errs...)
}
