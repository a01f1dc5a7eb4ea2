package clients

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestSchemaStitching runs a gateway that stitches the storefront's schema with another one and forwards the customer's
// token.
func TestSchemaStitching(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, apptest.Data(t))
	id, customer := p.SignUp("ann@example.com")
	e := newNodeExample(t, "schema-stitching", p, nil)
	e.env = append(e.env, "ACCESS_TOKEN="+customer["X-Customer-Token"])
	e.run("tsc")
	want := `{"me":{"id":"` + id + `","name":"Ann Example","points":120}}` + " \n" +
		`{"loyaltyOf":{"points":120,"name":"Ann Example"}}` + " \n" +
		`{"updateCustomer":{"customer":{"name":"Ann Green","points":120},"userErrors":[]}}` + " \n" +
		`{"updateCustomer":{"customer":null,"userErrors":[{"code":"INVALID","field":["input","phone"]}]}}` + " \n" +
		`{"me":null} UNAUTHENTICATED` + "\n"
	if out := e.run("node", "out/schema-stitching/run.js"); out != want {
		t.Errorf("the example printed\n%s, want\n%s", out, want)
	}
}

// TestApolloComposition composes the storefront's schema with one that has root fields of its own, and checks that a
// subgraph cannot add fields to the shop's types, as the guide says.
func TestApolloComposition(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, apptest.Data(t))
	e := newNodeExample(t, "apollo-composition", p, nil)
	e.write("schema.graphql", p.SDL(nil))
	e.run("tsc")
	e.run("node", "out/apollo-composition/compose.js", "reviews.graphql")
	supergraph, err := os.ReadFile(filepath.Join(e.dir, "supergraph.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"reviewsOf(", "updateCustomer("} {
		if !strings.Contains(string(supergraph), field) {
			t.Errorf("the supergraph has no %s", field)
		}
	}
	e.fails("SATISFIABILITY_ERROR", "node", "out/apollo-composition/compose.js", "customers.graphql")
}
