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

// migration is one numbered pair, to be run on a database by hand: down to the version before it, and up again.
type migration struct {
	t        *testing.T
	d        *db.DB
	up, down string
}

// migrationOf reads a pair, such as "0025_names", for the dialect of d.
func migrationOf(t *testing.T, d *db.DB, name string) *migration {
	t.Helper()
	file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/" + name + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	up, down, ok := strings.Cut(string(file), "-- +goose Down")
	if !ok {
		t.Fatalf("%s has no way down", name)
	}
	return &migration{t: t, d: d, up: up, down: down}
}

// Up runs the way up, and ends the test if it fails.
func (m *migration) Up() { m.run(m.up) }

// Down runs the way down, and ends the test if it fails.
func (m *migration) Down() { m.run(m.down) }

func (m *migration) run(sql string) {
	m.t.Helper()
	if err := execAll(m.d, sql); err != nil {
		m.t.Fatal(err)
	}
}

// execAll runs statements, each of which ends with its line, in one transaction.
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

// rowsOf returns what a statement reads, as one text a row.
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
