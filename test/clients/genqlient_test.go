package clients

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestGenqlient generates the Go client of a shop with custom fields of every type, with operations for all queries and
// mutations. It runs the tests of all input types in testdata/go, and the example itself.
func TestGenqlient(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, apptest.Data(t))
	key := p.APIKey(apptest.AllScopes...)
	shoes(p, key)
	everyField(p, key)
	sdl := p.SDL(key)
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: sdl})

	e := newExample(t, "go", p, key)
	if out, err := e.try("go", "mod", "download"); err != nil {
		missing(t, "the modules of examples/codegen/go: "+out)
	}
	e.write("schema.graphql", sdl)
	e.write("operations/all.graphql", allOperations(schema))
	e.write("registry_test.go", registry(schema))
	e.write("members.json", members(t, schema))
	test, err := os.ReadFile(repo.Path("test/clients/testdata/go/inputs_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	e.write("inputs_test.go", string(test))
	e.run("go", "generate", ".")
	e.run("go", "vet", ".")
	e.run("go", "test", ".")

	out := e.run("go", "run", ".")
	want := "ann@example.com 43 GOLD\nAnn Green +353870000001\nAnn Green no phone\n€9.00\n"
	if out != want {
		t.Errorf("the example printed\n%s, want\n%s", out, want)
	}
	updated(p, key)
}

// everyField defines custom fields of every type for every owner, each also as a list.
func everyField(p *apptest.Program, key apptest.Headers) {
	p.T.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: p.SDL(key)})
	for _, owner := range schema.Types["CustomFieldOwner"].EnumValues {
		for _, kind := range schema.Types["CustomFieldType"].EnumValues {
			for _, list := range []bool{false, true} {
				field := apptest.Vars{"owner": owner.Name, "key": fmt.Sprintf("%s%t", strings.ToLower(kind.Name), list), "type": kind.Name, "list": list}
				if kind.Name == "ENUM" {
					field["options"] = []apptest.Vars{{"value": "ONE"}, {"value": "TWO"}}
				}
				p.CreateField(key, field)
			}
		}
	}
}

// allOperations returns an operation for each field of the schema's roots, with all its arguments as variables.
func allOperations(schema *ast.Schema) string {
	var all strings.Builder
	for kind, root := range map[string]*ast.Definition{"query": schema.Query, "mutation": schema.Mutation} {
		for _, f := range root.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			var variables, arguments []string
			for _, a := range f.Arguments {
				variables = append(variables, fmt.Sprintf("$%sArg: %s", a.Name, a.Type))
				arguments = append(arguments, fmt.Sprintf("%s: $%sArg", a.Name, a.Name))
			}
			declared, given, selection := "", "", ""
			if len(variables) > 0 {
				declared, given = "("+strings.Join(variables, ", ")+")", "("+strings.Join(arguments, ", ")+")"
			}
			if schema.Types[f.Type.Name()].IsCompositeType() {
				selection = " { __typename }"
			}
			fmt.Fprintf(&all, "%s Any%s_%s%s { %s%s%s }\n", kind, kind, f.Name, declared, f.Name, given, selection)
		}
	}
	return all.String()
}

// registry returns Go code that lists all input types of the schema, so that it compiles only if all were generated.
func registry(schema *ast.Schema) string {
	var code strings.Builder
	code.WriteString("package main\n\nvar registry = map[string]any{\n")
	for _, def := range inputs(schema) {
		fmt.Fprintf(&code, "%q: %s{},\n", def.Name, def.Name)
	}
	code.WriteString("}\n")
	return code.String()
}

// members returns as JSON, by input type, which members the schema requires and which can be null.
func members(t *testing.T, schema *ast.Schema) string {
	t.Helper()
	type member struct{ Required, Nullable bool }
	all := map[string]map[string]member{}
	for _, def := range inputs(schema) {
		all[def.Name] = map[string]member{}
		for _, f := range def.Fields {
			all[def.Name][f.Name] = member{Required: f.Type.NonNull && f.DefaultValue == nil, Nullable: !f.Type.NonNull}
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// inputs returns the input types of the schema by name.
func inputs(schema *ast.Schema) []*ast.Definition {
	var all []*ast.Definition
	for _, name := range slices.Sorted(maps.Keys(schema.Types)) {
		if def := schema.Types[name]; def.Kind == ast.InputObject {
			all = append(all, def)
		}
	}
	return all
}

// missing skips the test, or fails it if its requirements are mandatory.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
		t.Fatal("missing requirement: " + what)
	}
	t.Skip("NOT TESTED: " + what)
}
