package clients

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestScalarsAreConfigured checks that the configurations of all generators map every scalar of a shop with custom
// fields of every type.
func TestScalarsAreConfigured(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, apptest.Data(t))
	key := p.APIKey(apptest.AllScopes...)
	everyField(p, key)
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: p.SDL(key)})
	var scalars []string
	for _, def := range schema.Types {
		if def.Kind == ast.Scalar && !def.BuiltIn {
			scalars = append(scalars, def.Name)
		}
	}
	if len(scalars) < 6 {
		t.Fatalf("found only the scalars %v", scalars)
	}
	for _, file := range []string{
		"go/genqlient.yaml", "typescript/graphql-codegen/codegen.ts", "typescript/gql-tada/graphql.ts",
		"typescript/relay/relay.config.json", "apollo-kotlin/build.gradle.kts",
	} {
		text, err := os.ReadFile(repo.Path("examples/codegen", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range scalars {
			if !regexp.MustCompile(`(?m)^\s*(mapScalar\w+\()?"?` + name + `\b`).Match(text) {
				t.Errorf("%s does not map the scalar %s", file, name)
			}
		}
	}

	var ios struct{ SchemaNamespace string }
	text, err := os.ReadFile(repo.Path("examples/codegen/apollo-ios/apollo-codegen-config.json"))
	if err == nil {
		err = json.Unmarshal(text, &ios)
	}
	if err != nil || ios.SchemaNamespace == "" || schema.Types[ios.SchemaNamespace] != nil {
		t.Errorf("the namespace %q of Apollo iOS is a type of the schema, or not there: %v", ios.SchemaNamespace, err)
	}
}
