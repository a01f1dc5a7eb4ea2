package db_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/jackc/pgx/v5"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestCanceledConnection checks that a connection is not used again if the context of a statement ended after its
// result had arrived. pgx keeps such a connection, and the next statement on it could fail with a timeout.
func TestCanceledConnection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect != db.Postgres {
			t.Skip("SQLite has no connections to a server")
		}
		pool, err := d.Read(t.Context()).DB()
		if err != nil {
			t.Fatal(err)
		}
		// A pooler serves several connections with one backend, so its process ID does not tell them apart.
		read := func(cancels bool) (used *pgx.Conn) {
			onConnection(t, pool, func(c *pgx.Conn) error {
				used = c
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var batch pgx.Batch
				batch.Queue("SELECT 1")
				results := c.SendBatch(ctx, &batch)
				_, err := results.Exec()
				if cancels {
					cancel()
				}
				if closeErr := results.Close(); err == nil {
					err = closeErr
				}
				if c.IsClosed() {
					t.Error("pgx has closed the connection")
				}
				return err
			})
			return used
		}
		first, second := read(false), read(false)
		if first != second {
			t.Error("a connection was not used again without a reason")
		}
		idle := pool.Stats().Idle
		canceled := read(true)
		if left := pool.Stats().Idle; left != idle-1 {
			t.Errorf("%d of %d idle connections are left: a request that waits would have received the canceled one", left, idle)
		}
		if next := read(false); canceled != first || next == first {
			t.Errorf("canceled on the first connection: %v, then used it again: %v", canceled == first, next == first)
		}
	})
}

// onConnection calls f with a connection of a pool.
func onConnection(t *testing.T, pool *sql.DB, f func(*pgx.Conn) error) {
	t.Helper()
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.Raw(func(driver any) error { return f(driver.(interface{ Conn() *pgx.Conn }).Conn()) }); err != nil {
		t.Fatal(err)
	}
}
