package abuse

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// checkoutAsGuest places a guest order from an address and returns its number.
func checkoutAsGuest(p *apptest.Program, key, from apptest.Headers, email string) string {
	p.T.Helper()
	quote := p.Send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { quote { token } userErrors { code } } }`, nil).
		OK().Text("createQuote.quote.token")
	return p.Send(from, `mutation($q: String!, $e: String!) { checkout(input: { quote: $q, contact: { name: "Gus", email: $e }, billingSameAsShipping: true,
		shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { number } userErrors { code field message } } }`, apptest.Vars{"q": quote, "e": email}).
		OK().Text("checkout.order.number")
}

// TestKnownAddressesAreNotThrottled checks that requests from an address where the account was used before, or with one
// of its sessions, neither count towards the limit for unknown addresses nor are refused by it.
func TestKnownAddressesAreNotThrottled(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o)
		const home = "192.0.2.1"
		made := p.Send(at(home), `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) { customer { id } customerToken { accessToken } userErrors { code } } }`, nil).OK()
		ann := apptest.Headers{"X-Customer-Token": made.Text("createCustomer.customerToken.accessToken")}
		owner := p.Send(at(home), `mutation($t: String!) { createFirstStaffMember(token: $t, input: { email: "olga@shop.example", name: "Olga", password: "owner's password" }) { staffToken { accessToken } userErrors { code } } }`,
			apptest.Vars{"t": p.FirstToken()}).OK().Bearer("createFirstStaffMember")
		key := p.APIKey(apptest.AllScopes...)
		number := checkoutAsGuest(p, key, at(home), "gus@example.com")

		for i, c := range []struct {
			name, bucket, query string
			known, unknown      apptest.Vars
			session             apptest.Headers // nil if the operation has none
		}{
			{
				"login", "log-in account:", `mutation($e: String!) { login(email: $e, password: "a guess of it") { userErrors { code } } }`,
				apptest.Vars{"e": "ann@example.com"},
				apptest.Vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"staffLogin", "staff log-in account:", `mutation($e: String!) { staffLogin(email: $e, password: "a guess of it") { userErrors { code } } }`,
				apptest.Vars{"e": "olga@shop.example"},
				apptest.Vars{"e": "nobody@shop.example"},
				owner,
			},
			{
				"requestPasswordReset", "email address ", `mutation($e: String!) { requestPasswordReset(email: $e) { emailSent } }`,
				apptest.Vars{"e": "ann@example.com"},
				apptest.Vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"requestLoginCode", "email address ", `mutation($e: String!) { requestLoginCode(email: $e) { emailSent } }`,
				apptest.Vars{"e": "ann@example.com"},
				apptest.Vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"loginWithCode", "code account:", `mutation($e: String!) { loginWithCode(email: $e, code: "AAAAAAAAAA") { userErrors { code } } }`,
				apptest.Vars{"e": "ann@example.com"},
				apptest.Vars{"e": "nobody@example.com"},
				ann,
			},
			{
				"guestOrderByNumber", "order number:", `query($n: String!) { guestOrderByNumber(number: $n, email: "eve@example.com") { id } }`,
				apptest.Vars{"n": number},
				apptest.Vars{"n": "ABCDEFGH"},
				nil,
			},
			{
				"requestGuestOrderLink", "order link number:", `mutation($n: String!) { requestGuestOrderLink(number: $n, email: "eve@example.com") { emailSent } }`,
				apptest.Vars{"n": number},
				apptest.Vars{"n": "ABCDEFGH"},
				nil,
			},
		} {
			paced := func() string {
				t.Helper()
				var rows []string
				if err := s.DB.Read(t.Context()).Table("attempts").Where("key LIKE ?", c.bucket+"%").Order("key").Pluck("key || ' ' || ends_at", &rows).Error; err != nil {
					t.Fatal(err)
				}
				return strings.Join(rows, "\n")
			}
			for _, step := range []struct {
				name    string
				as      apptest.Headers
				v       apptest.Vars
				counted bool
			}{
				{"from home", at(home), c.known, false},
				{"with a session, from elsewhere", c.session.With(at(fmt.Sprintf("198.51.100.%d", i))), c.known, c.session == nil},
				{"a stranger", at(fmt.Sprintf("203.0.113.%d", i)), c.known, true},
				{"from home, on an account that there is not", at(home), c.unknown, true},
			} {
				before := paced()
				if a := p.Send(step.as, c.query, step.v); len(a.Errors) > 0 {
					t.Fatalf("%s, %s: %s", c.name, step.name, a.Body)
				}
				if counted := paced() != before; counted != step.counted {
					t.Errorf("%s, %s: counted as a stranger's: %v", c.name, step.name, counted)
				}
			}
		}

		// An address is known after any kind of login from it, and after an order was opened from it.
		id := made.Text("createCustomer.customer.id")
		p.Send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { emailVerified: true }) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		for i, in := range []func(from apptest.Headers) *apptest.Response{
			func(from apptest.Headers) *apptest.Response {
				return p.Send(from, `mutation { login(email: "ann@example.com", password: "correct horse") { userErrors { code } } }`, nil)
			},
			func(from apptest.Headers) *apptest.Response {
				_, code := minted(t, s, "SIGN_IN", id, "ann@example.com")
				return p.Send(from, `mutation($c: String!) { loginWithCode(code: $c, email: "ann@example.com") { userErrors { code } } }`, apptest.Vars{"c": code})
			},
			func(from apptest.Headers) *apptest.Response {
				return p.Send(from, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"})
			},
			func(from apptest.Headers) *apptest.Response {
				return p.Send(from, `query($n: String!) { guestOrderByNumber(number: $n, email: "gus@example.com") { id } }`, apptest.Vars{"n": number})
			},
		} {
			places := func() (n int64) {
				t.Helper()
				if err := s.DB.Read(t.Context()).Table("known_places").Count(&n).Error; err != nil {
					t.Fatal(err)
				}
				return n
			}
			from := at(fmt.Sprintf("192.0.2.%d", 100+i))
			for round, want := range []int64{places() + 1, places() + 1} {
				if in(from).OK(); places() != want {
					t.Errorf("sign-in %d, round %d: %d places, want %d", i, round, places(), want)
				}
			}
		}
		// A password reset forgets the known addresses: earlier ones may have been an attacker's.
		secret, _ := minted(t, s, "PASSWORD_RESET", id, "ann@example.com")
		p.Send(at("198.51.100.200"), `mutation($t: String!) { resetPassword(token: $t, password: "another horse") { userErrors { code } } }`, apptest.Vars{"t": secret}).OK()
		var left int64
		if err := s.DB.Read(t.Context()).Table("known_places").Where("customer_id = ?", id).Count(&left).Error; err != nil || left != 1 {
			t.Errorf("%d places after a reset: %v", left, err)
		}
	})
}

// TestSessionLimit checks that new sign-ins end the sessions that were used longest ago.
func TestSessionLimit(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o)
		made := p.Send(at("192.0.2.1"), `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) { customer { id } customerToken { accessToken } userErrors { code } } }`, nil).OK()
		id, first := made.Text("createCustomer.customer.id"), apptest.Headers{"X-Customer-Token": made.Text("createCustomer.customerToken.accessToken")}
		p.Send(p.APIKey(apptest.AllScopes...), `mutation($id: ID!) { updateCustomer(id: $id, input: { emailVerified: true }) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		var last apptest.Headers
		for i := range 103 { // without passwords, because hashing takes longer
			_, code := minted(t, s, "SIGN_IN", id, "ann@example.com")
			a := p.Send(at(fmt.Sprintf("198.51.100.%d", i)), `mutation($c: String!) { loginWithCode(code: $c, email: "ann@example.com") { customerToken { accessToken } userErrors { code } } }`, apptest.Vars{"c": code}).OK()
			last = apptest.Headers{"X-Customer-Token": a.Text("loginWithCode.customerToken.accessToken")}
		}
		if a := p.Send(last, `{ me { sessions { id } } }`, nil).OK(); strings.Count(a.Body, `"session_`) != 100 {
			t.Errorf("%d sessions", strings.Count(a.Body, `"session_`))
		}
		if a := p.Send(first, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" {
			t.Errorf("the first session: %s", a.Body)
		}
	})
}

// TestStaffDevices checks that a cookie identifies a browser in which a staff member signed in before. The cookie
// grants no access, works for no other member, and allows ten attempts in a quarter of an hour.
func TestStaffDevices(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o)
		owner := p.SignInOwner()
		p.CreateMember(owner, "sam@shop.example", "SUPPORT")
		laptop := &apptest.Browser{Program: p, Proxy: at("192.0.2.1")}
		const say = `mutation($e: String!, $p: String!) { staffLogin(email: $e, password: $p) { staffMember { name } userErrors { code } } }`
		laptop.Send(apptest.CookieSession, say, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}).OK()
		if d := laptop.Device; d == nil || d.Name != "clientele_device" || !d.HttpOnly || d.SameSite != http.SameSiteStrictMode || d.Path != "/graphql" || time.Until(d.Expires) < 300*24*time.Hour {
			t.Fatalf("the device's cookie: %+v", d)
		}
		first := laptop.Device.Value
		laptop.Send(apptest.CookieSession, `mutation { staffLogout { endedSessions userErrors { code } } }`, nil).OK()
		if laptop.Device == nil || laptop.Cookie != nil {
			t.Fatalf("after signing out: %+v %+v", laptop.Device, laptop.Cookie)
		}

		paced := func() string {
			t.Helper()
			var rows []string
			if err := s.DB.Read(t.Context()).Table("attempts").Where("key LIKE ?", "staff log-in account:%").Order("key").Pluck("key || ' ' || ends_at", &rows).Error; err != nil {
				t.Fatal(err)
			}
			return strings.Join(rows, "\n")
		}
		n := 0
		try := func(b *apptest.Browser, as apptest.Headers, email string) (stranger bool, code string) {
			t.Helper()
			n++
			before := paced()
			b.Proxy = at(fmt.Sprintf("203.0.113.%d", n))
			a := b.Send(as, say, apptest.Vars{"e": email, "p": "a guess of it"})
			return paced() != before, a.ErrorCode()
		}
		bad := &apptest.Browser{Program: p, Device: &http.Cookie{Name: "clientele_device", Value: first + "x"}}
		session := &apptest.Browser{Program: p, Device: &http.Cookie{Name: "clientele_device", Value: strings.TrimPrefix(owner["Authorization"], "Bearer ")}}
		for _, c := range []struct {
			name     string
			b        *apptest.Browser
			as       apptest.Headers
			email    string
			stranger bool
		}{
			{"her browser, on the train", laptop, apptest.CookieSession, "olga@shop.example", false},
			{"another member in it", laptop, apptest.CookieSession, "sam@shop.example", true},
			{"nobody's account in it", laptop, apptest.CookieSession, "nobody@shop.example", true},
			{"a request that does not ask for cookies", laptop, nil, "olga@shop.example", true},
			{"another browser", &apptest.Browser{Program: p}, apptest.CookieSession, "olga@shop.example", true},
			{"a forged cookie", bad, apptest.CookieSession, "olga@shop.example", true},
			{"a session's token in its place", session, apptest.CookieSession, "olga@shop.example", true},
		} {
			if stranger, code := try(c.b, c.as, c.email); stranger != c.stranger || code != "" {
				t.Errorf("%s: a stranger: %v, %s", c.name, stranger, code)
			}
		}
		if got := laptop.SignedInAs(apptest.CookieSession); got != "FORBIDDEN" {
			t.Errorf("the device alone is %s", got)
		}
		stolen := &apptest.Browser{Program: p, Device: &http.Cookie{Name: "clientele_device", Value: first}}
		for i := range 12 { // one guess was made above
			if _, code := try(stolen, apptest.CookieSession, "olga@shop.example"); (code == "RATE_LIMITED") != (i >= 9) {
				t.Errorf("guess %d by the cookie: %s", i, code)
			}
		}
		if a := p.Send(at("192.0.2.1"), say, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}).OK(); a.Text("staffLogin.staffMember.name") != "Olga" {
			t.Errorf("the owner without the cookie: %s", a.Body)
		}
	})
}

// TestGuestOrderAddressesAreDeleted checks that revoking the tokens of a guest order deletes the addresses it was
// opened from.
func TestGuestOrderAddressesAreDeleted(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o)
		key := p.APIKey(apptest.AllScopes...)
		places := func(id string) (n int64) {
			if err := s.DB.Read(t.Context()).Table("known_places").Where("order_id = ?", id).Count(&n).Error; err != nil {
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
			number := checkoutAsGuest(p, key, at("192.0.2.1"), "gsu@example.com")
			p.Send(at("192.0.2.1"), `query($n: String!) { guestOrderByNumber(number: $n, email: "gsu@example.com") { id } }`, apptest.Vars{"n": number}).OK()
			id := p.Send(key, `query($n: String!) { orders(search: $n) { nodes { id } } }`, apptest.Vars{"n": number}).OK().Text("orders.nodes.0.id")
			if places(id) != 1 {
				t.Fatalf("%s: the order is known from %d places", name, places(id))
			}
			p.Send(key, `mutation($id: ID!) { `+c.end+` { userErrors { code field message } } }`, apptest.Vars{"id": id}).OK()
			if n := places(id); n != c.left {
				t.Errorf("%s: the order is known from %d places", name, n)
			}
		}
	})
}
