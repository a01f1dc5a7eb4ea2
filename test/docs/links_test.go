package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"clientele/test/repo"
)

// TestLinks checks that every relative link, image and anchor in the documents points to a file and a heading that
// exist.
func TestLinks(t *testing.T) {
	headings := map[string]map[string]bool{}
	links := map[string][]string{}
	found := 0
	tree(t, ".md", func(file, text string) {
		text = withoutCode(text)
		headings[file] = anchors(text)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if target := m[1] + m[2]; !absolute.MatchString(target) {
				links[file] = append(links[file], target)
				found++
			}
		}
	})
	for file, targets := range links {
		for _, target := range targets {
			path, anchor, hasAnchor := strings.Cut(target, "#")
			to := file
			if path != "" {
				to = filepath.Join(filepath.Dir(file), path)
			}
			if _, err := os.Stat(repo.Path(to)); err != nil {
				t.Errorf("%s links to %s, which does not exist", file, target)
			} else if hasAnchor && !headings[to][anchor] {
				t.Errorf("%s links to %s, but %s has no such heading", file, target, to)
			}
		}
	}
	if found < 50 {
		t.Errorf("found only %d links", found)
	}
}

// namedPath matches a path of the repository in a document's text.
var namedPath = regexp.MustCompile("`((?:graph|db|internal|models|web|test|docs|examples|bench|deploy)/[\\w./-]+)`")

// TestNamedPaths checks that every file and folder that the documents name exists.
func TestNamedPaths(t *testing.T) {
	found := 0
	tree(t, ".md", func(file, text string) {
		for _, m := range namedPath.FindAllStringSubmatch(text, -1) {
			found++
			if _, err := os.Stat(repo.Path(m[1])); err != nil {
				t.Errorf("%s names %s, which does not exist", file, m[1])
			}
		}
	})
	if found < 50 {
		t.Errorf("found only %d paths", found)
	}
}

// TestAnchors checks how headings become anchors.
func TestAnchors(t *testing.T) {
	got := anchors("# A *title*\n\n## Set-up, `go run .`\n\n### [Limits](a.md) & more\n\n## Again\n\n## Again\n")
	for _, want := range []string{"a-title", "set-up-go-run-", "limits--more", "again", "again-1"} {
		if !got[want] {
			t.Errorf("%q is missing in %v", want, got)
		}
	}
}

var (
	link     = regexp.MustCompile(`\]\(([^()\s]+)\)|<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"`)
	absolute = regexp.MustCompile(`^(?:[a-z]+:|/)`)
	fence    = regexp.MustCompile("(?ms)^```.*?^```$")
	inline   = regexp.MustCompile("`[^`\n]*`")
	heading  = regexp.MustCompile(`(?m)^#{1,6} +(.+?) *$`)
	linkText = regexp.MustCompile(`\[([^]]*)\]\([^)]*\)`)
)

// withoutCode returns a document without its code blocks, and inline code without its punctuation.
func withoutCode(text string) string {
	return inline.ReplaceAllStringFunc(fence.ReplaceAllString(text, ""), slug)
}

// anchors returns the anchors of a document's headings, in GitHub's form.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		anchor := slug(linkText.ReplaceAllString(m[1], "$1"))
		name := anchor
		for i := 1; all[name]; i++ {
			name = fmt.Sprintf("%s-%d", anchor, i)
		}
		all[name] = true
	}
	return all
}

// slug returns a heading's text in lower case, with hyphens for spaces and without punctuation.
func slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
