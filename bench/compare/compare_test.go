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

// TestCompare runs the comparison on a small shop, with one scenario of each kind.
func TestCompare(t *testing.T) {
	dbtest.Postgres(t)
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	docs, profiles := t.TempDir(), t.TempDir()
	var out strings.Builder
	sections := "# Figures\n"
	for _, f := range []lab.Figures{figures, sharesFigures} {
		sections += f.Begin + "\n" + f.End + "\n"
	}
	if err := os.WriteFile(filepath.Join(docs, "benchmarks.md"), []byte(sections), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, err := graphileFolder()
	if err != nil {
		t.Fatal(err)
	}
	installed := graphileNode(folder) != "" // the test does not install it
	args := []string{
		// With more connections, log-ins could wait too long for the processors of a busy machine, and be refused.
		"-connections", "4",
		"-customers", "1000", "-rounds", "1", "-duration", "100ms", "-only", "me,login,address", "-docs", docs,
		"-profile", profiles, fmt.Sprintf("-postgraphile=%v", installed),
	}
	if err := run(t.Context(), args, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	table, err := os.ReadFile(filepath.Join(docs, "benchmarks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, scenario := range []string{"me: customer", "login, Argon2id", "create an address"} {
		if strings.Count(string(table), scenario) < 2 {
			t.Errorf("no figures for %s:\n%s", scenario, table)
		}
	}
	if !strings.Contains(string(table), sharesFigures.Begin) ||
		!regexp.MustCompile(`\| database: [^|]*\| [1-9][0-9.]* \|`).MatchString(string(table)) {
		t.Errorf("no shares of the CPU time:\n%s", table)
	}
	rows := strings.Count(string(table), "| "+graphile+" |")
	if installed && rows != 2 || !installed && !strings.Contains(out.String(), "PostGraphile is not measured") {
		t.Errorf("%d rows for PostGraphile:\n%s", rows, out.String())
	}
	chart, err := os.ReadFile(filepath.Join(docs, "benchmarks.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(string(chart))); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("the chart is not valid XML: %v", err)
		}
	}
	top, err := os.ReadFile(filepath.Join(profiles, "me.cpu.pprof.txt"))
	if err != nil || !strings.Contains(string(top), "clientele") {
		t.Errorf("the profile does not contain the program: %v %.300s", err, top)
	}
}

// TestGrowth runs -growth on two small shops.
func TestGrowth(t *testing.T) {
	if os.Getenv("CLIENTELE_BENCH_GROWTH") == "" {
		t.Skip("takes half a minute; set CLIENTELE_BENCH_GROWTH=1 to run it")
	}
	dbtest.Postgres(t)
	docs := t.TempDir()
	var out strings.Builder
	args := []string{"-growth", "1000,1500", "-rounds", "1", "-duration", "50ms", "-docs", docs}
	if err := run(t.Context(), args, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	table, err := os.ReadFile(filepath.Join(docs, "benchmarks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		growthFigures.Begin,
		"| 1,000 customers | 1,500 customers |",
		"| customers by name, deep page | yes |",
		"| number of customers | yes |",
		"| me, with addresses and orders | yes |",
	} {
		if !strings.Contains(string(table), want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	if err := run(t.Context(), []string{"-growth", "10"}, &out); err == nil {
		t.Error("accepted a shop with ten customers")
	}
}

// TestWriteReport checks that new figures replace old ones and keep the text around them.
func TestWriteReport(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "benchmarks.md")
	old := "# Above\n\n" + figures.Begin + "\nold\n" + figures.End + "\n\nBelow\n"
	if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
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
		t.Errorf("the old figures remain:\n%s", text)
	}
	if err := os.WriteFile(file, []byte("# Nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (report{}).write(dir); err == nil {
		t.Error("a file without the section was overwritten")
	}
}
