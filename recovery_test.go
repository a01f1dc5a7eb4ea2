package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestAnswersTellNoAddress: what a visitor asks for by email answers to the letter the same, whoever has the address.
func TestAnswersTellNoAddress(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := environ(t, o, "CLIENTELE_EMAIL_VERIFICATION=required")
		p := start(t, env...)
		key := p.key(everything...)
		a := p.send(key, `mutation { createCustomer(input: { email: "known@example.com", password: "correct horse" }) { emailSent customer { emailVerified } userErrors { code } } }`, nil).good()
		if !strings.Contains(a.text, `{"emailSent":false,"customer":{"emailVerified":false},"userErrors":[]}`) {
			t.Errorf("a key: %s", a.text)
		}
		for name, c := range map[string]struct{ query, want string }{
			"createCustomer":       {`mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } customerToken { accessToken } emailSent userErrors { code } } }`, `{"customer":null,"customerToken":null,"emailSent":true,"userErrors":[]}`},
			"requestPasswordReset": {`mutation($e: String!) { requestPasswordReset(email: $e) { emailSent userErrors { code } } }`, `{"emailSent":true,"userErrors":[]}`},
			"requestLoginCode":     {`mutation($e: String!) { requestLoginCode(email: $e) { emailSent userErrors { code } } }`, `{"emailSent":true,"userErrors":[]}`},
			"creating":             {`mutation($e: String!) { creating: requestLoginCode(email: $e, createAccount: true) { emailSent userErrors { code } } }`, `{"emailSent":true,"userErrors":[]}`},
		} {
			for _, email := range []string{"known@example.com", "unknown@example.com"} {
				if a := p.send(nil, c.query, vars{"e": email}); a.text != `{"data":{"`+name+`":`+c.want+`}}` {
					t.Errorf("%s for %s: %s", name, email, a.text)
				}
			}
		}
		if a := p.send(key, `{ customers { totalCount } shop { emailVerification } }`, nil).good(); !strings.Contains(a.text, `{"customers":{"totalCount":1},"shop":{"emailVerification":"REQUIRED"}}`) {
			t.Errorf("afterwards: %s", a.text)
		}
	})
}

// TestOneTryARequest: neither aliases nor different fields try two secrets at once, and none travels in a URL.
func TestOneTryARequest(t *testing.T) {
	p := start(t, tokenKey, "CLIENTELE_DATA="+t.TempDir())
	_, ann := p.signUp("ann@example.com")
	for _, query := range []string{
		`mutation { a: loginWithCode(code: "x") { userErrors { code } } b: loginWithCode(code: "y") { userErrors { code } } }`,
		`mutation { requestLoginCode(email: "a@example.com") { emailSent } requestPasswordReset(email: "a@example.com") { emailSent } }`,
		`mutation { resetPassword(token: "x", password: "correct horse") { userErrors { code } } verifyEmail(token: "x") { userErrors { code } } }`,
		`mutation { requestEmailVerification { emailSent } requestEmailChange(newEmail: "a@example.com") { emailSent } }`,
		`mutation { claimGuestOrder(token: "x") { userErrors { code } } requestGuestOrderLink(number: "x", email: "a@example.com") { emailSent } }`,
		`{ a: guestOrderByNumber(number: "x", email: "a@example.com") { id } b: guestOrderByNumber(number: "y", email: "a@example.com") { id } }`,
	} {
		if a := p.send(ann, query, nil); a.code() != "TOO_COMPLEX" {
			t.Errorf("%s: %s", query, a.text)
		}
	}
	for _, query := range []string{
		`{ guestOrderByNumber(number: "x", email: "a@example.com") { id } }`,
		`mutation { loginWithCode(code: "x") { userErrors { code } } }`,
	} {
		r, err := http.Get(p.url + "/graphql?query=" + url.QueryEscape(query))
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s by GET: %d", query, r.StatusCode)
		}
	}
	if a := p.send(nil, `{ shop { emailVerification } guestOrderByNumber(number: "x", email: "a@example.com") { id } }`, nil).good(); a.text != `{"data":{"shop":{"emailVerification":"OPTIONAL"},"guestOrderByNumber":null}}` {
		t.Errorf("%s", a.text)
	}
}

// TestAttachedOrdersTellGuestsNothing: the guest goes on seeing the order, and not whose it has become.
func TestAttachedOrdersTellGuestsNothing(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		id, ann := p.signUp("ann@example.com")
		a := p.send(key, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "G", email: "g@example.com" },
			shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) {
			guestOrderToken order { id number } userErrors { code field message } } }`, nil).good()
		token, order, number := a.str("checkout.guestOrderToken"), a.str("checkout.order.id"), a.str("checkout.order.number")
		b := p.send(key, `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { order { customer { id } history { type customerId actor { kind name } } } userErrors { code } } }`, vars{"o": order, "c": id}).good()
		if !strings.Contains(b.text, `"customer":{"id":"`+id+`"}`) || !strings.Contains(b.text, `{"type":"ATTACHED","customerId":"`+id+`","actor":{"kind":"API_KEY","name":"test"}}`) {
			t.Errorf("the staff see %s", b.text)
		}
		for name, a := range map[string]*answer{
			"by token":                             p.send(nil, `query($t: String!) { guestOrder(token: $t) { number customer { id } history { type from to actor { kind } } } }`, vars{"t": token}).good(),
			"by number":                            p.send(nil, `query($n: String!) { guestOrder: guestOrderByNumber(number: $n, email: "G@example.com") { number customer { id } history { type from to actor { kind } } } }`, vars{"n": number}).good(),
			"by number, signed in as its customer": p.send(ann, `query($n: String!) { guestOrder: guestOrderByNumber(number: $n, email: "G@example.com") { number customer { id } history { type from to actor { kind } } } }`, vars{"n": number}).good(),
		} {
			if a.str("guestOrder.number") != number || a.at("guestOrder.customer") != nil || strings.Contains(a.text, id) || strings.Contains(a.text, "ann@") {
				t.Errorf("%s: %s", name, a.text)
			}
		}
		if a := p.send(nil, `query($t: String!) { guestOrder(token: $t) { history { customerId } } }`, vars{"t": token}); a.code() != "FORBIDDEN" {
			t.Errorf("a guest asks for whom: %s", a.text)
		}
		if a := p.send(ann, `{ me { orders { nodes { id customer { id } } } } }`, nil).good(); !strings.Contains(a.text, order) {
			t.Errorf("she does not see it: %s", a.text)
		}
		p.send(key, `mutation($o: ID!) { detachOrder(orderId: $o) { order { customer { id } } userErrors { code } } }`, vars{"o": order}).good()
		if a := p.send(ann, `{ me { orders { nodes { id } } } }`, nil).good(); strings.Contains(a.text, order) {
			t.Errorf("she still sees it: %s", a.text)
		}
	})
}
