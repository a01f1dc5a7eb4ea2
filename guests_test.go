package main

import (
	"strings"
	"testing"
)

// TestGuestsOrders: a guest's order is found by its number, opened by the emailed link, and taken into an account by it; nothing
// links by itself.
func TestGuestsOrders(t *testing.T) {
	onMail(t, nil, func(t *testing.T, p *program, box *mailServer) {
		const (
			byNumber = `query($n: String!, $e: String!) { order: guestOrderByNumber(number: $n, email: $e) { id number contact { email } } }`
			askLink  = `mutation($n: String!, $e: String!) { requestGuestOrderLink(number: $n, email: $e) { emailSent userErrors { code } } }`
			open     = `query($t: String!) { order: guestOrder(token: $t) { id history { type } } }`
			claim    = `mutation($t: String!) { done: claimGuestOrder(token: $t) { order { id customer { id } } userErrors { code field message } } }`
			gus      = "gus@example.com"
		)
		key := p.key(everything...)
		id, account := p.signUp(gus)
		p.send(account, askVerification, nil).good()
		made := p.send(key, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "Gus", email: "Gus@example.com" },
			shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) {
			guestOrderToken order { id number } userErrors { code field message } } }`, nil).good()
		order, number, atCheckout := made.str("checkout.order.id"), made.str("checkout.order.number"), made.str("checkout.guestOrderToken")
		orders := func() string {
			return p.send(account, `{ me { orders { nodes { id } } } }`, nil).good().text
		}

		if a := p.send(nil, byNumber, vars{"n": " " + strings.ToLower(number), "e": "GUS@EXAMPLE.com"}).good(); a.str("order.id") != order {
			t.Errorf("by its number: %s", a.text)
		}
		wrong := p.whole(byNumber, vars{"n": number, "e": "eve@example.com"})
		if unknown := p.whole(byNumber, vars{"n": number + "0", "e": gus}); wrong != unknown || !strings.Contains(wrong, `{"data":{"order":null}}`) {
			t.Errorf("a wrong address answers %s, a wrong number %s", wrong, unknown)
		}
		sent := p.whole(askLink, vars{"n": number, "e": gus})
		for name, v := range map[string]vars{"a wrong address": {"n": number, "e": "eve@example.com"}, "a wrong number": {"n": number + "0", "e": gus}} {
			if got := p.whole(askLink, v); got != sent {
				t.Errorf("%s answers %s, the right ones %s", name, got, sent)
			}
		}
		proof := box.next(gus, "Confirm your email").token("/verify-email")
		l := box.next("Gus@example.com", "Your order "+number)
		token := l.token("/guest-order")
		if got := p.settled(key, "eve@example.com"); got != "guest_order_link DROPPED" {
			t.Errorf("to a wrong address: %s", got)
		}

		for range 2 {
			if a := p.send(nil, open, vars{"t": token}).good(); a.str("order.id") != order {
				t.Errorf("by the link: %s", a.text)
			}
		}
		if a := p.send(nil, claim, vars{"t": token}); a.code() != "UNAUTHENTICATED" {
			t.Errorf("claimed by a visitor: %s", a.text)
		}
		if got := p.send(account, claim, vars{"t": token}).fault("done"); got != "EMAIL_UNVERIFIED" {
			t.Errorf("claimed by an account with an unverified address: %q", got)
		}
		if p.send(account, confirm, vars{"t": proof}).good(); strings.Contains(orders(), order) {
			t.Error("the order was linked by itself")
		}
		if got := p.send(account, claim, vars{"t": atCheckout}).fault("done"); got != "TOKEN_INVALID" {
			t.Errorf("claimed by the token of the checkout: %q", got)
		}
		if a := p.send(account, claim, vars{"t": token}).good(); a.str("done.order.customer.id") != id || !strings.Contains(orders(), order) {
			t.Errorf("%s", a.text)
		}
		if got := p.send(account, claim, vars{"t": token}).fault("done"); got != "TOKEN_INVALID" {
			t.Errorf("claimed once more: %q", got)
		}
		if a := p.send(nil, open, vars{"t": token}).good(); a.at("order") != nil {
			t.Errorf("a link that is used up: %s", a.text)
		}

		other := p.create(key, vars{"email": "other@example.com"})
		const attach = `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { userErrors { code } } }`
		if got := p.send(key, attach, vars{"o": order, "c": other}).fault("attachOrder"); got != "STEP_NOT_ALLOWED" {
			t.Errorf("another's order: %q", got)
		}
		p.send(key, `mutation($o: ID!) { detachOrder(orderId: $o) { userErrors { code } } }`, vars{"o": order}).good()
		p.send(key, attach, vars{"o": order, "c": other}).good()
		history := p.send(key, `query($o: ID!) { order(id: $o) { history { type customerId actor { kind } } } }`, vars{"o": order}).good().text
		for _, want := range []string{`{"type":"CLAIMED","customerId":"` + id + `","actor":{"kind":"CUSTOMER"}}`, `{"type":"DETACHED","customerId":"` + id + `","actor":{"kind":"API_KEY"}}`, `{"type":"ATTACHED","customerId":"` + other + `","actor":{"kind":"API_KEY"}}`} {
			if !strings.Contains(history, want) {
				t.Errorf("the history lacks %s: %s", want, history)
			}
		}
		if rest := box.unread(); len(rest) > 0 || strings.Contains(orders(), order) {
			t.Errorf("other emails arrived: %v; she still sees it: %v", rest, strings.Contains(orders(), order))
		}
	})
}
