// Package citus lets a Citus cluster hold the shop's tables, distributed over its workers. It distributes them, and does
// what PostgreSQL does by itself when a table is in one place: it keeps values unique, deletes what belongs to a deleted
// row, and locks rows. Services send the same statements as to PostgreSQL. The package knows the tables, and no rules of
// the shop.
package citus

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

//go:embed distribute.sql
var distribution string

// detect tells whether the customers are distributed. Without the extension, the catalog does not exist.
const detect = `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL`

const detectTables = `SELECT EXISTS (SELECT FROM pg_dist_partition
	WHERE logicalrelid = to_regclass('customers')::oid AND partmethod = 'h')`

// Detect tells whether the tables of a database are distributed.
func Detect(ctx context.Context, pool *sql.DB) (bool, error) {
	for _, query := range []string{detect, detectTables} {
		var found bool
		if err := pool.QueryRowContext(ctx, query).Scan(&found); err != nil || !found {
			return false, err
		}
	}
	return true, nil
}

// Distribute distributes the tables over the workers that were added to the cluster, in one transaction. It returns
// false if they are distributed already.
func Distribute(ctx context.Context, pool *sql.DB) (bool, error) {
	if done, err := Detect(ctx, pool); err != nil || done {
		return false, err
	}
	var installed bool
	if err := pool.QueryRowContext(ctx, detect).Scan(&installed); err != nil {
		return false, err
	}
	if !installed {
		return false, errors.New("the database does not have the extension citus: CREATE EXTENSION citus")
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	for statement := range strings.SplitSeq(distribution, ";\n") {
		if statement = strings.TrimSpace(statement); statement == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return false, fmt.Errorf("%s: %w", statement, err)
		}
	}
	return true, tx.Commit()
}

// pluginName is the name under which GORM knows the package.
const pluginName = "clientele:citus"

type plugin struct{}

// Name returns the name of the plugin.
func (plugin) Name() string { return pluginName }

// Initialize registers the callbacks.
func (plugin) Initialize(g *gorm.DB) error {
	c := g.Callback()
	create := c.Create().Get("gorm:create")
	return errors.Join(
		c.Create().Replace("gorm:create", func(tx *gorm.DB) { createUnique(tx, create) }),
		c.Query().Before("gorm:query").Register("citus:query", beforeQuery),
		c.Update().After("gorm:update").Register("citus:update", afterUpdate),
		c.Delete().Before("gorm:delete").Register("citus:delete", beforeDelete),
	)
}

// Register makes a handle of a distributed database do what Citus does not. It must be called before the handle is used.
func Register(g *gorm.DB) error { return g.Use(plugin{}) }

// On tells whether a handle belongs to a distributed database.
func On(g *gorm.DB) bool {
	_, ok := g.Plugins[pluginName]
	return ok
}

// fresh returns a handle for another statement in the transaction of tx.
func fresh(tx *gorm.DB) *gorm.DB {
	return tx.Session(&gorm.Session{NewDB: true, Context: tx.Statement.Context, SkipHooks: true})
}
