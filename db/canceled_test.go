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
		read := func(cancels bool) (pid int) {
			onConnection(t, pool, func(c *pgx.Conn) error {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var batch pgx.Batch
				batch.Queue("SELECT pg_backend_pid()")
				results := c.SendBatch(ctx, &batch)
				err := results.QueryRow().Scan(&pid)
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
			return pid
		}
		first, second := read(false), read(false)
		if first != second {
			t.Errorf("connection %d was not used again, but %d", first, second)
		}
		idle := pool.Stats().Idle
		canceled := read(true)
		if left := pool.Stats().Idle; left != idle-1 {
			t.Errorf("%d of %d idle connections are left: a request that waits would have received the canceled one", left, idle)
		}
		if next := read(false); canceled != first || next == first {
			t.Errorf("canceled on connection %d, then used %d; the first one was %d", canceled, next, first)
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
