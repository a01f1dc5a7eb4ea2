package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	distributed "clientele/db/citus"
	"clientele/db/dbtest/cluster"
)

// ViaCitus is the value of Via with which all databases of tests are distributed over the workers of a Citus cluster.
const ViaCitus = "citus"

// OnCitus tells whether a test of each database uses a distributed one.
func OnCitus(t testing.TB) bool {
	return Via() == ViaCitus && strings.Contains(t.Name()+"/", "/postgres/")
}

// NotOnCitus skips a test on a distributed database. The guide to distributed databases names all of these tests with
// their reasons.
func NotOnCitus(t testing.TB, reason string) {
	t.Helper()
	if OnCitus(t) {
		t.Skip("not on Citus: " + reason)
	}
}

// Activity returns the name of the view of what the sessions of the database do, on all nodes of a cluster.
func Activity() string {
	if Via() == ViaCitus {
		return "citus_stat_activity"
	}
	return "pg_stat_activity"
}

// CreateTable creates a table of a test. On Citus, it is distributed like the customers, by a column with their ids.
func CreateTable(tx *gorm.DB, definition, column string) error {
	if Via() != ViaCitus || tx.Name() != string(db.Postgres) {
		return tx.Exec("CREATE TABLE " + definition).Error
	}
	collated := strings.ReplaceAll(definition, "TEXT", `TEXT COLLATE "C"`)
	if err := tx.Exec("CREATE TABLE " + collated).Error; err != nil {
		return err
	}
	name, _, _ := strings.Cut(definition, " ")
	return tx.Exec("SELECT create_distributed_table(?, ?, colocate_with => 'customers')", name, column).Error
}

// citusWorkers is the number of workers of the Citus cluster of a test binary.
const citusWorkers = 2

// citus is a coordinator and workers with the extension Citus. Each test has a database with the same name on all of
// them.
type citus struct {
	nodes []*cluster.Cluster // the coordinator first
}

func startCitus(bin string) (backend, error) {
	c := &citus{}
	for range 1 + citusWorkers {
		node, err := cluster.StartInMemory(bin, "fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"max_wal_size=128MB", "max_connections=300", "shared_buffers=64MB", "jit=off",
			"shared_preload_libraries=citus", "max_prepared_transactions=300", "max_worker_processes=100",
			"citus.shard_count=4", "citus.node_conninfo=sslmode=disable", "log_min_messages=error",
			"citus.enable_statistics_collection=off")
		if err != nil {
			c.Stop()
			return nil, err
		}
		c.nodes = append(c.nodes, node)
	}
	return c, c.prepare()
}

// prepare creates the database "migrated" on all nodes, which are then not connected to it, so that it can be copied.
func (c *citus) prepare() error {
	ctx := context.Background()
	if err := cluster.Distribute("migrated", c.nodes[0], c.nodes[1:]...); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: c.URL("migrated")})
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return errors.Join(err, d.Close())
	}
	_, err = d.Distribute(ctx)
	if err := errors.Join(err, d.Close()); err != nil {
		return err
	}
	return c.each("ALTER DATABASE migrated ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'migrated'")
}

// each runs statements on every node.
func (c *citus) each(statements ...string) error {
	for _, node := range c.nodes {
		for _, s := range statements {
			if _, err := node.Admin.Exec(s); err != nil {
				return fmt.Errorf("%s: %w", strings.Fields(s)[0], err)
			}
		}
	}
	return nil
}

func (c *citus) create(name string) error {
	return c.each("CREATE DATABASE " + name + " TEMPLATE migrated STRATEGY file_copy")
}

// unchecked are the names of the tests that WritesPast was called for.
var unchecked sync.Map

// WritesPast says that a test writes rows past the program, so that the unique values of a distributed database need
// not agree with the rows when it ends.
func WritesPast(t testing.TB) { unchecked.Store(t.Name(), true) }

// check fails a test if the unique values of its database do not agree with the rows.
func (c *citus) check(t testing.TB, name string) {
	if _, ok := unchecked.Load(t.Name()); ok {
		return
	}
	pool, err := sql.Open("pgx", c.URL(name))
	if err != nil {
		t.Error(err)
		return
	}
	if n, err := distributed.Mismatches(context.Background(), pool); err != nil || n > 0 {
		t.Errorf("%d unique values do not agree with the rows, %v", n, err)
	}
	if err := pool.Close(); err != nil {
		t.Error(err)
	}
}

// drop drops a database on all nodes. Processes of Citus use it for some seconds after they were told to end.
func (c *citus) drop(name string) error {
	if err := c.each("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false"); err != nil {
		return err
	}
	for deadline := time.Now().Add(time.Minute); ; {
		err := c.each("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+name+"'",
			"DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}

// URL returns the URL of a database on the coordinator.
func (c *citus) URL(name string) string { return c.nodes[0].URL(name) }

// Stop stops all nodes.
func (c *citus) Stop() {
	for _, node := range c.nodes {
		node.Stop()
	}
}
