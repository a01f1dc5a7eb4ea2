package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"clientele/bench/internal/lab"
	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestCompare runs the comparison on a small shop, with one scenario of each kind, so that it still works when somebody needs it.
func TestCompare(t *testing.T) {
	dbtest.Postgres(t)
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	docs, profiles := t.TempDir(), t.TempDir()
	var out strings.Builder
	places := "# Figures\n"
	for _, f := range []lab.Figures{figures, sharesFigures} {
		places += f.Begin + "\n" + f.End + "\n"
	}
	if err := os.WriteFile(filepath.Join(docs, "benchmarks.md"), []byte(places), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, err := graphileFolder()
	if err != nil {
		t.Fatal(err)
	}
	beside := graphileNode(folder) != "" // a test fetches nothing
	if err := run(t.Context(), []string{"-customers", "1000", "-rounds", "1", "-duration", "100ms", "-only", "me,login,address", "-docs", docs, "-profile", profiles, fmt.Sprintf("-postgraphile=%v", beside)}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	table, err := os.ReadFile(filepath.Join(docs, "benchmarks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, work := range []string{"me: customer", "login, Argon2id", "create an address"} {
		if strings.Count(string(table), work) < 2 {
			t.Errorf("no figures of %s:\n%s", work, table)
		}
	}
	if !strings.Contains(string(table), sharesFigures.Begin) || !regexp.MustCompile(`\| database: [^|]*\| [1-9][0-9.]* \|`).MatchString(string(table)) {
		t.Errorf("no shares of the processor time:\n%s", table)
	}
	if rows := strings.Count(string(table), "| "+graphile+" |"); beside && rows != 2 || !beside && !strings.Contains(out.String(), "PostGraphile is not measured") {
		t.Errorf("%d rows of PostGraphile:\n%s", rows, out.String())
	}
	chart, err := os.ReadFile(filepath.Join(docs, "benchmarks.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(string(chart))); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("the chart is no XML: %v", err)
		}
	}
	top, err := os.ReadFile(filepath.Join(profiles, "me.cpu.pprof.txt"))
	if err != nil || !strings.Contains(string(top), "clientele") {
		t.Errorf("the profile shows nothing of this program: %v %.300s", err, top)
	}
}

// TestGrowth measures two small shops, one after the other.
func TestGrowth(t *testing.T) {
	if os.Getenv("CLIENTELE_BENCH_GROWTH") == "" {
		t.Skip("takes half a minute: CLIENTELE_BENCH_GROWTH=1 runs it")
	}
	dbtest.Postgres(t)
	docs := t.TempDir()
	var out strings.Builder
	if err := run(t.Context(), []string{"-growth", "1000,1500", "-rounds", "1", "-duration", "50ms", "-docs", docs}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	table, err := os.ReadFile(filepath.Join(docs, "benchmarks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{growthFigures.Begin, "| 1,000 customers | 1,500 customers |", "| customers by name, deep page | yes |", "| number of customers | yes |", "| me, with addresses and orders | yes |"} {
		if !strings.Contains(string(table), want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	if err := run(t.Context(), []string{"-growth", "10"}, &out); err == nil {
		t.Error("a shop of ten customers was measured")
	}
}

// TestWrittenFigures: new figures take the place of the old ones and leave the text around them.
func TestWrittenFigures(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "benchmarks.md")
	if err := os.WriteFile(file, []byte("# Above\n\n"+figures.Begin+"\nold\n"+figures.End+"\n\nBelow\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (report{machine: "a machine"}).write(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# Above\n\n" + figures.Begin + "\n", figures.End + "\n\nBelow\n", "a machine"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "old") {
		t.Errorf("the old figures stay:\n%s", text)
	}
	if err := os.WriteFile(file, []byte("# Nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (report{}).write(dir); err == nil {
		t.Error("text without a place for the figures was overwritten")
	}
}
