// Package dbtest gives each test a database of its own, on SQLite and on PostgreSQL, with the tables in place. It starts
// a PostgreSQL server of the test binary's own where the programs are found; where they are not, the PostgreSQL half of
// the tests is skipped loudly, or fails where CLIENTELE_TEST_POSTGRES=required.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"clientele/db"
)

// Each runs test once on SQLite and once on PostgreSQL.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachOptions(t, func(t *testing.T, o db.Options) {
		test(t, open(t, o))
	})
}

// EachOptions is Each for tests that open the database themselves; its tables are in place.
func EachOptions(t *testing.T, test func(t *testing.T, o db.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, db.Options{File: copyTemplate(t)})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, db.Options{URL: postgresDatabase(t), MaxConns: 12})
	})
}

// SQLite returns an SQLite database with its tables, for tests in which nothing depends on the kind of database.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, db.Options{File: copyTemplate(t)})
}

func open(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// template is a migrated SQLite file: copying it is cheaper than migrating again.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "clientele-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "template.db")
	if err := migrate(db.Options{File: file}); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func copyTemplate(t testing.TB) string {
	t.Helper()
	content, err := template()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func migrate(o db.Options) error {
	d, err := db.Open(context.Background(), o)
	if err != nil {
		return err
	}
	if _, err := d.Migrate(context.Background()); err != nil {
		return fmt.Errorf("%w (closing: %v)", err, d.Close())
	}
	return d.Close()
}
