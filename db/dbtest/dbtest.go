// Package dbtest gives each test its own database, on SQLite and on PostgreSQL, with migrated tables. It starts a
// PostgreSQL server for the test binary if PostgreSQL is installed. If it isn't, the tests on PostgreSQL are skipped
// with a warning, or fail if CLIENTELE_TEST_POSTGRES=required. With CLIENTELE_TEST_TEMPLATES, an empty folder, all test
// binaries of a run share the migrated databases that they copy.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
)

// Each runs test on SQLite and on PostgreSQL.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachOptions(t, func(t *testing.T, o db.Options) {
		test(t, Open(t, o))
	})
}

// EachOptions is Each for tests that open the database themselves. Its tables are migrated. With something between the
// tests and PostgreSQL, they don't run on SQLite.
func EachOptions(t *testing.T, test func(t *testing.T, o db.Options)) {
	t.Helper()
	if Via() == "" {
		t.Run("sqlite", func(t *testing.T) {
			t.Parallel()
			test(t, db.Options{File: SQLiteFile(t)})
		})
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		skipUnpooled(t)
		test(t, db.Options{URL: postgresDatabase(t), MaxConns: 12})
	})
}

// EachPath is Each that also runs test without the fast path of package db, except in short mode; see db.Options.
func EachPath(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	for name, plain := range map[string]bool{"fast path": false, "plain GORM": true} {
		t.Run(name, func(t *testing.T) {
			if plain && testing.Short() {
				t.Skip("only the fast path in short mode")
			}
			EachOptions(t, func(t *testing.T, o db.Options) {
				o.PlainGORM = plain
				test(t, Open(t, o))
			})
		})
	}
}

// SQLite returns a migrated SQLite database, for tests that don't depend on the kind of database.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, db.Options{File: SQLiteFile(t)})
}

// Another returns a second migrated database of the same kind as d, for comparing what is stored in both.
func Another(t testing.TB, d *db.DB) *db.DB {
	t.Helper()
	if d.Dialect == db.SQLite {
		return SQLite(t)
	}
	return Open(t, db.Options{URL: postgresDatabase(t), MaxConns: 4})
}

// Open opens a database until the test ends.
func Open(t testing.TB, o db.Options) *db.DB {
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

// InTx opens a database, runs f in a transaction, and closes it again.
func InTx(t testing.TB, o db.Options, f func(tx *gorm.DB) error) {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// template is the content of a migrated SQLite file. Copying it is cheaper than migrating again.
var template = sync.OnceValues(func() ([]byte, error) {
	if templates != "" {
		file, err := sharedTemplate("sqlite", migrateFile)
		if err != nil {
			return nil, err
		}
		return os.ReadFile(file)
	}
	dir, err := os.MkdirTemp("", "clientele-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "template.db")
	if err := migrateFile(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func migrateFile(file string) error { return migrate(db.Options{File: file}) }

// SQLiteFile returns the path of a migrated SQLite file with the name and in a folder as the program expects them.
func SQLiteFile(t testing.TB) string {
	t.Helper()
	content, err := template()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "clientele.db")
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

// PostgresURL returns the URL of a migrated PostgreSQL database, for tests that SQLite cannot run. Without PostgreSQL,
// it behaves like Postgres.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return postgresDatabase(t)
}
