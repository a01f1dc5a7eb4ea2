package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
)

// checkoutAsGuest places a guest's order from an address and returns its number.
func (p *program) checkoutAsGuest(key, from headers, email string) string {
	p.t.Helper()
	quote := p.send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { quote { token } userErrors { code } } }`, nil).
		good().str("createQuote.quote.token")
	return p.send(from, `mutation($q: String!, $e: String!) { checkout(input: { quote: $q, contact: { name: "Gus", email: $e }, billingSameAsShipping: true,
		shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { number } userErrors { code field message } } }`, vars{"q": quote, "e": email}).
		good().str("checkout.order.number")
}

// TestOwnersAreNoStrangers: on every operation that is paced for strangers, whoever comes from where the account was used before, or
// with a session of it, neither counts in that pace nor waits for it; anybody else does, known account or not.
func TestOwnersAreNoStrangers(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := served(t, o)
		const home = "192.0.2.1"
		made := p.send(at(home), `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) { customer { id } customerToken { accessToken } userErrors { code } } }`, nil).good()
		ann := headers{"X-Customer-Token": made.str("createCustomer.customerToken.accessToken")}
		owner := p.send(at(home), `mutation($t: String!) { createFirstStaffMember(token: $t, input: { email: "olga@shop.example", name: "Olga", password: "owner's password" }) { staffToken { accessToken } userErrors { code } } }`,
			vars{"t": p.firstToken()}).good().bearer("createFirstStaffMember")
		key := p.key(everything...)
		number := p.checkoutAsGuest(key, at(home), "gus@example.com")

		for i, c := range []struct {
			name, bucket, query string
			known, unknown      vars
			session             headers // nil where there is none for it
		}{
			{
				"login", "log-in account:", `mutation($e: String!) { login(email: $e, password: "a guess of it") { userErrors { code } } }`,
				vars{"e": "ann@example.com"},
				vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"staffLogin", "staff log-in account:", `mutation($e: String!) { staffLogin(email: $e, password: "a guess of it") { userErrors { code } } }`,
				vars{"e": "olga@shop.example"},
				vars{"e": "nobody@shop.example"},
				owner,
			},
			{
				"requestPasswordReset", "email address ", `mutation($e: String!) { requestPasswordReset(email: $e) { emailSent } }`,
				vars{"e": "ann@example.com"},
				vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"requestLoginCode", "email address ", `mutation($e: String!) { requestLoginCode(email: $e) { emailSent } }`,
				vars{"e": "ann@example.com"},
				vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"loginWithCode", "code account:", `mutation($e: String!) { loginWithCode(email: $e, code: "AAAAAAAAAA") { userErrors { code } } }`,
				vars{"e": "ann@example.com"},
				vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"guestOrderByNumber", "order number:", `query($n: String!) { guestOrderByNumber(number: $n, email: "eve@example.com") { id } }`,
				vars{"n": number},
				vars{"n": "ABCDEFGH"},
				nil,
			},
			{
				"requestGuestOrderLink", "order link number:", `mutation($n: String!) { requestGuestOrderLink(number: $n, email: "eve@example.com") { emailSent } }`,
				vars{"n": number},
				vars{"n": "ABCDEFGH"},
				nil,
			},
		} {
			paced := func() string {
				t.Helper()
				var rows []string
				if err := s.db.Read(t.Context()).Table("attempts").Where("key LIKE ?", c.bucket+"%").Order("key").Pluck("key || ' ' || ends_at", &rows).Error; err != nil {
					t.Fatal(err)
				}
				return strings.Join(rows, "\n")
			}
			for _, step := range []struct {
				name    string
				as      headers
				v       vars
				counted bool
			}{
				{"from home", at(home), c.known, false},
				{"with a session, from elsewhere", c.session.with(at(fmt.Sprintf("198.51.100.%d", i))), c.known, c.session == nil},
				{"a stranger", at(fmt.Sprintf("203.0.113.%d", i)), c.known, true},
				{"from home, on an account that there is not", at(home), c.unknown, true},
			} {
				before := paced()
				if a := p.send(step.as, c.query, step.v); len(a.Errors) > 0 {
					t.Fatalf("%s, %s: %s", c.name, step.name, a.text)
				}
				if counted := paced() != before; counted != step.counted {
					t.Errorf("%s, %s: counted as a stranger's: %v", c.name, step.name, counted)
				}
			}
		}

		// A place is known after a sign-in of each kind, and after an order was opened there.
		id := made.str("createCustomer.customer.id")
		p.send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { emailVerified: true }) { userErrors { code } } }`, vars{"id": id}).good()
		for i, in := range []func(from headers) *answer{
			func(from headers) *answer {
				return p.send(from, `mutation { login(email: "ann@example.com", password: "correct horse") { userErrors { code } } }`, nil)
			},
			func(from headers) *answer {
				_, code := s.minted(t, "SIGN_IN", id, "ann@example.com")
				return p.send(from, `mutation($c: String!) { loginWithCode(code: $c, email: "ann@example.com") { userErrors { code } } }`, vars{"c": code})
			},
			func(from headers) *answer {
				return p.send(from, staffLogin, vars{"e": "olga@shop.example", "p": "owner's password"})
			},
			func(from headers) *answer {
				return p.send(from, `query($n: String!) { guestOrderByNumber(number: $n, email: "gus@example.com") { id } }`, vars{"n": number})
			},
		} {
			places := func() (n int64) {
				t.Helper()
				if err := s.db.Read(t.Context()).Table("known_places").Count(&n).Error; err != nil {
					t.Fatal(err)
				}
				return n
			}
			from := at(fmt.Sprintf("192.0.2.%d", 100+i))
			for round, want := range []int64{places() + 1, places() + 1} {
				if in(from).good(); places() != want {
					t.Errorf("sign-in %d, round %d: %d places, want %d", i, round, places(), want)
				}
			}
		}
		// A reset gives the account to whoever has the mailbox: the places of before may have been a thief's.
		secret, _ := s.minted(t, "PASSWORD_RESET", id, "ann@example.com")
		p.send(at("198.51.100.200"), `mutation($t: String!) { resetPassword(token: $t, password: "another horse") { userErrors { code } } }`, vars{"t": secret}).good()
		var left int64
		if err := s.db.Read(t.Context()).Table("known_places").Where("customer_id = ?", id).Count(&left).Error; err != nil || left != 1 {
			t.Errorf("%d places after a reset: %v", left, err)
		}
	})
}

// TestSessionsAreBounded: whoever signs in again and again ends the sessions that were used longest ago.
func TestSessionsAreBounded(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := served(t, o)
		made := p.send(at("192.0.2.1"), `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) { customer { id } customerToken { accessToken } userErrors { code } } }`, nil).good()
		id, first := made.str("createCustomer.customer.id"), headers{"X-Customer-Token": made.str("createCustomer.customerToken.accessToken")}
		p.send(p.key(everything...), `mutation($id: ID!) { updateCustomer(id: $id, input: { emailVerified: true }) { userErrors { code } } }`, vars{"id": id}).good()
		var last headers
		for i := range 103 { // without passwords, which take longer
			_, code := s.minted(t, "SIGN_IN", id, "ann@example.com")
			a := p.send(at(fmt.Sprintf("198.51.100.%d", i)), `mutation($c: String!) { loginWithCode(code: $c, email: "ann@example.com") { customerToken { accessToken } userErrors { code } } }`, vars{"c": code}).good()
			last = headers{"X-Customer-Token": a.str("loginWithCode.customerToken.accessToken")}
		}
		if a := p.send(last, `{ me { sessions { id } } }`, nil).good(); strings.Count(a.text, `"session_`) != 100 {
			t.Errorf("%d sessions", strings.Count(a.text, `"session_`))
		}
		if a := p.send(first, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" {
			t.Errorf("the first session: %s", a.text)
		}
	})
}

// TestDevicesOfStaff: a browser in which a member signed in before is known by a cookie, wherever it is and after signing out. The
// cookie opens nothing, is of use to nobody else, and is worth ten guesses in a quarter of an hour.
func TestDevicesOfStaff(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := served(t, o)
		owner := p.owner()
		p.member(owner, "sam@shop.example", "SUPPORT")
		laptop := &browser{p: p, proxy: at("192.0.2.1")}
		const say = `mutation($e: String!, $p: String!) { staffLogin(email: $e, password: $p) { staffMember { name } userErrors { code } } }`
		laptop.send(inCookie, say, vars{"e": "olga@shop.example", "p": "owner's password"}).good()
		if d := laptop.device; d == nil || d.Name != "clientele_device" || !d.HttpOnly || d.SameSite != http.SameSiteStrictMode || d.Path != "/graphql" || time.Until(d.Expires) < 300*24*time.Hour {
			t.Fatalf("the device's cookie: %+v", d)
		}
		first := laptop.device.Value
		laptop.send(inCookie, `mutation { staffLogout { endedSessions userErrors { code } } }`, nil).good()
		if laptop.device == nil || laptop.cookie != nil {
			t.Fatalf("after signing out: %+v %+v", laptop.device, laptop.cookie)
		}

		paced := func() string {
			t.Helper()
			var rows []string
			if err := s.db.Read(t.Context()).Table("attempts").Where("key LIKE ?", "staff log-in account:%").Order("key").Pluck("key || ' ' || ends_at", &rows).Error; err != nil {
				t.Fatal(err)
			}
			return strings.Join(rows, "\n")
		}
		n := 0
		try := func(b *browser, as headers, email string) (stranger bool, code string) {
			t.Helper()
			n++
			before := paced()
			b.proxy = at(fmt.Sprintf("203.0.113.%d", n))
			a := b.send(as, say, vars{"e": email, "p": "a guess of it"})
			return paced() != before, a.code()
		}
		bad := &browser{p: p, device: &http.Cookie{Name: "clientele_device", Value: first + "x"}}
		session := &browser{p: p, device: &http.Cookie{Name: "clientele_device", Value: strings.TrimPrefix(owner["Authorization"], "Bearer ")}}
		for _, c := range []struct {
			name     string
			b        *browser
			as       headers
			email    string
			stranger bool
		}{
			{"her browser, on the train", laptop, inCookie, "olga@shop.example", false},
			{"another member in it", laptop, inCookie, "sam@shop.example", true},
			{"nobody's account in it", laptop, inCookie, "nobody@shop.example", true},
			{"a request that does not ask for cookies", laptop, nil, "olga@shop.example", true},
			{"another browser", &browser{p: p}, inCookie, "olga@shop.example", true},
			{"a forged cookie", bad, inCookie, "olga@shop.example", true},
			{"a session's token in its place", session, inCookie, "olga@shop.example", true},
		} {
			if stranger, code := try(c.b, c.as, c.email); stranger != c.stranger || code != "" {
				t.Errorf("%s: a stranger: %v, %s", c.name, stranger, code)
			}
		}
		if got := laptop.is(inCookie); got != "FORBIDDEN" {
			t.Errorf("the device alone is %s", got)
		}
		stolen := &browser{p: p, device: &http.Cookie{Name: "clientele_device", Value: first}}
		for i := range 12 { // one guess was made above
			if _, code := try(stolen, inCookie, "olga@shop.example"); (code == "RATE_LIMITED") != (i >= 9) {
				t.Errorf("guess %d by the cookie: %s", i, code)
			}
		}
		if a := p.send(at("192.0.2.1"), say, vars{"e": "olga@shop.example", "p": "owner's password"}).good(); a.str("staffLogin.staffMember.name") != "Olga" {
			t.Errorf("the owner without the cookie: %s", a.text)
		}
	})
}

// TestGuestsOrdersForgetPlaces: when the tokens of a guest's order end, so does what was known of where it was opened.
func TestGuestsOrdersForgetPlaces(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := served(t, o)
		key := p.key(everything...)
		places := func(id string) (n int64) {
			if err := s.db.Read(t.Context()).Table("known_places").Where("order_id = ?", id).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		for name, c := range map[string]struct {
			end  string
			left int64
		}{
			"another email address": {`updateOrder(id: $id, input: { contact: { email: "gus@example.com" } })`, 0},
			"another name":          {`updateOrder(id: $id, input: { contact: { name: "Gus Example" } })`, 1},
			"revoked tokens":        {`revokeGuestOrderTokens(orderId: $id)`, 0},
		} {
			number := p.checkoutAsGuest(key, at("192.0.2.1"), "gsu@example.com")
			p.send(at("192.0.2.1"), `query($n: String!) { guestOrderByNumber(number: $n, email: "gsu@example.com") { id } }`, vars{"n": number}).good()
			id := p.send(key, `query($n: String!) { orders(search: $n) { nodes { id } } }`, vars{"n": number}).good().str("orders.nodes.0.id")
			if places(id) != 1 {
				t.Fatalf("%s: the order is known from %d places", name, places(id))
			}
			p.send(key, `mutation($id: ID!) { `+c.end+` { userErrors { code field message } } }`, vars{"id": id}).good()
			if n := places(id); n != c.left {
				t.Errorf("%s: the order is known from %d places", name, n)
			}
		}
	})
}
