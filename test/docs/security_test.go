package docs

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"clientele/test/repo"
)

// TestSecurityDocNamesTests checks that each row of docs/security.md names at least one test, and that every named test
// exists.
func TestSecurityDocNamesTests(t *testing.T) {
	text, err := os.ReadFile(repo.Path("docs/security.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	rows := 0
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| guarantee") {
			continue
		}
		rows++
		named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("guarantee without a test: %s", line)
		}
		for _, name := range named {
			if !tests[name[1]] {
				t.Errorf("test %s does not exist: %s", name[1], line)
			}
		}
	}
	if rows < 30 {
		t.Errorf("found only %d guarantees", rows)
	}
}

// testNames returns the names of all tests in the module.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	isTest := func(file string) bool { return strings.HasSuffix(file, "_test.go") }
	repo.Walk(t, isTest, func(_, text string) {
		for _, match := range declared.FindAllStringSubmatch(text, -1) {
			found[match[1]] = true
		}
	})
	return found
}
