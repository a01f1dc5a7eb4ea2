package access

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestGuestTokensAreRevoked checks that after staff correct the contact of a guest order or revoke its tokens, earlier
// tokens no longer open it.
func TestGuestTokensAreRevoked(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
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
		key := p.APIKey(apptest.AllScopes...)
		place := func(email, k string) (id, number, token string) {
			a := p.Send(key, checkout, apptest.Vars{"e": email, "k": k}).OK()
			return a.Text("checkout.order.id"), a.Text("checkout.order.number"), a.Text("checkout.guestOrderToken")
		}
		opens := func(token string) bool { return p.Send(nil, open, apptest.Vars{"t": token}).OK().At("order") != nil }
		mailed := func(number, to string) string {
			p.Send(nil, askLink, apptest.Vars{"n": number, "e": to}).OK()
			return box.Next(to, "Your order "+number).Token("/guest-order")
		}

		id, number, atCheckout := place(wrong, "k1")
		link := mailed(number, wrong)
		if !opens(atCheckout) || !opens(link) {
			t.Fatal("a token does not open the order")
		}
		for _, c := range []struct {
			name, code string
			in         apptest.Vars
			field      string
		}{
			{"null", "REQUIRED", nil, `["input","contact"]`},
			{"no name", "REQUIRED", apptest.Vars{"name": nil}, `["input","contact","name"]`},
			{"an empty name", "REQUIRED", apptest.Vars{"name": " "}, `["input","contact","name"]`},
			{"no email address", "REQUIRED", apptest.Vars{"email": nil}, `["input","contact","email"]`},
			{"invalid email address", "INVALID", apptest.Vars{"email": "gus"}, `["input","contact","email"]`},
			{"what is no phone number", "INVALID", apptest.Vars{"phone": "123"}, `["input","contact","phone"]`},
		} {
			var contact any = c.in
			if c.in == nil {
				contact = nil
			}
			a := p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"contact": contact}})
			if a.UserErrorCode("it") != c.code || !strings.Contains(a.Body, `"field":`+c.field) {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		a := p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"contact": apptest.Vars{"name": "Gus Example", "phone": "087 222 3344"}}}).OK()
		if !strings.Contains(a.Body, `"contact":{"name":"Gus Example","email":"gsu@example.com","phone":"+353872223344"},"history":[{"type":"PLACED","from":null,"to":null,"actor":{"kind":"API_KEY"}},{"type":"CONTACT_CHANGED","from":null,"to":null,"actor":{"kind":"API_KEY"}}]`) {
			t.Errorf("name and phone: %s", a.Body)
		}
		if !opens(atCheckout) || !opens(link) {
			t.Error("another phone number ends the tokens")
		}
		version := a.At("it.order.version")
		for _, same := range []apptest.Vars{{}, {"email": "GSU@example.com"}} { // the second differs in case only
			same["phone"] = "+353872223344"
			p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"contact": same}}).OK()
		}
		if !opens(atCheckout) || !opens(link) {
			t.Error("the same address ends the tokens")
		}
		p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"contact": apptest.Vars{"email": wrong}}}).OK()
		if a := p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"contact": apptest.Vars{"email": right}, "expectedVersion": version}}); a.UserErrorCode("it") != "CONFLICT" {
			t.Errorf("a stale version: %s", a.Body)
		}
		a = p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"contact": apptest.Vars{"email": right}}}).OK()
		if !strings.Contains(a.Body, `"email":"gus@example.com"`) || !strings.Contains(a.Body, `{"type":"GUEST_TOKENS_REVOKED","from":null,"to":null,"actor":{"kind":"API_KEY"}}]`) {
			t.Errorf("another address: %s", a.Body)
		}
		if opens(atCheckout) || opens(link) {
			t.Error("a token that went to the wrong address opens the order")
		}
		if p.Send(nil, byNumber, apptest.Vars{"n": number, "e": wrong}).OK().At("order") != nil || p.Send(nil, byNumber, apptest.Vars{"n": number, "e": right}).OK().At("order") == nil {
			t.Error("the number goes with the old address")
		}
		if again := p.Send(key, checkout, apptest.Vars{"e": wrong, "k": "k1"}).OK(); again.Text("checkout.order.id") != id || again.At("checkout.guestOrderToken") != nil {
			t.Errorf("the checkout sent again: %s", again.Body)
		}
		for name, v := range map[string]apptest.Vars{
			"search, email": {"s": right}, "search, phone": {"s": "087 222 3344"}, "search, name": {"s": "gus example"},
			"filter, email": {"f": apptest.Vars{"contact": apptest.Vars{"email": apptest.Vars{"eq": right}}}}, "filter, name": {"f": apptest.Vars{"contact": apptest.Vars{"name": apptest.Vars{"eq": "gus example"}}}},
		} {
			if a := p.Send(key, find, v).OK(); a.At("orders.nodes.0.id") != id {
				t.Errorf("%s does not find it: %s", name, a.Body)
			}
		}
		if a := p.Send(key, find, apptest.Vars{"s": wrong}).OK(); a.At("orders.nodes.0.id") != nil {
			t.Error("the old address finds it")
		}
		fresh := mailed(number, right)
		if !opens(fresh) {
			t.Error("a new link does not open the order")
		}

		if a := p.Send(key, revoke, apptest.Vars{"id": id}).OK(); a.Text("it.orderId") != id || !strings.Contains(a.Body, "GUEST_TOKENS_REVOKED") || opens(fresh) {
			t.Errorf("revoked: %s", a.Body)
		}
		otherID, _, other := place(right, "k2")
		if !opens(other) {
			t.Error("another order's token does not open it")
		}
		p.Send(key, revoke, apptest.Vars{"id": otherID}).OK()
		if opens(other) {
			t.Error("a token that was revoked opens the order")
		}
		customer, _ := p.SignUp("ann@example.com")
		own := p.Send(key, `mutation($c: ID!) { checkout(input: { customerId: $c, items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], billingSameAsShipping: true,
			shippingAddress: { address: { firstName: "Ann", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { id } userErrors { code field message } } }`, apptest.Vars{"c": customer}).OK().Text("checkout.order.id")
		if a := p.Send(key, revoke, apptest.Vars{"id": own}); a.UserErrorCode("it") != "STEP_NOT_ALLOWED" {
			t.Errorf("a customer's order: %s", a.Body)
		}
		if a := p.Send(key, update, apptest.Vars{"id": own, "in": apptest.Vars{"contact": apptest.Vars{"email": right}}}).OK(); strings.Contains(a.Body, "GUEST_TOKENS") {
			t.Errorf("a customer's order: %s", a.Body)
		}
		if a := p.Send(key, revoke, apptest.Vars{"id": "order_x"}); a.ErrorCode() != "NOT_FOUND" {
			t.Errorf("no order: %s", a.Body)
		}
	})
}

// TestRevokedGuestOrderIsNotShownByQuote checks that repeating the checkout does not return a guest order after its
// tokens were revoked.
func TestRevokedGuestOrderIsNotShownByQuote(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		quote := p.Send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) {
			quote { token } userErrors { code field message } } }`, nil).OK().Text("createQuote.quote.token")
		place := func() *apptest.Response {
			return p.Send(nil, `mutation($q: String!) { done: checkout(input: { quote: $q, contact: { name: "Gus", email: "gus@example.com" }, billingSameAsShipping: true,
				shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) {
				order { id shippingAddress { line1 } } guestOrderToken userErrors { code field message } } }`, apptest.Vars{"q": quote})
		}
		id := place().OK().Text("done.order.id")
		if again := place().OK(); again.Text("done.order.id") != id || again.At("done.guestOrderToken") == nil {
			t.Errorf("sent again: %s", again.Body)
		}
		p.Send(key, `mutation($id: ID!) { revokeGuestOrderTokens(orderId: $id) { userErrors { code field message } } }`, apptest.Vars{"id": id}).OK()
		if again := place(); again.UserErrorCode("done") != "QUOTE_USED" || strings.Contains(again.Body, id) {
			t.Errorf("after its tokens were revoked: %s", again.Body)
		}
	})
}
