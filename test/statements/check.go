package statements

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"clientele/test/repo"
)

var update = flag.Bool("update", false, "write what the statements use")

// Source is when statements are sent.
type Source string

// The sources. Each has one test that sees all of its statements.
const (
	Migrations Source = "migrations"
	Start      Source = "start"
	Reads      Source = "queries and background work"
	Writes     Source = "mutations"
	Move       Source = "clientele move"
	Replicas   Source = "replicas"
	Settings   Source = "names of settings"
)

// partial are the sources of which the list has only what the other sources do not use.
var partial = []Source{Move, Replicas}

// Use is a feature of PostgreSQL that the statements of a source use, with one of them.
type Use struct {
	Feature string
	Source  Source
	Example string
}

func file() string { return repo.Path("test/statements/testdata/features.tsv") }

// Uses returns the list of what the statements use, sorted by feature.
func Uses() ([]Use, error) {
	text, err := os.ReadFile(file())
	if err != nil {
		return nil, err
	}
	var uses []Use
	for line := range strings.Lines(string(text)) {
		cells := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		uses = append(uses, Use{cells[0], Source(cells[1]), cells[2]})
	}
	return uses, nil
}

// Check fails the test if what the statements of a source use differs from the list.
func Check(t *testing.T, source Source, texts []string) {
	t.Helper()
	features, err := Features(texts)
	if err != nil {
		t.Fatal(err)
	}
	check(t, source, features)
}

func check(t *testing.T, source Source, features map[string]string) {
	t.Helper()
	uses, err := Uses()
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(partial, source) {
		for _, u := range uses {
			if !slices.Contains(partial, u.Source) {
				delete(features, u.Feature)
			}
		}
	}
	if *update {
		if err := replace(uses, source, features); err != nil {
			t.Fatal(err)
		}
		return
	}
	const hint = "; run this test with -update and go test ./test/statements"
	listed := map[string]bool{}
	for _, u := range uses {
		listed[u.Feature] = listed[u.Feature] || u.Source == source
		if _, sent := features[u.Feature]; u.Source == source && !sent {
			t.Errorf("%s is listed for %s, but no statement uses it%s", u.Feature, source, hint)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(features)) {
		if !listed[name] {
			t.Errorf("%s is not listed for %s: %s%s", name, source, features[name], hint)
		}
	}
}

// replace writes the list with other features of a source.
func replace(uses []Use, source Source, features map[string]string) error {
	uses = slices.DeleteFunc(uses, func(u Use) bool { return u.Source == source })
	for name, example := range features {
		uses = append(uses, Use{name, source, example})
	}
	var lines []string
	for _, u := range uses {
		lines = append(lines, u.Feature+"\t"+string(u.Source)+"\t"+u.Example+"\n")
	}
	slices.Sort(lines)
	return os.WriteFile(file(), []byte(strings.Join(lines, "")), 0o600)
}
