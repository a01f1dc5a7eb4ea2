package db_test

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestUnsuitablePostgresSettings checks that a database whose settings change how text is stored or compared is refused
// before anything is written.
func TestUnsuitablePostgresSettings(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL != "" { // from which the test creates other databases
			testUnsuitable(t, o.URL)
		}
	})
}

func testUnsuitable(t *testing.T, admin string) {
	for _, c := range []struct {
		name, create string
		prepare      []string
		wantErr      string // part of the message; empty if the database is accepted
	}{
		{name: "Latin 1", create: "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", wantErr: "the database's encoding is LATIN1"},
		{name: "no encoding", create: "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", wantErr: "the database's encoding is SQL_ASCII"},
		{name: "another locale", create: "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"},
		{name: "backslashes in texts", prepare: []string{"ALTER DATABASE %s SET standard_conforming_strings = off"}},
		{name: "dates of another style", prepare: []string{"ALTER DATABASE %s SET DateStyle = 'SQL, DMY'", "ALTER DATABASE %s SET timezone = 'Asia/Tokyo'"}},
		{name: "null equals null", prepare: []string{"ALTER DATABASE %s SET transform_null_equals = on"}, wantErr: "transform_null_equals must be off"},
		{name: "no null in arrays", prepare: []string{"ALTER DATABASE %s SET array_nulls = off"}, wantErr: "array_nulls must be on"},
		{name: "no schema", prepare: []string{"ALTER DATABASE %s SET search_path = ''"}, wantErr: "contains no existing schema"},
		{name: "trigrams out of reach", prepare: []string{"CREATE SCHEMA tools", "CREATE EXTENSION pg_trgm SCHEMA tools"}, wantErr: "pg_trgm is in the schema tools, which is not in search_path"},
		{name: "trigrams in reach", prepare: []string{"CREATE SCHEMA tools", "CREATE EXTENSION pg_trgm SCHEMA tools", "ALTER DATABASE %s SET search_path = public, tools"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			name := strings.ToLower(models.NewID("suitable"))
			execute(t, admin, "CREATE DATABASE "+name+" TEMPLATE template0 "+c.create)
			there, err := url.Parse(admin)
			if err != nil {
				t.Fatal(err)
			}
			there.Path = "/" + name
			for _, statement := range c.prepare {
				execute(t, there.String(), strings.ReplaceAll(statement, "%s", name))
			}
			d := openOrRefuse(t, db.Options{URL: there.String()}, c.wantErr)
			if d == nil {
				return
			}
			if _, err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			condition, args := d.Search("customers", []db.Term{{{`a\b%c_d'e`}}})
			var found int64
			if err := d.Read(t.Context()).Table("customers").Where(condition, args...).Count(&found).Error; err != nil {
				t.Errorf("search: %v", err)
			}
			var now models.Time
			if err := d.Read(t.Context()).Raw("SELECT ?::timestamptz", "2026-03-01T12:00:00Z").Scan(&now).Error; err != nil || now.Format("15:04 MST") != "12:00 UTC" {
				t.Errorf("got time %v, error %v", now, err)
			}
		})
	}
}

func execute(t *testing.T, url, statement string) {
	t.Helper()
	pool, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestUnsuitableSQLiteEncoding(t *testing.T) {
	file := filepath.Join(t.TempDir(), "test.db")
	pool, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"PRAGMA encoding = 'UTF-16le'", "CREATE TABLE anything (id TEXT)"} {
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), db.Options{File: file}); err == nil || !strings.Contains(err.Error(), "the database's encoding is UTF-16le") {
		t.Errorf("got error %v", err)
	}
}
