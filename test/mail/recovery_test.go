package mail

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// TestEmailRequestsRevealNoAddress checks that requests for email get the same response whether or not the address has
// an account.
func TestEmailRequestsRevealNoAddress(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o, "CLIENTELE_EMAIL_VERIFICATION=required")
		p := apptest.Start(t, env...)
		key := p.APIKey(apptest.AllScopes...)
		a := p.Send(key, `mutation { createCustomer(input: { email: "known@example.com", password: "correct horse" }) { emailSent customer { emailVerified } userErrors { code } } }`, nil).OK()
		if !strings.Contains(a.Body, `{"emailSent":false,"customer":{"emailVerified":false},"userErrors":[]}`) {
			t.Errorf("a key: %s", a.Body)
		}
		for name, c := range map[string]struct{ query, want string }{
			"createCustomer":       {`mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } customerToken { accessToken } emailSent userErrors { code } } }`, `{"customer":null,"customerToken":null,"emailSent":true,"userErrors":[]}`},
			"requestPasswordReset": {`mutation($e: String!) { requestPasswordReset(email: $e) { emailSent userErrors { code } } }`, `{"emailSent":true,"userErrors":[]}`},
			"requestLoginCode":     {`mutation($e: String!) { requestLoginCode(email: $e) { emailSent userErrors { code } } }`, `{"emailSent":true,"userErrors":[]}`},
			"creating":             {`mutation($e: String!) { creating: requestLoginCode(email: $e, createAccount: true) { emailSent userErrors { code } } }`, `{"emailSent":true,"userErrors":[]}`},
		} {
			for _, email := range []string{"known@example.com", "unknown@example.com"} {
				if a := p.Send(nil, c.query, apptest.Vars{"e": email}); a.Body != `{"data":{"`+name+`":`+c.want+`}}` {
					t.Errorf("%s for %s: %s", name, email, a.Body)
				}
			}
		}
		if a := p.Send(key, `{ customers { totalCount } shop { emailVerification } }`, nil).OK(); !strings.Contains(a.Body, `{"customers":{"totalCount":1},"shop":{"emailVerification":"REQUIRED"}}`) {
			t.Errorf("afterwards: %s", a.Body)
		}
	})
}

// TestOneSecretPerRequest checks that a request cannot try two secrets, with aliases or with different fields, and that
// secrets are not accepted in a URL.
func TestOneSecretPerRequest(t *testing.T) {
	p := apptest.Start(t, apptest.TokenKey, apptest.Data(t))
	_, ann := p.SignUp("ann@example.com")
	for _, query := range []string{
		`mutation { a: loginWithCode(code: "x") { userErrors { code } } b: loginWithCode(code: "y") { userErrors { code } } }`,
		`mutation { requestLoginCode(email: "a@example.com") { emailSent } requestPasswordReset(email: "a@example.com") { emailSent } }`,
		`mutation { resetPassword(token: "x", password: "correct horse") { userErrors { code } } verifyEmail(token: "x") { userErrors { code } } }`,
		`mutation { requestEmailVerification { emailSent } requestEmailChange(newEmail: "a@example.com") { emailSent } }`,
		`mutation { claimGuestOrder(token: "x") { userErrors { code } } requestGuestOrderLink(number: "x", email: "a@example.com") { emailSent } }`,
		`{ a: guestOrderByNumber(number: "x", email: "a@example.com") { id } b: guestOrderByNumber(number: "y", email: "a@example.com") { id } }`,
	} {
		if a := p.Send(ann, query, nil); a.ErrorCode() != "TOO_COMPLEX" {
			t.Errorf("%s: %s", query, a.Body)
		}
	}
	for _, query := range []string{
		`{ guestOrderByNumber(number: "x", email: "a@example.com") { id } }`,
		`mutation { loginWithCode(code: "x") { userErrors { code } } }`,
	} {
		r, err := http.Get(p.URL + "/graphql?query=" + url.QueryEscape(query))
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s by GET: %d", query, r.StatusCode)
		}
	}
	if a := p.Send(nil, `{ shop { emailVerification } guestOrderByNumber(number: "x", email: "a@example.com") { id } }`, nil).OK(); a.Body != `{"data":{"shop":{"emailVerification":"OPTIONAL"},"guestOrderByNumber":null}}` {
		t.Errorf("%s", a.Body)
	}
}

// TestAttachedOrdersStayVisibleToGuests checks that a guest still sees an order after it was added to an account, but
// not the account.
func TestAttachedOrdersStayVisibleToGuests(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		id, ann := p.SignUp("ann@example.com")
		a := p.Send(key, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "G", email: "g@example.com" },
			shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) {
			guestOrderToken order { id number } userErrors { code field message } } }`, nil).OK()
		token, order, number := a.Text("checkout.guestOrderToken"), a.Text("checkout.order.id"), a.Text("checkout.order.number")
		b := p.Send(key, `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { order { customer { id } history { type customerId actor { kind name } } } userErrors { code } } }`, apptest.Vars{"o": order, "c": id}).OK()
		if !strings.Contains(b.Body, `"customer":{"id":"`+id+`"}`) || !strings.Contains(b.Body, `{"type":"ATTACHED","customerId":"`+id+`","actor":{"kind":"API_KEY","name":"test"}}`) {
			t.Errorf("the staff see %s", b.Body)
		}
		for name, a := range map[string]*apptest.Response{
			"by token":                             p.Send(nil, `query($t: String!) { guestOrder(token: $t) { number customer { id } history { type from to actor { kind } } } }`, apptest.Vars{"t": token}).OK(),
			"by number":                            p.Send(nil, `query($n: String!) { guestOrder: guestOrderByNumber(number: $n, email: "G@example.com") { number customer { id } history { type from to actor { kind } } } }`, apptest.Vars{"n": number}).OK(),
			"by number, signed in as its customer": p.Send(ann, `query($n: String!) { guestOrder: guestOrderByNumber(number: $n, email: "G@example.com") { number customer { id } history { type from to actor { kind } } } }`, apptest.Vars{"n": number}).OK(),
		} {
			if a.Text("guestOrder.number") != number || a.At("guestOrder.customer") != nil || strings.Contains(a.Body, id) || strings.Contains(a.Body, "ann@") {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		if a := p.Send(nil, `query($t: String!) { guestOrder(token: $t) { history { customerId } } }`, apptest.Vars{"t": token}); a.ErrorCode() != "FORBIDDEN" {
			t.Errorf("a guest asks for whom: %s", a.Body)
		}
		if a := p.Send(ann, `{ me { orders { nodes { id customer { id } } } } }`, nil).OK(); !strings.Contains(a.Body, order) {
			t.Errorf("she does not see it: %s", a.Body)
		}
		p.Send(key, `mutation($o: ID!) { detachOrder(orderId: $o) { order { customer { id } } userErrors { code } } }`, apptest.Vars{"o": order}).OK()
		if a := p.Send(ann, `{ me { orders { nodes { id } } } }`, nil).OK(); strings.Contains(a.Body, order) {
			t.Errorf("she still sees it: %s", a.Body)
		}
	})
}
