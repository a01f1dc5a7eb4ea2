package clients

import (
	"fmt"
	"testing"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/test/apptest"
)

// TestRelay compiles an app with relay-compiler from the storefront's schema and runs it with an access token that has
// expired: the first two requests share one refresh, the pages of a connection are merged, and the answer of a mutation
// updates what the store already has.
func TestRelay(t *testing.T) {
	t.Parallel()
	s, p := apptest.Serve(t, db.Options{})
	account := p.Send(nil, `mutation { createCustomer(input: { email: "ann@example.com", name: "Ann", phone: "+353870000001", password: "correct horse" }) {
		customer { id } customerToken { accessToken refreshToken } userErrors { code field message } } }`, nil).OK()
	customer := apptest.Headers{"X-Customer-Token": account.Text("createCustomer.customerToken.accessToken")}
	for i := range 5 {
		p.Send(customer, `mutation($line: String!) { createAddress(input: { firstName: "Ann", line1: $line, city: "Cork", region: "Cork", country: "IE" }) {
			userErrors { code field message } } }`, apptest.Vars{"line": fmt.Sprint(i+1, " Quay")}).OK()
	}
	expired, err := s.Tokens.Sign(auth.CustomerClaims{
		RegisteredClaims: s.Tokens.Registered(account.Text("createCustomer.customer.id"), time.Now().Add(-time.Second)), SessionID: "session_x",
	})
	if err != nil {
		t.Fatal(err)
	}

	e := newNodeExample(t, "relay", p, nil)
	e.env = append(e.env, "ACCESS_TOKEN="+expired, "REFRESH_TOKEN="+account.Text("createCustomer.customerToken.refreshToken"))
	e.write("schema.graphql", p.SDL(nil))
	e.run("relay-compiler")
	e.run("tsc")
	want := `new tokens
Ann +353870000001 2
1 Quay, 2 Quay, 3 Quay, 4 Quay, 5 Quay
Ann Green +353870000001 5
`
	if out := e.run("node", "out/relay/run.js"); out != want {
		t.Errorf("the example printed\n%s, want\n%s", out, want)
	}
}
