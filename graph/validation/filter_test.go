package validation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/graph/schema"
	"clientele/internal/customfields"
)

// TestFiltersCountWhereTheyRun checks that a filter counts as often as it runs: as a literal, a variable, or in a
// fragment.
func TestFiltersCountWhereTheyRun(t *testing.T) {
	view := newSnapshot(t, customfields.NewSet(0, nil)).View(schema.Staff)
	text := strings.Repeat("x", 200)
	values := strings.TrimSuffix(strings.Repeat(`"`+text+`",`, 50), ",") // 10 KB
	var written, variable, spread, nested, twice strings.Builder
	for i := range 7 {
		fmt.Fprintf(&written, `a%d: customers(filter: {name: {in: [%s]}}) { totalCount }`, i, values)
		fmt.Fprintf(&variable, `a%d: customers(filter: $f) { totalCount }`, i)
		fmt.Fprintf(&spread, `a%d: customer(id: "x") { ...F }`, i)
		fmt.Fprintf(&nested, `a%d: customer(id: "x") { ...G }`, i)
	}
	fmt.Fprintf(&twice, `a: customer(id: "x") { ...F ...G }`)
	list := `orders(filter: {number: {in: [%s]}}) { totalCount }`
	one := fmt.Sprintf(" fragment F on Customer { "+list+" }", values)
	two := one + " fragment G on Customer { ...F }"
	for _, c := range []struct {
		name, query string
		refused     bool
	}{
		{"literals", "{" + written.String() + "}", true},
		{"a variable", "query($f: CustomerFilter) {" + variable.String() + "}", true},
		{"a fragment", "{" + spread.String() + "}" + one, true},
		{"a fragment in a fragment", "{" + nested.String() + "}" + two, true},
		{
			"a variable in a fragment",
			"query($o: OrderFilter) {" + spread.String() + "} " +
				"fragment F on Customer { orders(filter: $o) { totalCount } }",
			true,
		},
		{"a fragment used twice", "{" + twice.String() + "}" + two, false},
	} {
		params := &graphql.RawParams{Query: c.query}
		variables := `{"f": {"name": {"in": [` + values + `]}}, "o": {"number": {"in": [` + values + `]}}}`
		if err := Decode([]byte(variables), &params.Variables); err != nil {
			t.Fatal(err)
		}
		_, errs := Prepare(graphql.StartOperationTrace(t.Context()), view, params)
		got := messageOf(errs)
		if c.refused != strings.Contains(got, "bytes of values") || !c.refused && got != "" {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
