package statements

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/test/repo"
)

// TestReference compares docs/reference/statements.md with what the statements use, and checks that each feature has a
// topic and each topic a feature.
func TestReference(t *testing.T) {
	uses, err := Uses()
	if err != nil {
		t.Fatal(err)
	}
	topicOf := map[string]string{}
	var table, list strings.Builder
	for _, topic := range topics {
		names := regexp.MustCompile(topic.features)
		var found bool
		var last string
		fmt.Fprintf(&list, "\n### %s\n\n| feature | sent by | a statement |\n|---|---|---|\n", topic.title)
		for i, u := range uses {
			if !names.MatchString(u.Feature) || u.Feature == last {
				continue
			}
			found, last = true, u.Feature
			if other := topicOf[u.Feature]; other != "" {
				t.Errorf("%s belongs to %s and %s", u.Feature, other, topic.title)
			}
			topicOf[u.Feature] = topic.title
			fmt.Fprintf(&list, "| %s | %s | `%s` |\n", cell(u.Feature), sources(uses[i:], u.Feature),
				cell(shorten(u.Example)))
		}
		if !found {
			t.Errorf("nothing uses what the topic %s is about", topic.title)
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", topic.title, topic.purpose, links.Replace(topic.crdb),
			links.Replace(topic.yuga))
	}
	for _, u := range uses {
		if topicOf[u.Feature] == "" {
			t.Errorf("%s has no topic: look up what CockroachDB and YugabyteDB document, and add it to topics.go",
				u.Feature)
		}
	}
	file := repo.Path("docs/reference/statements.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const heading = "\n## Summary\n"
	introduction, _, _ := strings.Cut(string(text), heading)
	want := introduction + heading + "\n| Clientele uses | for | CockroachDB | YugabyteDB |\n|---|---|---|---|\n" +
		table.String() + "\n## Features\n" + list.String()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Error("docs/reference/statements.md differs from the list: run go test ./test/statements -run Reference -update")
	}
}

// sources names what sends statements with a feature.
func sources(uses []Use, feature string) string {
	var names []string
	for _, u := range uses {
		if u.Feature == feature && !slices.Contains(names, string(u.Source)) {
			names = append(names, string(u.Source))
		}
	}
	return strings.Join(names, ", ")
}

// shorten cuts long statements.
func shorten(text string) string {
	const most = 160
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// cell escapes the text of a cell.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "`", "'").Replace(text)
}
