package main

import (
	"strings"
	"testing"
)

// TestGuestTokensEnd: staff correct the contact of a guest's order, and end the tokens that are out; a token that went to a wrong
// address opens nothing afterwards, on any path.
func TestGuestTokensEnd(t *testing.T) {
	onMail(t, nil, func(t *testing.T, p *program, box *mailServer) {
		const (
			checkout = `mutation($e: String!, $k: String!) { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "Gus", email: $e }, idempotencyKey: $k,
				shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) {
				guestOrderToken order { id number version } userErrors { code field message } } }`
			open     = `query($t: String!) { order: guestOrder(token: $t) { id } }`
			byNumber = `query($n: String!, $e: String!) { order: guestOrderByNumber(number: $n, email: $e) { id } }`
			askLink  = `mutation($n: String!, $e: String!) { requestGuestOrderLink(number: $n, email: $e) { userErrors { code } } }`
			update   = `mutation($id: ID!, $in: UpdateOrderInput!) { it: updateOrder(id: $id, input: $in) { order { version contact { name email phone } history { type from to actor { kind } } } userErrors { code field message } } }`
			revoke   = `mutation($id: ID!) { it: revokeGuestOrderTokens(orderId: $id) { orderId order { history { type } } userErrors { code field } } }`
			find     = `query($s: String, $f: OrderFilter) { orders(search: $s, filter: $f) { nodes { id } } }`
			wrong    = "gsu@example.com"
			right    = "gus@example.com"
		)
		key := p.key(everything...)
		place := func(email, k string) (id, number, token string) {
			a := p.send(key, checkout, vars{"e": email, "k": k}).good()
			return a.str("checkout.order.id"), a.str("checkout.order.number"), a.str("checkout.guestOrderToken")
		}
		opens := func(token string) bool { return p.send(nil, open, vars{"t": token}).good().at("order") != nil }
		mailed := func(number, to string) string {
			p.send(nil, askLink, vars{"n": number, "e": to}).good()
			return box.next(to, "Your order "+number).token("/guest-order")
		}

		id, number, atCheckout := place(wrong, "k1")
		link := mailed(number, wrong)
		if !opens(atCheckout) || !opens(link) {
			t.Fatal("a token does not open the order")
		}
		for _, c := range []struct {
			name, code string
			in         vars
			field      string
		}{
			{"null", "REQUIRED", nil, `["input","contact"]`},
			{"no name", "REQUIRED", vars{"name": nil}, `["input","contact","name"]`},
			{"an empty name", "REQUIRED", vars{"name": " "}, `["input","contact","name"]`},
			{"no email address", "REQUIRED", vars{"email": nil}, `["input","contact","email"]`},
			{"what is no email address", "INVALID", vars{"email": "gus"}, `["input","contact","email"]`},
			{"what is no phone number", "INVALID", vars{"phone": "123"}, `["input","contact","phone"]`},
		} {
			var contact any = c.in
			if c.in == nil {
				contact = nil
			}
			a := p.send(key, update, vars{"id": id, "in": vars{"contact": contact}})
			if a.fault("it") != c.code || !strings.Contains(a.text, `"field":`+c.field) {
				t.Errorf("%s: %s", c.name, a.text)
			}
		}
		a := p.send(key, update, vars{"id": id, "in": vars{"contact": vars{"name": "Gus Example", "phone": "087 222 3344"}}}).good()
		if !strings.Contains(a.text, `"contact":{"name":"Gus Example","email":"gsu@example.com","phone":"+353872223344"},"history":[{"type":"PLACED","from":null,"to":null,"actor":{"kind":"API_KEY"}},{"type":"CONTACT_CHANGED","from":null,"to":null,"actor":{"kind":"API_KEY"}}]`) {
			t.Errorf("name and phone: %s", a.text)
		}
		if !opens(atCheckout) || !opens(link) {
			t.Error("another phone number ends the tokens")
		}
		version := a.at("it.order.version")
		for _, same := range []vars{{}, {"email": "GSU@example.com"}} { // the second one differs in case alone
			same["phone"] = "+353872223344"
			p.send(key, update, vars{"id": id, "in": vars{"contact": same}}).good()
		}
		if !opens(atCheckout) || !opens(link) {
			t.Error("the same address ends the tokens")
		}
		p.send(key, update, vars{"id": id, "in": vars{"contact": vars{"email": wrong}}}).good()
		if a := p.send(key, update, vars{"id": id, "in": vars{"contact": vars{"email": right}, "expectedVersion": version}}); a.fault("it") != "CONFLICT" {
			t.Errorf("a stale version: %s", a.text)
		}
		a = p.send(key, update, vars{"id": id, "in": vars{"contact": vars{"email": right}}}).good()
		if !strings.Contains(a.text, `"email":"gus@example.com"`) || !strings.Contains(a.text, `{"type":"GUEST_TOKENS_REVOKED","from":null,"to":null,"actor":{"kind":"API_KEY"}}]`) {
			t.Errorf("another address: %s", a.text)
		}
		if opens(atCheckout) || opens(link) {
			t.Error("a token that went to the wrong address opens the order")
		}
		if p.send(nil, byNumber, vars{"n": number, "e": wrong}).good().at("order") != nil || p.send(nil, byNumber, vars{"n": number, "e": right}).good().at("order") == nil {
			t.Error("the number goes with the old address")
		}
		if again := p.send(key, checkout, vars{"e": wrong, "k": "k1"}).good(); again.str("checkout.order.id") != id || again.at("checkout.guestOrderToken") != nil {
			t.Errorf("the checkout sent again: %s", again.text)
		}
		for name, v := range map[string]vars{
			"search, email": {"s": right}, "search, phone": {"s": "087 222 3344"}, "search, name": {"s": "gus example"},
			"filter, email": {"f": vars{"contact": vars{"email": vars{"eq": right}}}}, "filter, name": {"f": vars{"contact": vars{"name": vars{"eq": "gus example"}}}},
		} {
			if a := p.send(key, find, v).good(); a.at("orders.nodes.0.id") != id {
				t.Errorf("%s does not find it: %s", name, a.text)
			}
		}
		if a := p.send(key, find, vars{"s": wrong}).good(); a.at("orders.nodes.0.id") != nil {
			t.Error("the old address finds it")
		}
		fresh := mailed(number, right)
		if !opens(fresh) {
			t.Error("a new link does not open the order")
		}

		if a := p.send(key, revoke, vars{"id": id}).good(); a.str("it.orderId") != id || !strings.Contains(a.text, "GUEST_TOKENS_REVOKED") || opens(fresh) {
			t.Errorf("revoked: %s", a.text)
		}
		otherID, _, other := place(right, "k2")
		if !opens(other) {
			t.Error("another order's token does not open it")
		}
		p.send(key, revoke, vars{"id": otherID}).good()
		if opens(other) {
			t.Error("a token that was revoked opens the order")
		}
		customer, _ := p.signUp("ann@example.com")
		own := p.send(key, `mutation($c: ID!) { checkout(input: { customerId: $c, items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], billingSameAsShipping: true,
			shippingAddress: { address: { firstName: "Ann", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { id } userErrors { code field message } } }`, vars{"c": customer}).good().str("checkout.order.id")
		if a := p.send(key, revoke, vars{"id": own}); a.fault("it") != "STEP_NOT_ALLOWED" {
			t.Errorf("a customer's order: %s", a.text)
		}
		if a := p.send(key, update, vars{"id": own, "in": vars{"contact": vars{"email": right}}}).good(); strings.Contains(a.text, "GUEST_TOKENS") {
			t.Errorf("a customer's order: %s", a.text)
		}
		if a := p.send(key, revoke, vars{"id": "order_x"}); a.code() != "NOT_FOUND" {
			t.Errorf("no order: %s", a.text)
		}
	})
}

// TestRevokedOrdersAreNotShownByTheirQuote: what once placed a guest's order does not open it once its tokens were revoked.
func TestRevokedOrdersAreNotShownByTheirQuote(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		quote := p.send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) {
			quote { token } userErrors { code field message } } }`, nil).good().str("createQuote.quote.token")
		place := func() *answer {
			return p.send(nil, `mutation($q: String!) { done: checkout(input: { quote: $q, contact: { name: "Gus", email: "gus@example.com" }, billingSameAsShipping: true,
				shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) {
				order { id shippingAddress { line1 } } guestOrderToken userErrors { code field message } } }`, vars{"q": quote})
		}
		id := place().good().str("done.order.id")
		if again := place().good(); again.str("done.order.id") != id || again.at("done.guestOrderToken") == nil {
			t.Errorf("sent again: %s", again.text)
		}
		p.send(key, `mutation($id: ID!) { revokeGuestOrderTokens(orderId: $id) { userErrors { code field message } } }`, vars{"id": id}).good()
		if again := place(); again.fault("done") != "QUOTE_USED" || strings.Contains(again.text, id) {
			t.Errorf("after its tokens were revoked: %s", again.text)
		}
	})
}
