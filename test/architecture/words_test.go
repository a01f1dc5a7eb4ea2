package architecture

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"clientele/test/repo"
)

// unread lists the paths whose words are not ours, or that must quote old ones.
var unread = regexp.MustCompile(`(^|/)(node_modules|dist|testdata|generated|migrations|\.git)(/|$)` +
	`|generated\.ts$|package-lock\.json$|^internal/passwords/|^internal/addressbook/postal/|^CHANGELOG\.md$` +
	`|^docs/reference/statements\.md$|^docs/decisions/0026-|^test/architecture/words` +
	`|^internal/mail/templates/(ar|de|es|fr|ja)/|^db/(names|outbox)_test`)

// read matches the files that people read.
var read = regexp.MustCompile(`\.(go|md|graphqls|graphql|ts|tsx|mjs|txt|html|ya?ml|css)$|^\.ci/run$|^Dockerfile$`)

// TestWords fails on the phrases of words.txt, in documents, comments, messages and names alike.
func TestWords(t *testing.T) {
	list, err := os.ReadFile("words.txt")
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
	ours := func(file string) bool { return read.MatchString(file) && !unread.MatchString(file) }
	repo.Walk(t, ours, func(file, text string) {
		n := 0
		for line := range strings.Lines(text) {
			n++
			for _, p := range phrases {
				if found := p.pattern.FindString(line); found != "" {
					t.Errorf("%s:%d: %q: write %q", file, n, found, p.instead)
				}
			}
		}
	})
}
