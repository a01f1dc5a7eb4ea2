// Package citus lets a Citus cluster hold the shop's tables, distributed over its workers. It distributes them, and
// does what PostgreSQL does by itself when a table is in one place: it keeps values unique, deletes what belongs to a
// deleted row, and locks rows. Services send the same statements as to PostgreSQL. The package knows the tables, and no
// rules of the shop.
package citus

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"gorm.io/gorm"
)

//go:embed distribute.sql
var distribution string

// isInstalled tells whether the database has the extension, whose catalog does not exist without it.
const isInstalled = `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL`

// isDistributed tells whether the customers are distributed, in a database that has the extension.
const isDistributed = `SELECT EXISTS (SELECT FROM pg_dist_partition
	WHERE logicalrelid = to_regclass('customers')::oid AND partmethod = 'h')`

func ask(ctx context.Context, pool *sql.DB, query string) (yes bool, err error) {
	err = pool.QueryRowContext(ctx, query).Scan(&yes)
	return yes, err
}

// Detect tells whether the tables of a database are distributed.
func Detect(ctx context.Context, pool *sql.DB) (bool, error) {
	if installed, err := ask(ctx, pool, isInstalled); err != nil || !installed {
		return false, err
	}
	return ask(ctx, pool, isDistributed)
}

// Distribute distributes the tables over the workers that were added to the cluster, in one transaction. It returns
// false if they are distributed already. It fails if other sessions use the database.
func Distribute(ctx context.Context, pool *sql.DB) (bool, error) {
	installed, err := ask(ctx, pool, isInstalled)
	if err != nil {
		return false, err
	}
	if !installed {
		return false, errors.New("the database does not have the extension citus: CREATE EXTENSION citus")
	}
	if done, err := ask(ctx, pool, isDistributed); err != nil || done {
		return false, err
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	pool.SetMaxIdleConns(0)
	if err := refuseOthers(ctx, tx); err != nil {
		return false, err
	}
	for statement := range statements() {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return false, fmt.Errorf("%s: %w", statement, err)
		}
	}
	return true, tx.Commit()
}

// statements yields the statements of the distribution.
func statements() iter.Seq[string] {
	return func(yield func(string) bool) {
		for statement := range strings.SplitSeq(distribution, ";\n") {
			if statement = strings.TrimSpace(statement); statement != "" && !yield(statement) {
				return
			}
		}
	}
}

// intoUnique begins the statements of the distribution that store the unique values of all rows.
const intoUnique = "INSERT INTO unique_values "

// Fill stores the unique values of all rows of a distributed database that has none yet.
func Fill(tx *gorm.DB) error {
	for statement := range statements() {
		if !strings.HasPrefix(statement, intoUnique) {
			continue
		}
		if err := tx.Exec(statement).Error; err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// Mismatches returns how many unique values of rows are missing in unique_values, or are there without a row. It is 0
// unless rows were written past the program, for example with COPY. It reads both completely.
func Mismatches(ctx context.Context, pool *sql.DB) (n int, err error) {
	var wanted []string
	for statement := range statements() {
		if query, found := strings.CutPrefix(statement, intoUnique); found {
			wanted = append(wanted, query)
		}
	}
	rows, stored := strings.Join(wanted, " UNION ALL "), "SELECT index_name, value, owner_id FROM unique_values"
	err = pool.QueryRowContext(ctx, "SELECT count(*) FROM (("+rows+" EXCEPT ALL "+stored+") UNION ALL ("+
		stored+" EXCEPT ALL ("+rows+"))) AS wrong").Scan(&n)
	return n, err
}

// others counts the other sessions of the database, without those of Citus itself.
const others = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
	AND backend_type = 'client backend' AND application_name NOT LIKE 'citus_%'`

// refuseOthers returns an error if other sessions use the database: a server that runs knows nothing of the
// distribution, and would store values that are not unique. Sessions that were just closed can be seen for some
// seconds on a busy machine.
func refuseOthers(ctx context.Context, tx *sql.Tx) error {
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		// Otherwise, the transaction keeps what it saw first.
		if _, err := tx.ExecContext(ctx, "SELECT pg_stat_clear_snapshot()"); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, others).Scan(&n); err != nil || n == 0 {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("other connections to the database are open (%d): stop all servers first", n)
		}
	}
}

// pluginName is the name under which GORM knows the package.
const pluginName = "clientele:citus"

type plugin struct{}

// Name returns the name of the plugin.
func (plugin) Name() string { return pluginName }

// Initialize registers the callbacks.
func (plugin) Initialize(g *gorm.DB) error {
	c := g.Callback()
	create, update := c.Create().Get("gorm:create"), c.Update().Get("gorm:update")
	return errors.Join(
		c.Create().Replace("gorm:create", func(tx *gorm.DB) { createUnique(tx, create) }),
		c.Query().Before("gorm:query").Register("citus:query", beforeQuery),
		c.Update().Replace("gorm:update", func(tx *gorm.DB) { updateUnique(tx, update) }),
		c.Delete().Before("gorm:delete").Register("citus:delete", beforeDelete),
	)
}

// Register makes a handle of a distributed database do what Citus does not. It must be called before the handle is
// used.
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
