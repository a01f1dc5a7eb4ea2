package db_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// directURL returns the URL of a migrated PostgreSQL database, without anything between.
func directURL(t *testing.T) string {
	t.Helper()
	if dbtest.Via() != "" {
		t.Skip("starts PgBouncer itself")
	}
	return dbtest.PostgresURL(t)
}

// emptyDatabase creates a database without tables on the server of another one, and returns its URL.
func emptyDatabase(t *testing.T, other string) string {
	t.Helper()
	u, err := url.Parse(other)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + strings.ToLower(models.NewID("empty"))
	execute(t, other, "CREATE DATABASE "+u.Path[1:]+" TEMPLATE template0")
	return u.String()
}

// TestPoolerIsDetected checks that statements are prepared on the server only where they are found again, that many
// transactions can share few connections, and that a pooler without transactions is refused.
func TestPoolerIsDetected(t *testing.T) {
	t.Parallel()
	direct := directURL(t)
	for _, c := range []struct {
		name     string
		settings []string // of PgBouncer; nil without it
		add      string   // to the URL
		prepared bool     // statements are prepared on the server
		wantErr  string
	}{
		{name: "direct", prepared: true},
		{name: "transaction", settings: []string{"pool_mode=transaction", "default_pool_size=2"}},
		{name: "one connection", settings: []string{"pool_mode=transaction", "default_pool_size=1"}},
		{name: "session", settings: []string{"pool_mode=session"}},
		{name: "chosen", settings: []string{"pool_mode=session"}, add: "&default_query_exec_mode=cache_statement", prepared: true},
		{name: "statement", settings: []string{"pool_mode=statement"}, wantErr: "pool_mode = transaction"},
	} {
		t.Run(c.name, func(t *testing.T) {
			there := direct
			if c.settings != nil {
				there = dbtest.BehindPgBouncer(t, direct, c.settings...)
			}
			d := openOrRefuse(t, db.Options{URL: there + c.add, MaxConns: 8}, c.wantErr)
			if d == nil {
				return
			}
			shareConnections(t, d, c.name)
			if n := preparedStatements(t, d); n > 0 != c.prepared {
				t.Errorf("%d statements are prepared on the server", n)
			}
		})
	}
}

// shareConnections runs transactions and reads concurrently, each of them several times.
func shareConnections(t *testing.T, d *db.DB, prefix string) {
	t.Helper()
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			key := fmt.Sprintf("%s %d", prefix, i)
			for i := range 8 {
				err := d.InTx(t.Context(), func(tx *gorm.DB) error {
					if err := db.Lock(tx, "shared"); err != nil {
						return err
					}
					err := tx.Exec("INSERT INTO attempts (key, failures, ends_at) VALUES (?, 1, ?) "+
						"ON CONFLICT (key) DO UPDATE SET failures = attempts.failures + 1", key, models.At(time.Now())).Error
					var one models.Attempt
					return errors.Join(err, db.ForUpdate(tx).Take(&one, "key = ?", key).Error)
				})
				var found models.Attempt
				err = errors.Join(err, d.Read(t.Context()).Take(&found, "key = ?", key).Error)
				if err != nil || found.Failures != i+1 {
					t.Errorf("got %+v, %v, want %d failures", found, err, i+1)
					return
				}
			}
		})
	}
	group.Wait()
}

// preparedStatements returns the number of statements that are prepared on a connection of the pool.
func preparedStatements(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *gorm.DB) error {
		var key string
		if err := tx.Raw("SELECT key FROM attempts WHERE key = ?", "none").Scan(&key).Error; err != nil {
			return err
		}
		return tx.Raw("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%attempts%'").Scan(&n).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMigrateBehindPooler checks that servers which start at the same time behind PgBouncer migrate once, also with
// fewer connections than servers, and that one connection is refused with a reason but suffices later.
func TestMigrateBehindPooler(t *testing.T) {
	t.Parallel()
	direct := directURL(t)
	empty := emptyDatabase(t, direct)
	one := dbtest.BehindPgBouncer(t, empty, "pool_mode=transaction", "default_pool_size=1", "query_wait_timeout=1")
	two := dbtest.BehindPgBouncer(t, empty, "pool_mode=transaction", "default_pool_size=2")
	if _, err := migrateURL(t.Context(), one); err == nil || !strings.Contains(err.Error(), "default_pool_size") {
		t.Errorf("one connection: got error %v", err)
	}
	expectOneMigrates(t, two, 6)
	if n, err := migrateURL(t.Context(), one); err != nil || n != 0 {
		t.Errorf("one connection, already migrated: %d steps, %v", n, err)
	}
}

// TestMigrationLockIsKept checks that a limit on idle transactions doesn't release the lock of a long migration.
func TestMigrationLockIsKept(t *testing.T) {
	t.Parallel()
	direct := directURL(t)
	empty := emptyDatabase(t, direct)
	blocker, err := db.Open(t.Context(), db.Options{URL: empty})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = blocker.Close() }()
	errRollback, migrated := errors.New("roll back"), make(chan struct{})
	err = blocker.InTx(t.Context(), func(tx *gorm.DB) error {
		// The first migration creates this table, so it waits.
		if err := tx.Exec("CREATE TABLE customers (id text)").Error; err != nil {
			return err
		}
		name := empty[strings.LastIndex(empty, "/")+1:]
		name, _, _ = strings.Cut(name, "?")
		execute(t, direct, "ALTER DATABASE "+name+" SET idle_in_transaction_session_timeout = '1s'")
		go func() {
			expectOneMigrates(t, empty, 2)
			close(migrated)
		}()
		return cmp.Or(waitForBlocked(t.Context(), blocker), errRollback)
	})
	if !errors.Is(err, errRollback) {
		t.Error(err)
	}
	<-migrated
}

// waitForBlocked returns when a transaction has waited for a lock for two seconds.
func waitForBlocked(ctx context.Context, d *db.DB) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		var n int64
		err := d.Read(ctx).Raw(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
			AND wait_event_type = 'Lock' AND now() - xact_start > interval '2 s'`).Scan(&n).Error
		if err != nil || n > 0 {
			return err
		}
	}
}

// expectOneMigrates starts several servers on an empty database.
func expectOneMigrates(t *testing.T, database string, servers int) {
	t.Helper()
	files, err := filepath.Glob("migrations/postgres/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	var total atomic.Int64
	for range servers {
		group.Go(func() {
			n, err := migrateURL(t.Context(), database)
			if err != nil {
				t.Error(err)
			}
			total.Add(int64(n))
		})
	}
	group.Wait()
	if total.Load() != int64(len(files)) {
		t.Errorf("%d migrations were applied, want %d", total.Load(), len(files))
	}
}

// migrateURL migrates a database as a server does when it starts.
func migrateURL(ctx context.Context, database string) (int, error) {
	d, err := db.Open(ctx, db.Options{URL: database, MaxConns: 4})
	if err != nil {
		return 0, err
	}
	n, err := d.Migrate(ctx)
	return n, errors.Join(err, d.Close())
}
