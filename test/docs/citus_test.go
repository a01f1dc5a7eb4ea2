package docs

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/test/repo"
)

// TestCitusGuideNamesSkippedTests checks that the guide to distributed databases names each test that is skipped on
// Citus, with the reason, and no other one.
func TestCitusGuideNamesSkippedTests(t *testing.T) {
	line := regexp.MustCompile(`^func (Test\w+)\(|\.NotOnCitus\(\w+, "([^"]+)"\)`)
	skipped := map[string]bool{}
	repo.Walk(t, func(file string) bool { return strings.HasSuffix(file, "_test.go") }, func(_, text string) {
		test := ""
		for each := range strings.SplitSeq(text, "\n") {
			switch found := line.FindStringSubmatch(each); {
			case found == nil:
			case found[1] != "":
				test = found[1]
			default:
				skipped["`"+test+"` | "+found[2]] = true
			}
		}
	})
	guide, err := os.ReadFile(repo.Path("docs/guides/distributed.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`Test\\w+` \\| .+) \\|$").FindAllStringSubmatch(string(guide), -1) {
		named[row[1]] = true
	}
	if len(skipped) == 0 || !maps.Equal(named, skipped) {
		t.Errorf("the guide has\n%s\nwant\n%s", strings.Join(slices.Sorted(maps.Keys(named)), "\n"),
			strings.Join(slices.Sorted(maps.Keys(skipped)), "\n"))
	}
}
