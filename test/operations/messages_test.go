package operations

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/models"
	"clientele/test/apptest"
)

// goTerms matches words of Go and its libraries that a client does not know.
var goTerms = regexp.MustCompile(`(?i)\bu?int(8|16|32|64)?\b (is|as|into)|\b(u?int(8|16|32|64)|float(32|64)|slices?|maps?|struct|nil|interface|` +
	`strconv|reflect|unmarshal|marshal|gqlgen|goroutine|panic|runtime)\b|(?-i:json:)|invalid character|looking for|\w\[\w*\]|%!|EOF"|\bid  |  `)

// wrongKinds are JSON values of every kind. Each is wrong for most types.
var wrongKinds = []any{
	"x", "", json.Number("5"), json.Number("-0.5"), json.Number("1e400"), json.Number("99999999999999999999"),
	json.Number(strings.Repeat("9", 200)), true, nil,
	[]any{},
	[]any{"x"},
	[]any{nil},
	[]any{[]any{json.Number("1")}},
	map[string]any{},
	map[string]any{"x": json.Number("1")},
	[]any{map[string]any{}},
}

// position is an argument or an input field. Its operation has a hole for the value.
type position struct {
	name  string // the argument or input field
	kind  string // query or mutation
	above string // the fields above the field, each with an opening brace
	field *ast.FieldDefinition
	arg   *ast.ArgumentDefinition
	typ   *ast.Type
	fill  func(v any) any // returns the value of the argument
}

// positions returns a position for every argument, and for every field of an input type.
func positions(schema *ast.Schema) (all []position) {
	seen := map[string]bool{}
	var visit func(p position)
	visit = func(p position) {
		all = append(all, p)
		def := schema.Types[p.typ.Name()]
		if def.Kind != ast.InputObject || seen[def.Name] {
			return
		}
		seen[def.Name] = true
		for _, member := range def.Fields {
			below := p
			below.name, below.typ = member.Name, member.Type
			below.fill = func(v any) any {
				object := map[string]any{}
				if def.Directives.ForName("oneOf") == nil {
					object = smallest(schema, ast.NonNullNamedType(def.Name, nil)).(map[string]any)
				}
				object[member.Name] = v
				if p.typ.Elem != nil {
					return p.fill([]any{object})
				}
				return p.fill(object)
			}
			visit(below)
		}
	}
	var fields func(kind, above string, def *ast.Definition)
	fields = func(kind, above string, def *ast.Definition) {
		if seen[def.Name] || def.Kind != ast.Object {
			return
		}
		seen[def.Name] = true
		for _, field := range def.Fields {
			for _, arg := range field.Arguments {
				visit(position{arg.Name, kind, above, field, arg, arg.Type, func(v any) any { return v }})
			}
			if kind == "query" && len(required(field)) == 0 {
				fields(kind, above+field.Name+" { ", schema.Types[field.Type.Name()])
			}
		}
	}
	fields("query", "", schema.Query)
	fields("mutation", "", schema.Mutation)
	return all
}

// required returns the arguments without which a field is not valid.
func required(field *ast.FieldDefinition) (args ast.ArgumentDefinitionList) {
	for _, arg := range field.Arguments {
		if arg.Type.NonNull && arg.DefaultValue == nil {
			args = append(args, arg)
		}
	}
	return args
}

// smallest returns a valid value of a type, with the required fields only.
func smallest(schema *ast.Schema, t *ast.Type) any {
	if t.Elem != nil {
		return []any{}
	}
	def := schema.Types[t.NamedType]
	switch {
	case def.Kind == ast.Enum:
		return enumValue(def.EnumValues[0].Name)
	case def.Kind == ast.InputObject:
		object := map[string]any{}
		for _, member := range def.Fields {
			if member.Type.NonNull && member.DefaultValue == nil {
				object[member.Name] = smallest(schema, member.Type)
			}
		}
		return object
	case def.Name == "Boolean":
		return true
	case def.Name == "Int":
		return json.Number("1")
	}
	if fitting := likely[def.Name]; len(fitting) > 0 {
		return fitting[0]
	}
	return "x"
}

// use is how a value is written in an operation.
type use string

const (
	asLiteral  use = "literal"
	asVariable use = "variable"
	asDefault  use = "default of a variable"
)

// text returns an operation with a value at the position.
func (p position) text(schema *ast.Schema, how use, v any) string {
	declared, value, variables := "", "$v", map[string]any{}
	v = p.fill(v)
	switch how {
	case asLiteral:
		value = apptest.Literal(v)
	case asVariable:
		declared, variables["v"] = "($v: "+p.arg.Type.String()+")", v
	case asDefault:
		declared = "($v: " + p.arg.Type.String() + " = " + apptest.Literal(v) + ")"
	}
	args := p.arg.Name + ": " + value
	for _, other := range required(p.field) {
		if other != p.arg {
			args += ", " + other.Name + ": " + apptest.Literal(smallest(schema, other.Type))
		}
	}
	selection := ""
	if schema.Types[p.field.Type.Name()].IsCompositeType() {
		selection = " { __typename }"
	}
	query := fmt.Sprintf("%s%s { %s%s(%s)%s %s}", p.kind, declared, p.above, p.field.Name, args, selection,
		strings.Repeat("} ", strings.Count(p.above, "{")))
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// TestMessagesSpeakGraphQL sends values of the wrong kind for every argument and input field. The errors have a code,
// name the argument or input field, and describe what is wrong without the types of the programming language.
func TestMessagesSpeakGraphQL(t *testing.T) {
	p := apptest.Start(t, apptest.Data(t))
	key := p.APIKey(apptest.AllScopes...)
	createEveryField(t, p, key)
	p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com"})
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: p.SDL(key)})
	if err != nil {
		t.Fatal(err)
	}
	refused := map[use]int{}
	for _, at := range positions(schema) {
		for _, v := range wrongKinds {
			for _, how := range []use{asLiteral, asVariable, asDefault} {
				body := at.text(schema, how, v)
				for _, message := range checkMessages(t, p.Post(key, []byte(body)), body) {
					refused[how]++
					if !at.isNamed(message) {
						t.Errorf("%.600s\n\tdoes not name %s: %s", body, at.name, message)
					}
				}
			}
		}
	}
	if refused[asLiteral] < 500 || refused[asVariable] < 2000 || refused[asDefault] < 500 {
		t.Errorf("only %v values were refused", refused)
	}
}

// checkMessages checks the errors of a response, and returns the messages about arguments.
func checkMessages(t *testing.T, a *apptest.Response, body string) (about []string) {
	t.Helper()
	for _, e := range a.Errors {
		code, _ := e.Extensions["code"].(string)
		if a.Status >= 500 || code == "" || code == "INTERNAL" {
			t.Errorf("%.600s\n\tanswers %d %.600s", body, a.Status, a.Body)
		}
		if found := goTerms.FindString(e.Message); found != "" {
			t.Errorf("%.600s\n\tspeaks of %q: %s", body, found, e.Message)
		}
		if code == "BAD_USER_INPUT" {
			about = append(about, e.Message)
		}
	}
	return about
}

// isNamed reports whether a message names the argument or input field, the variable, or another argument that its value
// requires.
func (p position) isNamed(message string) bool {
	if strings.Contains(message, p.name) || strings.HasPrefix(message, "$v") || strings.Contains(message, "exactly one") {
		return true
	}
	for _, other := range p.field.Arguments {
		if strings.HasPrefix(message, other.Name+" is required") {
			return true
		}
	}
	return false
}

// TestMalformedBodies sends bodies that are not a GraphQL request.
func TestMalformedBodies(t *testing.T) {
	p := apptest.Start(t, apptest.Data(t))
	const shop = `"query":"{ shop { name } }"`
	const batch = "Batching is not supported. Send each operation in its own request, as a JSON object."
	const object = "The request body must be a JSON object"
	syntax := func(at int) string {
		return fmt.Sprintf("The request body is not valid JSON: there is an error at byte %d", at)
	}
	for _, c := range []struct{ body, want string }{
		{``, "The request body is empty"},
		{`{`, syntax(1)},
		{`{"query": x}`, syntax(11)},
		{`query=x`, syntax(1)},
		{`{` + shop + `} {}`, syntax(31)},
		{`null`, object},
		{`"x"`, object},
		{`5`, object},
		{`true`, object},
		{`[]`, batch},
		{` [{` + shop + `}]`, batch},
		{`{}`, "The request has no query"},
		{`{"query":null}`, "The request has no query"},
		{`{"query":5}`, "query must be a string"},
		{`{"query":["x"]}`, "query must be a string"},
		{`{` + shop + `,"operationName":5}`, "operationName must be a string"},
		{`{` + shop + `,"operationName":{}}`, "operationName must be a string"},
		{`{` + shop + `,"variables":"x"}`, "variables must be a JSON object"},
		{`{` + shop + `,"variables":5}`, "variables must be a JSON object"},
		{`{` + shop + `,"variables":[[]]}`, "variables must be a JSON object"},
		{`{` + shop + `,"variables":["x"]}`, "variables must be a JSON object"},
		{`{` + shop + `,"extensions":[5]}`, "extensions must be a JSON object"},
		{`{` + shop + `,"extensions":true}`, "extensions must be a JSON object"},
		{`{` + shop + `,"operationName":"A"}`, `The document has no operation named "A"`},
		{
			`{"query":"query A { shop { name } } query B { shop { name } }","operationName":""}`,
			"The document has several operations: send the name of one of them as operationName",
		},
		{`{"query":"fragment F on Shop { name }"}`, "The document has no operation"},
		{`{` + shop + `,"operationName":null,"variables":null,"extensions":null}`, ""},
		{`{` + shop + `,"operationName":"","variables":[],"extensions":[ ]}`, ""},
	} {
		a := p.Post(nil, []byte(c.body))
		checkMessages(t, a, c.body)
		got := ""
		if len(a.Errors) > 0 {
			got = a.Errors[0].Message
		}
		if got != c.want {
			t.Errorf("%s\n\t%q, want %q", c.body, got, c.want)
		}
	}
}

// createEveryField creates custom fields of every type, each also as a list.
func createEveryField(t *testing.T, p *apptest.Program, key apptest.Headers) {
	t.Helper()
	for _, owner := range []string{"CUSTOMER", "ADDRESS", "ORDER"} {
		for _, kind := range []models.CustomFieldType{
			models.FieldString, models.FieldText, models.FieldInteger, models.FieldDecimal, models.FieldBoolean,
			models.FieldDate, models.FieldDateTime, models.FieldEmail, models.FieldURL, models.FieldEnum, models.FieldReference,
		} {
			for prefix, list := range map[string]bool{"one": false, "many": true} {
				in := apptest.Vars{
					"owner": owner, "key": prefix + strings.ToLower(string(kind)), "label": "x", "type": kind, "list": list,
					"access": "WRITE",
				}
				switch kind {
				case models.FieldEnum:
					in["options"] = []apptest.Vars{{"value": "GOLD"}, {"value": "SILVER"}}
				case models.FieldReference:
					in["referenceTo"] = "CUSTOMER"
				}
				p.Send(key, `mutation($in: CreateCustomFieldInput!) { createCustomField(input: $in) { userErrors { code field message } } }`,
					apptest.Vars{"in": in}).OK()
			}
		}
	}
}
