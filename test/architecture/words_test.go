package architecture

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"clientele/test/repo"
)

// unread lists the paths whose words are not ours, or that must quote old ones.
var unread = regexp.MustCompile(`(^|/)(node_modules|dist|testdata|generated|migrations|\.git)(/|$)` +
	`|generated\.ts$|package-lock\.json$|^internal/passwords/|^internal/addressbook/postal/|^CHANGELOG\.md$` +
	`|^docs/decisions/0026-|^test/architecture/words|^db/(names|outbox)_test`)

// read matches the files that people read.
var read = regexp.MustCompile(`\.(go|md|graphqls|graphql|ts|tsx|mjs|txt|html|ya?ml|css)$|^\.ci/run$|^Dockerfile$`)

// TestWords fails on the phrases of words.txt, in documents, comments, messages and names alike.
func TestWords(t *testing.T) {
	root := os.DirFS(repo.Path())
	list, err := fs.ReadFile(root, "test/architecture/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	type phrase struct {
		pattern *regexp.Regexp
		instead string
	}
	var phrases []phrase
	for line := range strings.Lines(string(list)) {
		if pattern, instead, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok &&
			!strings.HasPrefix(line, "#") {
			phrases = append(phrases, phrase{regexp.MustCompile("(?i)" + pattern), instead})
		}
	}
	if len(phrases) < 10 {
		t.Fatalf("words.txt has only %d phrases", len(phrases))
	}
	err = fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if unread.MatchString(file) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || !read.MatchString(file) {
			return nil
		}
		text, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			for _, p := range phrases {
				if found := p.pattern.FindString(line); found != "" {
					t.Errorf("%s:%d: %q: write %q", file, n, found, p.instead)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
