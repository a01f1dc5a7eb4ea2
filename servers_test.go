package main

import (
	"strings"
	"sync"
	"testing"
)

// TestServersAreOne: what two servers of one database must agree on stands there, and in neither of them. For the schema see
// TestTwoServersSeeEachOthersFields, for emails TestServersThatAreKilled, for replicas TestReplicas.
func TestServersAreOne(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		servers := []*program{p, start(t, p.env...)}
		key := p.key(everything...)

		t.Run("idempotency", func(t *testing.T) {
			quote := p.send(key, `mutation { createQuote(input: { items: [{ sku: "TEA-1", name: "Tea", quantity: 1, unitPrice: { amount: "7.95", currency: "EUR" } }] }) {
				quote { token } userErrors { code } } }`, nil).good().str("createQuote.quote.token")
			checkout := vars{"i": vars{
				"quote": quote, "contact": vars{"name": "Guest", "email": "guest@example.com"}, "billingSameAsShipping": true,
				"shippingAddress": vars{"address": vars{"firstName": "Ann", "lastName": "Guest", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}},
			}}
			var mu sync.Mutex
			var sent sync.WaitGroup
			orders := map[any]int{}
			for i := range 10 {
				sent.Go(func() {
					a := servers[i%2].send(nil, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, checkout)
					mu.Lock()
					defer mu.Unlock()
					orders[a.at("checkout.order.id")]++
				})
			}
			sent.Wait()
			if len(orders) != 1 || orders[nil] != 0 {
				t.Errorf("one checkout made the orders %v", orders)
			}
		})

		t.Run("sessions and their tokens", func(t *testing.T) {
			a := p.send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) {
				customerToken { accessToken refreshToken } userErrors { code } } }`, nil).good()
			ann, token := headers{"X-Customer-Token": a.str("createCustomer.customerToken.accessToken")}, a.str("createCustomer.customerToken.refreshToken")
			var next []string
			for _, server := range servers { // the second within the grace of the first
				next = append(next, server.send(nil, `mutation($t: String!) { refreshToken(refreshToken: $t) { customerToken { refreshToken } userErrors { code } } }`, vars{"t": token}).good().
					str("refreshToken.customerToken.refreshToken"))
			}
			if next[0] != next[1] || next[0] == token {
				t.Error("the servers renew a token differently")
			}
			servers[1].send(ann, `mutation { logout { userErrors { code } } }`, nil).good()
			for i, server := range servers {
				if a := server.send(ann, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" {
					t.Errorf("server %d: %s", i, a.text)
				}
			}
		})

		t.Run("throttling", func(t *testing.T) {
			const guess = `mutation($p: String!) { login(email: "ann@example.com", password: $p) { userErrors { code } } }`
			for i := range 10 {
				if a := servers[i%2].send(nil, guess, vars{"p": "a wrong password"}); !strings.Contains(a.text, "INVALID_CREDENTIALS") {
					t.Fatalf("guess %d: %s", i, a.text)
				}
			}
			for i, server := range servers {
				if a := server.send(nil, guess, vars{"p": "correct horse"}); a.code() != "RATE_LIMITED" {
					t.Errorf("server %d: %s", i, a.text)
				}
			}
		})
	})
}
