package access

import (
	"fmt"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestOrderTotalsOfCustomers checks who reads ordersCount, lastOrderAt and spent of a customer, and that they are up to
// date: in the answer of the checkout itself, and after an order was attached and detached.
func TestOrderTotalsOfCustomers(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		full := p.APIKey(apptest.AllScopes...)
		id, ann := p.SignUp("ann@example.com")
		_, bob := p.SignUp("bob@example.com")
		const totals = `{ ordersCount lastOrderAt spent { amount currency } }`
		query := `query($id: ID!) { customer(id: $id) ` + totals + ` }`
		v := apptest.Vars{"id": id}
		if a := p.Send(ann, query, v).OK(); !strings.Contains(a.Body, `{"ordersCount":0,"lastOrderAt":null,"spent":[]}`) {
			t.Errorf("before the first order: %s", a.Body)
		}
		placed := p.Send(ann, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "12.50", currency: "EUR" } }], shippingAddress: { address: { firstName: "A", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { id placedAt customer `+totals+` } userErrors { code field message } } }`, nil)
		if placed.ErrorCode() == "FORBIDDEN" { // customers need a quote, or a key beside them
			placed = p.Send(full.With(ann), `mutation { checkout(input: { `+toIE+` }) { order { id placedAt customer `+totals+` } userErrors { code field message } } }`, nil).OK()
		}
		order, at := placed.OK().Text("checkout.order.id"), placed.Text("checkout.order.placedAt")
		if n := placed.At("checkout.order.customer.ordersCount"); n != 1.0 || placed.At("checkout.order.customer.lastOrderAt") != at {
			t.Errorf("in the answer of the checkout: %s", placed.Body)
		}
		p.Send(full, `mutation($id: ID!) { updateOrder(id: $id, input: { paymentStatus: PAID }) { userErrors { code message } } }`, apptest.Vars{"id": order}).OK()
		want := fmt.Sprintf(`"ordersCount":1,"lastOrderAt":%q,"spent":[{"amount":`, at)
		for _, c := range []struct {
			name, code string
			as         apptest.Headers
			sees       bool
		}{
			{"the customer", "", ann, true},
			{"another customer", "", bob, false},
			{"a visitor", "UNAUTHENTICATED", nil, false},
			{"a key with both scopes", "", p.APIKey("CUSTOMERS_READ", "ORDERS_READ"), true},
			{"a key without ORDERS_READ", "FORBIDDEN", p.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE", "ORDERS_WRITE"), false},
			{"a key without CUSTOMERS_READ", "FORBIDDEN", p.APIKey("ORDERS_READ"), false},
		} {
			a := p.Send(c.as, query, v)
			if a.ErrorCode() != c.code || strings.Contains(a.Body, want) != c.sees || !c.sees && strings.Contains(a.Body, at) {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		p.Send(full, `mutation($id: ID!) { detachOrder(orderId: $id) { userErrors { code message } } }`, apptest.Vars{"id": order}).OK()
		if a := p.Send(ann, query, v).OK(); !strings.Contains(a.Body, `{"ordersCount":0,"lastOrderAt":null,"spent":[]}`) {
			t.Errorf("after the order was detached: %s", a.Body)
		}
		attached := p.Send(full, `mutation($id: ID!, $c: ID!) { attachOrder(orderId: $id, customerId: $c) { order { customer `+totals+` } userErrors { code message } } }`, apptest.Vars{"id": order, "c": id}).OK()
		if !strings.Contains(attached.Body, want) {
			t.Errorf("after it was attached: %s", attached.Body)
		}
	})
}
