package docs

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"clientele/internal/privacy"
	"clientele/test/repo"
)

var update = flag.Bool("update", false, "write the tables of docs/reference/personal-data.md")

// TestPersonalDataReference compares the tables of the reference with the map that erasures and exports are made from.
func TestPersonalDataReference(t *testing.T) {
	file := repo.Path("docs/reference/personal-data.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const heading = "\n## "
	introduction, tables, _ := strings.Cut(string(text), heading)
	want := strings.TrimPrefix(personalData(t), heading)
	if *update {
		if err := os.WriteFile(file, []byte(introduction+heading+want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if tables == want {
		return
	}
	t.Error("docs/reference/personal-data.md differs from the map: run go test ./test/docs -run PersonalData -update")
	has, wants := strings.Split(tables, "\n"), strings.Split(want, "\n")
	for _, line := range wants {
		if !slices.Contains(has, line) {
			t.Errorf("missing: %s", line)
		}
	}
	for _, line := range has {
		if !slices.Contains(wants, line) {
			t.Errorf("not in the map: %s", line)
		}
	}
}

// personalData returns the tables of the reference.
func personalData(t *testing.T) string {
	t.Helper()
	var with, without strings.Builder
	for _, table := range privacy.Tables() {
		if table.Reason != "" {
			fmt.Fprintf(&without, "| `%s` | %s |\n", table.Name, table.Reason)
			continue
		}
		fmt.Fprintf(&with, "\n### %s\n\n%s\n\n| columns | class | after an erasure |\n|---|---|---|\n", table.Name, rows[table.Rows])
		for _, line := range columns(t, table) {
			with.WriteString(line)
		}
	}
	return "\n## Tables with personal data\n" + with.String() +
		"\n## Tables without personal data\n\n| table | content |\n|---|---|\n" + without.String()
}

// rows says what becomes of the rows of a person.
var rows = map[privacy.Erasure]string{
	privacy.Deleted:     "The rows of a person are deleted.",
	privacy.Overwritten: "The rows remain without the person.",
	privacy.Kept:        "The rows remain.",
}

// values says what becomes of the values in rows that remain.
var values = map[privacy.Value]string{
	privacy.Unchanged: "kept", privacy.Null: "empty", privacy.Empty: "empty", privacy.EmptyList: "empty",
}

// special says what becomes of columns that are overwritten with a computed value, or under a condition.
var special = map[string]string{
	"orders.ship_postcode": "the first part", "orders.ship_postcode_fold": "the first part",
	"orders.bill_postcode": "the first part", "orders.bill_postcode_fold": "the first part",
	"orders.ship_custom_fields": "only fields that are not personal",
	"orders.bill_custom_fields": "only fields that are not personal",
	"orders.search_text":        "only of what remains",
	"consents.actor_id":         "empty if it is the customer",
	"events.customer_id":        "empty for events of orders",
	"events.actor_id":           "empty for events of orders, if it is the customer",
	"events.before":             "empty, except for statuses and external IDs of orders",
	"events.after":              "empty, except for statuses and external IDs of orders",
	"jobs.error":                "a fixed text",
	"jobs.parameters":           "without filters and searches",
	"job_faults.message":        "a fixed text",
}

// after returns what becomes of a column.
func after(t *testing.T, table privacy.Table, c privacy.Column) string {
	t.Helper()
	text, plain := values[c.Becomes]
	switch {
	case table.Rows == privacy.Deleted:
		return "deleted"
	case plain && c.Unless == "":
		return text
	}
	text, ok := special[table.Name+"."+c.Name]
	if !ok {
		t.Errorf("say in this test what becomes of %s.%s", table.Name, c.Name)
	}
	return text
}

// columns returns the lines of the columns of a table, with those of the same class and end together.
func columns(t *testing.T, table privacy.Table) []string {
	t.Helper()
	type group struct {
		class privacy.Class
		after string
	}
	var groups []group
	names := map[group][]string{}
	for _, c := range table.Columns {
		g := group{c.Class, after(t, table, c)}
		if !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
		names[g] = append(names[g], "`"+c.Name+"`")
	}
	order := []privacy.Class{
		privacy.Identifies, privacy.Contact, privacy.FreeText, privacy.Derived, privacy.Secret, privacy.Keep,
	}
	slices.SortStableFunc(groups, func(a, b group) int { return slices.Index(order, a.class) - slices.Index(order, b.class) })
	var lines []string
	for _, g := range groups {
		lines = append(lines, fmt.Sprintf("| %s | %s | %s |\n", strings.Join(names[g], ", "), g.class, g.after))
	}
	return lines
}
