package db_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
)

// openOrRefuse opens a database, until the test ends. If wantErr is not empty, it checks the error and returns nil.
func openOrRefuse(t *testing.T, o db.Options, wantErr string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if wantErr != "" {
		if err == nil || !strings.Contains(err.Error(), wantErr) {
			t.Errorf("got error %v", err)
		}
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// migration is a pair of scripts that a test runs by hand.
type migration struct {
	t        *testing.T
	d        *db.DB
	up, down string
}

// migrationOf reads a migration such as "0025_names" for the dialect of d.
func migrationOf(t *testing.T, d *db.DB, name string) *migration {
	t.Helper()
	file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/" + name + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	up, down, ok := strings.Cut(string(file), "-- +goose Down")
	if !ok {
		t.Fatalf("%s has no down script", name)
	}
	return &migration{t: t, d: d, up: up, down: down}
}

// Up runs the up script. If it fails, the test ends.
func (m *migration) Up() { m.run(m.up) }

// Down runs the down script. If it fails, the test ends.
func (m *migration) Down() { m.run(m.down) }

func (m *migration) run(sql string) {
	m.t.Helper()
	if err := execAll(m.d, sql); err != nil {
		m.t.Fatal(err)
	}
}

// execAll runs statements in one transaction. Each of them ends at the end of a line.
func execAll(d *db.DB, sql string, args ...any) error {
	return d.InTx(context.Background(), func(tx *gorm.DB) error {
		for _, statement := range strings.SplitAfter(strings.TrimSpace(sql), ";\n") {
			if err := tx.Exec(statement, args...).Error; err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}

// rowsOf returns the rows of a query, each as text.
func rowsOf(t *testing.T, d *db.DB, sql string) []string {
	t.Helper()
	var found []map[string]any
	if err := d.Read(context.Background()).Raw(sql).Find(&found).Error; err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(found))
	for i, row := range found {
		out[i] = fmt.Sprint(row)
	}
	return out
}
