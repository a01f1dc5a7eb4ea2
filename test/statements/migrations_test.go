package statements

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/test/repo"
)

// TestMigrations compares what the migrations use of PostgreSQL with the list.
func TestMigrations(t *testing.T) {
	files, err := filepath.Glob(repo.Path("db/migrations/postgres/*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v: %d files", err, len(files))
	}
	var texts []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		texts = append(texts, split(t, up)...)
	}
	Check(t, Migrations, texts)
}

// split returns the statements of a file.
func split(t *testing.T, text string) []string {
	t.Helper()
	var all []string
	var function bool
	var current strings.Builder
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "-- +goose StatementBegin"):
			function = true
		case strings.HasPrefix(line, "-- +goose StatementEnd"):
			function = false
		}
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		current.WriteString(line)
		if !function && strings.HasSuffix(strings.TrimSpace(line), ";") {
			all = append(all, current.String())
			current.Reset()
		}
	}
	if rest := strings.TrimSpace(current.String()); rest != "" {
		all = append(all, rest)
	}
	return all
}
