package clients

import (
	"os"
	"path/filepath"
	"testing"

	"clientele/test/apptest"
)

// shoppers is what the examples in TypeScript print.
const shoppers = "ann@example.com 43 GOLD\nAnn Green +353870000001\nAnn Green null\n"

// TestGraphQLCodeGenerator generates types before and after custom fields are defined, and runs the example with them.
func TestGraphQLCodeGenerator(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, apptest.Data(t))
	key := p.APIKey(apptest.AllScopes...)
	e := newNodeExample(t, "graphql-codegen", p, key)
	e.write("schema.graphql", p.SDL(key))

	// The query uses custom fields, so it comes later. The mutation's input has the new member only then.
	customers := filepath.Join(e.dir, "operations/customers.graphql")
	query, err := os.ReadFile(customers)
	if err != nil || os.Remove(customers) != nil {
		t.Fatal(err)
	}
	e.write("member.ts", "import type { UpdateCustomerInput } from './generated.js';\nexport const input: UpdateCustomerInput = { customFields: { shoeSize: 40 } };\n")
	e.run("graphql-codegen", "--config", "codegen.ts")
	e.fails("'customFields' does not exist in type 'UpdateCustomerInput'", "tsc", "--noEmit")

	shoes(p, key)
	e.write("schema.graphql", p.SDL(key))
	e.write("operations/customers.graphql", string(query))
	e.run("graphql-codegen", "--config", "codegen.ts")
	e.run("tsc")
	if out := e.run("node", "out/graphql-codegen/run.js"); out != shoppers {
		t.Errorf("the example printed\n%s, want\n%s", out, shoppers)
	}
	updated(p, key)
}

// TestGQLTada generates the schema's types before and after custom fields are defined, and runs the example with them.
func TestGQLTada(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, apptest.Data(t))
	key := p.APIKey(apptest.AllScopes...)
	e := newNodeExample(t, "gql-tada", p, key)
	e.write("schema.graphql", p.SDL(key))
	e.run("gql-tada", "generate-output")
	e.fails("run.ts(31,9): error TS2322", "tsc", "--noEmit")

	shoes(p, key)
	e.write("schema.graphql", p.SDL(key))
	e.run("gql-tada", "generate-output")
	e.run("tsc")
	if out := e.run("node", "out/gql-tada/run.js"); out != shoppers {
		t.Errorf("the example printed\n%s, want\n%s", out, shoppers)
	}
	updated(p, key)
}
