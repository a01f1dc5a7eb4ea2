package validation

import (
	"reflect"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/schema"
)

// TestEmptyListsAreObjects checks that an empty list is an empty object for every input type, alone, in a list and as a
// field of another input type, and that every field that expects a list keeps it.
func TestEmptyListsAreObjects(t *testing.T) {
	view := newSnapshot(t, everyField()).View(schema.Staff)
	empty := func() []any { return []any{} }
	objects, lists := 0, 0
	for name, def := range view.Schema.Types {
		if def.Kind != ast.InputObject {
			continue
		}
		named := ast.NamedType(name, nil)
		for _, c := range []struct {
			t       *ast.Type
			v, want any
		}{
			{named, empty(), map[string]any{}},
			{ast.NonNullNamedType(name, nil), empty(), map[string]any{}},
			{ast.ListType(named, nil), empty(), empty()},
			{ast.ListType(named, nil), []any{empty()}, []any{map[string]any{}}},
			{named, []any{"x"}, []any{"x"}},
			{named, []any{empty()}, []any{empty()}},
		} {
			if got := emptyObjectsIn(view.Schema, c.t, c.v); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v as %s is %v, want %v", c.v, c.t, got, c.want)
			}
		}
		for _, member := range def.Fields {
			got := emptyObjectsIn(view.Schema, named, map[string]any{member.Name: empty()}).(map[string]any)[member.Name]
			want := any(empty())
			if member.Type.Elem == nil && view.Schema.Types[member.Type.Name()].Kind == ast.InputObject {
				want = map[string]any{}
				objects++
			} else {
				lists++
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("[] as %s.%s is %v, want %v", name, member.Name, got, want)
			}
		}
	}
	if objects < 50 || lists < 50 {
		t.Errorf("%d objects and %d lists", objects, lists)
	}
}

// TestEmptyLists sends empty lists for objects, as PHP does.
func TestEmptyLists(t *testing.T) {
	view := newSnapshot(t, everyField()).View(schema.Staff)
	const (
		create = `mutation($in: CreateCustomerInput!) { createCustomer(input: $in) { userErrors { code } } }`
		list   = `query($f: CustomerFilter) { customers(filter: $f) { nodes { id } } }`
		define = `mutation($in: CreateCustomFieldInput!) { createCustomField(input: $in) { userErrors { code } } }`
		field  = `"owner": "CUSTOMER", "key": "x", "label": "x", "type": "ENUM"`
	)
	for _, c := range []struct{ query, variables, want string }{
		{`{ shop { name } }`, `[]`, ""},
		{`{ shop { name } }`, "[\n]", ""},
		{create, `{"in": {"email": "a@example.com", "customFields": []}}`, ""},
		{create, `{"in": {"email": "a@example.com", "customFields": ["x"]}}`, "$in.customFields: expected a value of type CustomerCustomFieldsInput, found a list"},
		{create, `{"in": {"email": "a@example.com", "customFields": [[]]}}`, "$in.customFields: expected a value of type CustomerCustomFieldsInput, found a list"},
		{create, `{"in": {"email": [], "customFields": []}}`, "$in.email: expected a value of type String, found a list"},
		{create, `{"in": []}`, "$in.email: a value of type String! is required"},
		{create, `[]`, "$in: a value of type CreateCustomerInput! is required"},
		{list, `{"f": []}`, ""},
		{list, `{"f": {"and": [{"name": []}]}}`, "customers.filter.and.0.name: an empty object is not allowed: omit the field"},
		{list, `{"f": {"and": []}}`, "customers.filter.and: an empty list is not allowed: omit the field"},
		{define, `{"in": {` + field + `, "options": [], "rules": []}}`, ""},
		{define, `{"in": {` + field + `, "options": [[]]}}`, "$in.options.0.value: a value of type String! is required"},
	} {
		for _, cached := range []bool{false, true} {
			params := &graphql.RawParams{Query: c.query}
			if err := Decode([]byte(c.variables), &params.Variables); err != nil {
				t.Fatal(err)
			}
			_, errs := Prepare(graphql.StartOperationTrace(t.Context()), view, params)
			if got := messageOf(errs); got != c.want {
				t.Errorf("%s with %s, cached: %t: %q, want %q", c.query, c.variables, cached, got, c.want)
			}
		}
	}
	for _, wrong := range []string{`["x"]`, `[[]]`, `[}`, `[`, `"[]"`, `[] []`} {
		var to map[string]any
		if err := Decode([]byte(wrong), &to); err == nil {
			t.Errorf("%s is an object", wrong)
		}
	}
}
