package e2e

import (
	"strings"
	"sync"
	"testing"

	"clientele/test/apptest"
)

// TestTwoServersShareState checks that two servers share sessions, idempotency keys and throttling through the
// database. TestCustomFieldsOnTwoServers covers the schema, TestKilledServers email, and TestReplicas replicas.
func TestTwoServersShareState(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		servers := []*apptest.Program{p, apptest.Start(t, p.Env...)}
		key := p.APIKey(apptest.AllScopes...)

		t.Run("idempotency", func(t *testing.T) {
			quote := p.Send(key, `mutation { createQuote(input: { items: [{ sku: "TEA-1", name: "Tea", quantity: 1, unitPrice: { amount: "7.95", currency: "EUR" } }] }) {
				quote { token } userErrors { code } } }`, nil).OK().Text("createQuote.quote.token")
			checkout := apptest.Vars{"i": apptest.Vars{
				"quote": quote, "contact": apptest.Vars{"name": "Guest", "email": "guest@example.com"}, "billingSameAsShipping": true,
				"shippingAddress": apptest.Vars{"address": apptest.Vars{"firstName": "Ann", "lastName": "Guest", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}},
			}}
			var mu sync.Mutex
			var sent sync.WaitGroup
			orders := map[any]int{}
			for i := range 10 {
				sent.Go(func() {
					a := servers[i%2].Send(nil, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, checkout)
					mu.Lock()
					defer mu.Unlock()
					orders[a.At("checkout.order.id")]++
				})
			}
			sent.Wait()
			if len(orders) != 1 || orders[nil] != 0 {
				t.Errorf("one checkout made the orders %v", orders)
			}
		})

		t.Run("sessions and their tokens", func(t *testing.T) {
			a := p.Send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) {
				customerToken { accessToken refreshToken } userErrors { code } } }`, nil).OK()
			ann, token := apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}, a.Text("createCustomer.customerToken.refreshToken")
			var next []string
			for _, server := range servers { // the second within the grace of the first
				next = append(next, server.Send(nil, `mutation($t: String!) { refreshToken(refreshToken: $t) { customerToken { refreshToken } userErrors { code } } }`, apptest.Vars{"t": token}).OK().
					Text("refreshToken.customerToken.refreshToken"))
			}
			if next[0] != next[1] || next[0] == token {
				t.Error("the servers renew a token differently")
			}
			servers[1].Send(ann, `mutation { logout { userErrors { code } } }`, nil).OK()
			for i, server := range servers {
				if a := server.Send(ann, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" {
					t.Errorf("server %d: %s", i, a.Body)
				}
			}
		})

		t.Run("throttling", func(t *testing.T) {
			const guess = `mutation($p: String!) { login(email: "ann@example.com", password: $p) { userErrors { code } } }`
			for i := range 10 {
				if a := servers[i%2].Send(nil, guess, apptest.Vars{"p": "a wrong password"}); !strings.Contains(a.Body, "INVALID_CREDENTIALS") {
					t.Fatalf("guess %d: %s", i, a.Body)
				}
			}
			for i, server := range servers {
				if a := server.Send(nil, guess, apptest.Vars{"p": "correct horse"}); a.ErrorCode() != "RATE_LIMITED" {
					t.Errorf("server %d: %s", i, a.Body)
				}
			}
		})
	})
}
