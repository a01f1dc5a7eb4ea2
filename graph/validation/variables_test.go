package validation

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"clientele/graph/schema"
	"clientele/internal/customfields"
	"clientele/models"
	"clientele/web/webtest"
)

// everyField returns custom fields of every type, each also as a list.
func everyField() *customfields.Set {
	var all []*models.CustomField
	for _, owner := range []models.CustomFieldOwner{models.OwnerCustomer, models.OwnerAddress, models.OwnerOrder} {
		for _, kind := range []models.CustomFieldType{
			models.FieldString, models.FieldText, models.FieldInteger, models.FieldDecimal, models.FieldBoolean, models.FieldDate,
			models.FieldDateTime, models.FieldEmail, models.FieldURL, models.FieldEnum, models.FieldReference,
		} {
			to := models.ReferenceCustomer
			for prefix, list := range map[string]bool{"one": false, "many": true} {
				f := &models.CustomField{
					ID: string(owner) + prefix + string(kind), Owner: owner, Key: prefix + strings.ToLower(string(kind)),
					Label: "x", Type: kind, List: list, Access: models.AccessWrite,
				}
				switch kind {
				case models.FieldReference:
					f.ReferenceTo = &to
				case models.FieldEnum:
					f.Choices = []models.CustomFieldOption{
						{Value: "GOLD", Label: "Gold"}, {Value: "SILVER", Label: "Silver"},
					}
				}
				all = append(all, f)
			}
		}
	}
	return customfields.NewSet(1, all)
}

// coerce returns the variables as an operation gets them, and whether they are accepted.
func coerce(t *testing.T, schema *ast.Schema, query, variables string) (map[string]any, error) {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatal(err)
	}
	op := doc.Operations[0]
	for _, v := range op.VariableDefinitions {
		v.Definition = schema.Types[v.Type.Name()]
	}
	var given map[string]any
	if err := Decode([]byte(variables), &given); err != nil {
		t.Fatal(err)
	}
	values, failure := validator.VariableValues(schema, op, given)
	if failure != nil {
		return nil, failure
	}
	plainLists(values)
	c := checker{schema: schema, variables: values}
	for _, v := range op.VariableDefinitions {
		c.value([]string{v.Variable}, v.Type, values[v.Variable])
	}
	return values, c.err
}

// sdlOf returns the schema of the staff as text.
func sdlOf(t *testing.T, s *schema.Snapshot) string {
	t.Helper()
	file, err := s.SDL(schema.Staff, true)
	if err != nil {
		t.Fatal(err)
	}
	return string(file.Text)
}

// TestVariablesAreCoercedAsByGraphQLJS generates valid and invalid values for every input of a schema with custom
// fields, and compares how they are coerced with the reference implementation.
func TestVariablesAreCoercedAsByGraphQLJS(t *testing.T) {
	webtest.Modules(t, "../../web")
	snapshot := newSnapshot(t, everyField())
	view := snapshot.View(schema.Staff)
	type testCase struct {
		Query     string          `json:"query"`
		Variables json.RawMessage `json:"variables"`
	}
	var cases []testCase
	random := rand.New(rand.NewPCG(7, 7))
	m := valueMaker{random, view.Schema}
	for _, name := range slices.Sorted(mapKeys(view.Schema.Types)) {
		def := view.Schema.Types[name]
		if !def.IsInputType() || strings.HasPrefix(name, "__") || name == "Float" { // the schema does not use Float
			continue
		}
		for range 12 {
			typed := []string{name, name + "!", "[" + name + "]", "[" + name + "!]!"}[random.IntN(4)]
			query := "query($v: " + typed + ") { __typename }"
			doc, err := parser.ParseQuery(&ast.Source{Input: query})
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(map[string]any{"v": m.value(doc.Operations[0].VariableDefinitions[0].Type, 0)})
			if err != nil {
				t.Fatal(err)
			}
			cases = append(cases, testCase{query, text})
		}
	}
	in, out := filepath.Join(t.TempDir(), "cases.json"), filepath.Join(t.TempDir(), "answers.json")
	text, err := json.Marshal(map[string]any{"sdl": sdlOf(t, snapshot), "cases": cases})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in, text, 0o600); err != nil {
		t.Fatal(err)
	}
	webtest.Node(t, "../../web", nil, "test/coercion.mjs", in, out)
	if text, err = os.ReadFile(out); err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		OK      bool
		Message string
		Values  json.RawMessage
	}
	if err := json.Unmarshal(text, &answers); err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for i, want := range answers {
		values, err := coerce(t, view.Schema, cases[i].Query, string(cases[i].Variables))
		formOnly := err != nil && strings.Contains(err.Error(), ": must be a ") // graphql-js does not know the forms
		if (err == nil) != want.OK && !formOnly {
			const format = "%s with %s: %v, and graphql-js says %t %s"
			t.Errorf(format, cases[i].Query, cases[i].Variables, err, want.OK, want.Message)
			continue
		}
		if err != nil {
			continue
		}
		accepted++
		got, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		var a, b map[string]any
		if json.Unmarshal(got, &a) != nil || json.Unmarshal(want.Values, &b) != nil {
			t.Fatalf("%s, %s", got, want.Values)
		}
		doc, _ := parser.ParseQuery(&ast.Source{Input: cases[i].Query})
		if !alike(view.Schema, doc.Operations[0].VariableDefinitions[0].Type, a["v"], b["v"]) {
			t.Errorf("%s with %s\n      got %s\n   want %s", cases[i].Query, cases[i].Variables, got, want.Values)
		}
	}
	if accepted < len(cases)/4 || accepted > len(cases)*9/10 {
		t.Errorf("%d of %d values are accepted: the test needs both kinds", accepted, len(cases))
	}
}

// alike reports whether two coerced values are the same, except for what the program does later: it applies the
// defaults of the schema, and converts an ID that is a number to a string.
func alike(schema *ast.Schema, t *ast.Type, got, want any) bool {
	switch want := want.(type) {
	case []any:
		list, ok := got.([]any)
		return ok && slices.EqualFunc(list, want, func(a, b any) bool { return alike(schema, t.Elem, a, b) })
	case map[string]any:
		object, ok := got.(map[string]any)
		def := schema.Types[t.Name()]
		if !ok || def.Kind != ast.InputObject {
			return reflect.DeepEqual(got, want)
		}
		for name, each := range want {
			member := def.Fields.ForName(name)
			value, given := object[name]
			if given && !alike(schema, member.Type, value, each) || !given && member.DefaultValue == nil {
				return false
			}
		}
		for name := range object {
			if _, known := want[name]; !known {
				return false
			}
		}
		return true
	}
	if t.Name() == "ID" && got != nil && want != nil {
		return fmt.Sprint(got) == fmt.Sprint(want)
	}
	return reflect.DeepEqual(got, want)
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range m {
			if !yield(key) {
				return
			}
		}
	}
}

// valueMaker generates values for inputs, most of them valid.
type valueMaker struct {
	*rand.Rand
	schema *ast.Schema
}

func (m valueMaker) value(t *ast.Type, depth int) any {
	switch m.IntN(30) {
	case 0:
		return nil
	case 1:
		return m.wrong()
	}
	if t.Elem != nil {
		if m.IntN(3) == 0 {
			return m.value(t.Elem, depth) // a single value instead of a list
		}
		list := []any{}
		for range m.IntN(3) {
			list = append(list, m.value(t.Elem, depth+1))
		}
		return list
	}
	def := m.schema.Types[t.Name()]
	switch {
	case def.Kind == ast.Enum:
		name := def.EnumValues[m.IntN(len(def.EnumValues))].Name
		if m.IntN(15) == 0 {
			return strings.ToLower(name)
		}
		return name
	case def.Kind == ast.InputObject:
		return m.object(def, depth)
	}
	switch def.Name {
	case "Int":
		decimal, exponent := json.RawMessage("10.0"), json.RawMessage("1e2")
		return []any{1, 0, -5, 2147483647, 2147483648, decimal, exponent, 1.5, "5"}[m.IntN(9)]
	case "Boolean":
		return []any{true, false, "true", 1}[m.IntN(4)]
	case "ID":
		return []any{"x", 5, json.RawMessage("7.0"), 1.5, true}[m.IntN(5)]
	case "Float":
		return []any{1, 1.5, "1"}[m.IntN(3)]
	}
	if form := scalarForms[def.Name]; form != "" && m.IntN(10) > 0 {
		return form
	}
	return []any{"a", "b", "", 5}[m.IntN(4)%(3+m.IntN(2))]
}

// scalarForms are valid values of the scalars that are not part of GraphQL.
var scalarForms = map[string]string{
	"DateTime": "2026-03-01T09:30:00Z", "Decimal": "1.50", "CountryCode": "IE", "CurrencyCode": "EUR",
}

func (m valueMaker) object(def *ast.Definition, depth int) any {
	members := map[string]any{}
	if def.Directives.ForName("oneOf") != nil && m.IntN(6) > 0 {
		one := def.Fields[m.IntN(len(def.Fields))]
		members[one.Name] = m.value(one.Type, depth+1)
		return members
	}
	for _, member := range def.Fields {
		required := member.Type.NonNull && member.DefaultValue == nil
		if required && m.IntN(40) > 0 || depth < 3 && m.IntN(6) == 0 {
			members[member.Name] = m.value(member.Type, depth+1)
		}
	}
	if m.IntN(40) == 0 {
		members["unknown"] = 1
	}
	return members
}

func (m valueMaker) wrong() any {
	return []any{1, 1.5, "text", true, []any{}, []any{1}, map[string]any{}, map[string]any{"a": 1}}[m.IntN(8)]
}

// withTypenames adds a __typename to every object in a value.
func withTypenames(v any) any {
	switch v := v.(type) {
	case map[string]any:
		with := map[string]any{"__typename": "Something"}
		for name, each := range v {
			with[name] = withTypenames(each)
		}
		return with
	case []any:
		with := make([]any, len(v))
		for i, each := range v {
			with[i] = withTypenames(each)
		}
		return with
	}
	return v
}

// TestTypenamesInVariablesAreIgnored checks that a value of any input means the same with and without __typename.
func TestTypenamesInVariablesAreIgnored(t *testing.T) {
	view := newSnapshot(t, everyField()).View(schema.Staff)
	types := view.Schema.Types
	m := valueMaker{rand.New(rand.NewPCG(3, 3)), view.Schema}
	text := func(v any) string {
		t.Helper()
		text, err := json.Marshal(map[string]any{"v": v})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, name := range slices.Sorted(mapKeys(types)) {
		if types[name].Kind != ast.InputObject {
			continue
		}
		query := "query($v: " + name + ") { __typename }"
		values := []any{map[string]any{}}
		for range 10 {
			values = append(values, m.object(types[name], 0))
		}
		for _, v := range values {
			plain, plainErr := coerce(t, view.Schema, query, text(v))
			with, withErr := coerce(t, view.Schema, query, text(withTypenames(v)))
			if (plainErr == nil) != (withErr == nil) || !reflect.DeepEqual(plain, with) {
				t.Errorf("%s %s:\nwithout %v %v\n   with %v %v", name, text(v), plain, plainErr, with, withErr)
			}
		}
	}
	const empty = "an empty object is not allowed: omit the field"
	for _, c := range []struct{ filter, want string }{
		{`{"__typename": "CustomerFilter"}`, ""},
		{`{"name": {"__typename": "TextFilter"}}`, "customers.filter.name: " + empty},
		{`{"and": [{"__typename": "CustomerFilter"}]}`, "customers.filter.and.0: " + empty},
		{`{"customFields": {"__typename": "X"}}`, "customers.filter.customFields: " + empty},
		{`{"name": {"__typename": "TextFilter", "eq": "Ann"}}`, ""},
	} {
		params := &graphql.RawParams{Query: `query($v: CustomerFilter) { customers(filter: $v) { nodes { id } } }`}
		if err := Decode([]byte(`{"v": `+c.filter+`}`), &params.Variables); err != nil {
			t.Fatal(err)
		}
		_, errs := Prepare(graphql.StartOperationTrace(t.Context()), view, params)
		if got := messageOf(errs); got != c.want {
			t.Errorf("%s: %q, want %q", c.filter, got, c.want)
		}
	}
}
