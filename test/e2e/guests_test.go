package e2e

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestGuestOrders finds a guest order by its number, opens it with the emailed link and adds it to an account. An order
// is never linked to an account automatically.
func TestGuestOrders(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		const (
			byNumber = `query($n: String!, $e: String!) { order: guestOrderByNumber(number: $n, email: $e) { id number contact { email } } }`
			askLink  = `mutation($n: String!, $e: String!) { requestGuestOrderLink(number: $n, email: $e) { emailSent userErrors { code } } }`
			open     = `query($t: String!) { order: guestOrder(token: $t) { id history { type } } }`
			claim    = `mutation($t: String!) { done: claimGuestOrder(token: $t) { order { id customer { id } } userErrors { code field message } } }`
			gus      = "gus@example.com"
		)
		key := p.APIKey(apptest.AllScopes...)
		id, account := p.SignUp(gus)
		p.Send(account, apptest.RequestEmailVerification, nil).OK()
		made := p.Send(key, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "Gus", email: "Gus@example.com" },
			shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) {
			guestOrderToken order { id number } userErrors { code field message } } }`, nil).OK()
		order, number, atCheckout := made.Text("checkout.order.id"), made.Text("checkout.order.number"), made.Text("checkout.guestOrderToken")
		orders := func() string {
			return p.Send(account, `{ me { orders { nodes { id } } } }`, nil).OK().Body
		}

		if a := p.Send(nil, byNumber, apptest.Vars{"n": " " + strings.ToLower(number), "e": "GUS@EXAMPLE.com"}).OK(); a.Text("order.id") != order {
			t.Errorf("by its number: %s", a.Body)
		}
		wrong := p.RawResponse(byNumber, apptest.Vars{"n": number, "e": "eve@example.com"})
		if unknown := p.RawResponse(byNumber, apptest.Vars{"n": number + "0", "e": gus}); wrong != unknown || !strings.Contains(wrong, `{"data":{"order":null}}`) {
			t.Errorf("a wrong address answers %s, a wrong number %s", wrong, unknown)
		}
		sent := p.RawResponse(askLink, apptest.Vars{"n": number, "e": gus})
		for name, v := range map[string]apptest.Vars{"a wrong address": {"n": number, "e": "eve@example.com"}, "a wrong number": {"n": number + "0", "e": gus}} {
			if got := p.RawResponse(askLink, v); got != sent {
				t.Errorf("%s answers %s, the right ones %s", name, got, sent)
			}
		}
		proof := box.Next(gus, "Confirm your email").Token("/verify-email")
		l := box.Next("Gus@example.com", "Your order "+number)
		token := l.Token("/guest-order")
		if got := p.WaitForEmails(key, "eve@example.com"); got != "guest_order_link DROPPED" {
			t.Errorf("to a wrong address: %s", got)
		}

		for range 2 {
			if a := p.Send(nil, open, apptest.Vars{"t": token}).OK(); a.Text("order.id") != order {
				t.Errorf("by the link: %s", a.Body)
			}
		}
		if a := p.Send(nil, claim, apptest.Vars{"t": token}); a.ErrorCode() != "UNAUTHENTICATED" {
			t.Errorf("claimed by a visitor: %s", a.Body)
		}
		if got := p.Send(account, claim, apptest.Vars{"t": token}).UserErrorCode("done"); got != "EMAIL_UNVERIFIED" {
			t.Errorf("claimed by an account with an unverified address: %q", got)
		}
		if p.Send(account, apptest.VerifyEmail, apptest.Vars{"t": proof}).OK(); strings.Contains(orders(), order) {
			t.Error("the order was linked by itself")
		}
		if got := p.Send(account, claim, apptest.Vars{"t": atCheckout}).UserErrorCode("done"); got != "TOKEN_INVALID" {
			t.Errorf("claimed by the token of the checkout: %q", got)
		}
		if a := p.Send(account, claim, apptest.Vars{"t": token}).OK(); a.Text("done.order.customer.id") != id || !strings.Contains(orders(), order) {
			t.Errorf("%s", a.Body)
		}
		if got := p.Send(account, claim, apptest.Vars{"t": token}).UserErrorCode("done"); got != "TOKEN_INVALID" {
			t.Errorf("claimed once more: %q", got)
		}
		if a := p.Send(nil, open, apptest.Vars{"t": token}).OK(); a.At("order") != nil {
			t.Errorf("a link that is used up: %s", a.Body)
		}

		other := p.CreateCustomer(key, apptest.Vars{"email": "other@example.com"})
		const attach = `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { userErrors { code } } }`
		if got := p.Send(key, attach, apptest.Vars{"o": order, "c": other}).UserErrorCode("attachOrder"); got != "STEP_NOT_ALLOWED" {
			t.Errorf("another's order: %q", got)
		}
		p.Send(key, `mutation($o: ID!) { detachOrder(orderId: $o) { userErrors { code } } }`, apptest.Vars{"o": order}).OK()
		p.Send(key, attach, apptest.Vars{"o": order, "c": other}).OK()
		history := p.Send(key, `query($o: ID!) { order(id: $o) { history { type customerId actor { kind } } } }`, apptest.Vars{"o": order}).OK().Body
		for _, want := range []string{`{"type":"CLAIMED","customerId":"` + id + `","actor":{"kind":"CUSTOMER"}}`, `{"type":"DETACHED","customerId":"` + id + `","actor":{"kind":"API_KEY"}}`, `{"type":"ATTACHED","customerId":"` + other + `","actor":{"kind":"API_KEY"}}`} {
			if !strings.Contains(history, want) {
				t.Errorf("the history lacks %s: %s", want, history)
			}
		}
		if rest := box.Unread(); len(rest) > 0 || strings.Contains(orders(), order) {
			t.Errorf("other emails arrived: %v; she still sees it: %v", rest, strings.Contains(orders(), order))
		}
	})
}
