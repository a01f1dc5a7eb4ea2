package validation

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/schema"
)

func TestMismatchesAreDescribed(t *testing.T) {
	view := newSnapshot(t, everyField()).View(schema.Staff)
	const (
		first    = `query($n: Int) { customers(first: $n) { nodes { id } } }`
		search   = `query($s: String) { customers(search: $s) { nodes { id } } }`
		byFilter = `query($f: CustomerFilter) { customers(filter: $f) { nodes { id } } }`
		sort     = `query($o: CustomerSort) { customers(orderBy: $o) { nodes { id } } }`
		byID     = `query($id: ID!) { customer(id: $id) { id } }`
	)
	for _, c := range []struct{ query, variables, want string }{
		{first, `{"n": 1.5}`, "$n: expected a value of type Int, found the number 1.5"},
		{first, `{"n": "5"}`, "customers.first: expected a value of type Int, found a string"},
		{first, `{"n": 3000000000}`, "customers.first: expected a value of type Int, found the number 3000000000"},
		{first, `{"n": [1]}`, "$n: expected a value of type Int, found a list"},
		{search, `{"s": 5}`, "customers.search: expected a value of type String, found the number 5"},
		{byFilter, `{"f": [1]}`, "$f: expected a value of type CustomerFilter, found a list"},
		{byFilter, `{"f": {"name": {"eq": true}}}`, "$f.name.eq: expected a value of type String, found true"},
		{byFilter, `{"f": {"or": [{"nam": {"eq": "x"}}]}}`, "$f.or.0.nam: CustomerFilter has no such field"},
		{byFilter, `{"f": {"createdAt": {"gt": 5}}}`, `customers.filter.createdAt.gt: must be a DateTime, such as "2026-03-01T09:30:00Z"`},
		{sort, `{"o": {"field": "name"}}`, `customers.orderBy.field: expected a value of type CustomerSortField, found "name"`},
		{sort, `{"o": {"field": ["NAME"]}}`, "$o.field: expected a value of type CustomerSortField, found a list"},
		{sort, `{"o": {"field": null, "customField": null}}`, ""},
		{byID, `{}`, "$id: a value of type ID! is required"},
		{byID, `{"id": null}`, "$id: expected a value of type ID, found null"},
		{byID, `{"id": true}`, "$id: expected a value of type ID, found true"},
		{
			`query($c: CountryCode = 1e400) { addressFormat(country: $c) { name } }`, `{}`,
			"$c: the default value is not a valid CountryCode",
		},
		{`query($b: Boolean! = {}) { customFields(archived: $b) { id } }`, `{}`, "$b: the default value is not a valid Boolean!"},
		{`{ addressFormat(country: 1e400) { name } }`, `{}`, "addressFormat.country: expected a value of type CountryCode, found the number 1e400"},
		{`{ customFields(archived: {}) { id } }`, `{}`, "customFields.archived: expected a value of type Boolean, found an object"},
		{`{ shop { name @skip(if: {}) } }`, `{}`, "@skip.if: expected a value of type Boolean, found an object"},
		{`query A { shop { name } } query B { shop { name } }`, `{}`, "The document has several operations: send the name of one of them as operationName"},
		{`fragment F on Shop { name }`, `{}`, "The document has no operation"},
		{first, `{"n": 10.0}`, ""},
		{`query($n: Int = 5) { customers(first: $n) { nodes { id } } }`, `{}`, ""},
		{byFilter, `{"f": {"customFields": {"oneinteger": {"in": 7}}}}`, ""},
	} {
		params := &graphql.RawParams{Query: c.query}
		if err := Decode([]byte(c.variables), &params.Variables); err != nil {
			t.Fatal(err)
		}
		_, errs := Prepare(graphql.StartOperationTrace(t.Context()), view, params)
		if got := messageOf(errs); got != c.want {
			t.Errorf("%s with %s: %q, want %q", c.query, c.variables, got, c.want)
		}
	}
}

func messageOf(errs gqlerror.List) string {
	if len(errs) == 0 {
		return ""
	}
	return errs[0].Message
}
