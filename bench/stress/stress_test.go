package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/db/dbtest"
)

// TestStress runs the measurement on a small shop.
func TestStress(t *testing.T) {
	t.Parallel()
	dbtest.Postgres(t)
	if testing.Short() {
		t.Skip("takes 15 seconds")
	}
	docs := t.TempDir()
	var out strings.Builder
	if err := run(t.Context(), []string{"-quick", "-docs", docs}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	table, err := os.ReadFile(filepath.Join(docs, "benchmarks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{figures.Begin, "| me: customer", "| 50 customers after a cursor |", figures.End} {
		if strings.Count(string(table), want) != 1 {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
}
