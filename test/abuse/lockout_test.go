package abuse

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/models"
	"clientele/test/apptest"
)

func at(address string) apptest.Headers { return apptest.Headers{"X-Forwarded-For": address} }

// attempts returns all counted attempts as text.
func attempts(t *testing.T, s *app.App) string {
	t.Helper()
	var rows []models.Attempt
	if err := s.DB.Read(t.Context()).Order("key").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(rows)
}

// whileNobodyWrites runs f while the table of attempts is locked. On SQLite it holds the only writing transaction.
func whileNobodyWrites(t *testing.T, s *app.App, f func()) {
	t.Helper()
	done := errors.New("done")
	err := s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
		if s.DB.Dialect == db.Postgres {
			if err := tx.Exec("LOCK TABLE attempts IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
				return err
			}
		}
		f()
		return done
	})
	if !errors.Is(err, done) {
		t.Fatal(err)
	}
}

// minted stores a one-time token of a customer, and returns the secret and code that an email would contain.
func minted(t *testing.T, s *app.App, purpose models.OneTimePurpose, customerID, emailKey string) (secret, code string) {
	t.Helper()
	token := &models.OneTimeToken{Purpose: purpose, Subject: customerID, CustomerID: &customerID, EmailKey: emailKey}
	err := s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
		var err error
		secret, code, err = s.OneTime.CreateWithCode(tx, token, time.Hour)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret, code
}

// TestAttackersLockNobodyOut attacks every operation with limited attempts from one address. The attacker is refused
// and further attempts write nothing, while the owner of the account gets in at once from known and from new addresses.
func TestAttackersLockNobodyOut(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o)
		send := func(from apptest.Headers, query string, v apptest.Vars) *apptest.Response {
			return p.Send(from, query, v)
		}
		const home = "192.0.2.1"

		// The first staff member is created below and invites the second.
		var owner apptest.Headers
		var invitation string
		const firstMember = `mutation($t: String!) { createFirstStaffMember(token: $t, input: { email: "olga@shop.example", name: "Olga", password: "owner's password" }) { staffToken { accessToken } userErrors { code } } }`
		const accept = `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "member's password") { staffToken { accessToken } userErrors { code } } }`

		const signUp = `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } customerToken { accessToken } userErrors { code } } }`
		made := send(at(home), signUp, apptest.Vars{"e": "ann@example.com"}).OK()
		id := made.Text("createCustomer.customer.id")
		ann := apptest.Headers{"X-Customer-Token": made.Text("createCustomer.customerToken.accessToken")}
		key := p.APIKey(apptest.AllScopes...)
		p.Send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { emailVerified: true }) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		const logIn = `mutation($p: String!) { login(email: "ann@example.com", password: $p) { customerToken { accessToken } userErrors { code } } }`
		session := func() apptest.Headers {
			a := send(at(home), logIn, apptest.Vars{"p": "correct horse"}).OK()
			return apptest.Headers{"X-Customer-Token": a.Text("login.customerToken.accessToken")}
		}
		thief := session() // has a token and guesses the password
		quote := p.Send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { quote { token } userErrors { code } } }`, nil).OK().Text("createQuote.quote.token")
		number := send(at(home), `mutation($q: String!) { checkout(input: { quote: $q, contact: { name: "Gus", email: "gus@example.com" }, shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { number } userErrors { code field message } } }`, apptest.Vars{"q": quote}).OK().Text("checkout.order.number")
		const (
			reset     = `mutation { requestPasswordReset(email: "ann@example.com") { emailSent userErrors { code } } }`
			start     = `mutation { requestLoginCode(email: "ann@example.com") { emailSent userErrors { code } } }`
			finish    = `mutation($c: String!, $e: String) { loginWithCode(code: $c, email: $e) { customer { id } userErrors { code } } }`
			prove     = `mutation($t: String!) { verifyEmail(token: $t) { customer { id } userErrors { code } } }`
			renew     = `mutation($t: String!) { resetPassword(token: $t, password: "correct horse") { customer { id } userErrors { code } } }`
			byNumber  = `query($e: String!, $n: String!) { guestOrderByNumber(number: $n, email: $e) { id } }`
			askLink   = `mutation($n: String!) { requestGuestOrderLink(number: $n, email: "gus@example.com") { emailSent userErrors { code } } }`
			change    = `mutation($p: String!) { changePassword(currentPassword: $p, newPassword: "correct horse") { customer { id } userErrors { code } } }`
			move      = `mutation($p: String!, $e: String!) { requestEmailChange(newEmail: $e, password: $p) { emailSent userErrors { code } } }`
			verify    = `mutation { requestEmailVerification { emailSent userErrors { code } } }`
			staffMove = `mutation($p: String!) { changeStaffPassword(currentPassword: $p, newPassword: "owner's password") { staffToken { accessToken } userErrors { code } } }`
		)
		code := func() string { _, c := minted(t, s, models.ToSignIn, id, "ann@example.com"); return c }
		token := func(purpose models.OneTimePurpose) string {
			secret, _ := minted(t, s, purpose, id, "ann@example.com")
			return secret
		}
		wrongToken := "AAAAAAAAAAAAAAAAAAAAAAAAAA"
		const usedUp = 0
		n := 0
		fresh := func() string { n++; return fmt.Sprintf("new%d@example.com", n) }
		staffSession := func() apptest.Headers {
			return send(at(home), apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}).OK().Bearer("staffLogin")
		}
		var staffThief apptest.Headers

		for i, c := range []struct {
			name  string
			most  int // attempts allowed from one address
			wrong func(from apptest.Headers, i int) *apptest.Response
			right func(from apptest.Headers) *apptest.Response
			says  string        // the error code of a failed attempt
			pace  time.Duration // after which one more attempt is allowed; 0 if none is before the 15 minutes end
		}{
			{
				"createFirstStaffMember", 10, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, firstMember, apptest.Vars{"t": "setup_wrong"})
				},
				func(from apptest.Headers) *apptest.Response {
					if owner != nil { // it works once
						return send(from, `{ shop { name } }`, nil)
					}
					a := send(from, firstMember, apptest.Vars{"t": p.FirstToken()}).OK()
					owner = a.Bearer("createFirstStaffMember")
					return a
				}, "INVITATION_INVALID", 0,
			},
			{
				"acceptStaffInvitation", 20, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, accept, apptest.Vars{"t": "invite_wrong"})
				},
				func(from apptest.Headers) *apptest.Response {
					a := send(owner, `mutation($e: String!) { createStaffMember(input: { email: $e, name: "Sam", role: SUPPORT }) { invitationToken userErrors { code } } }`, apptest.Vars{"e": fresh()}).OK()
					invitation = a.Text("createStaffMember.invitationToken")
					return send(from, accept, apptest.Vars{"t": invitation})
				}, "INVITATION_INVALID", 0,
			},
			{
				"staffLogin", 10, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "a guess of it"})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"changeStaffPassword", 10, func(from apptest.Headers, _ int) *apptest.Response {
					if staffThief == nil {
						staffThief = staffSession()
					}
					return send(staffThief.With(from), staffMove, apptest.Vars{"p": "a guess of it"})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(staffSession().With(from), staffMove, apptest.Vars{"p": "owner's password"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"login", 10, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, logIn, apptest.Vars{"p": "a guess of it"})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, logIn, apptest.Vars{"p": "correct horse"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"requestPasswordReset", 10, func(from apptest.Headers, _ int) *apptest.Response { return send(from, reset, nil) },
				func(from apptest.Headers) *apptest.Response { return send(from, reset, nil) }, `"emailSent":true`, 0,
			},
			{
				"requestLoginCode", 10, func(from apptest.Headers, _ int) *apptest.Response { return send(from, start, nil) },
				func(from apptest.Headers) *apptest.Response { return send(from, start, nil) }, `"emailSent":true`, 0,
			},
			{
				"loginWithCode by code", 10, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, finish, apptest.Vars{"c": "AAAAAAAAAA", "e": "ann@example.com"})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, finish, apptest.Vars{"c": code(), "e": "ann@example.com"})
				}, "TOKEN_INVALID", 0,
			},
			{
				"loginWithCode by token", 500, func(_ apptest.Headers, _ int) *apptest.Response {
					from := at("203.0.113.9")
					return send(from, finish, apptest.Vars{"c": wrongToken})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, finish, apptest.Vars{"c": token(models.ToSignIn)})
				}, "TOKEN_INVALID", 0,
			},
			{
				"verifyEmail", usedUp, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, prove, apptest.Vars{"t": wrongToken})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, prove, apptest.Vars{"t": token(models.ToVerifyEmail)})
				}, "TOKEN_INVALID", 0,
			},
			{
				"changePassword", 10, func(from apptest.Headers, _ int) *apptest.Response {
					return send(thief.With(from), change, apptest.Vars{"p": "a guess of it"})
				},
				func(from apptest.Headers) *apptest.Response {
					thief = session() // changing the password ends all other sessions
					return send(session().With(from), change, apptest.Vars{"p": "correct horse"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"requestEmailChange", 10, func(from apptest.Headers, i int) *apptest.Response {
					if i == 0 {
						thief = session()
					}
					return send(thief.With(from), move, apptest.Vars{"p": "a guess of it", "e": "other@example.com"})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(session().With(from), move, apptest.Vars{"p": "correct horse", "e": "other@example.com"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"resetPassword", usedUp, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, renew, apptest.Vars{"t": wrongToken})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, renew, apptest.Vars{"t": token(models.ToResetPassword)})
				}, "TOKEN_INVALID", 0,
			},
			{
				"guestOrderByNumber", 10, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, byNumber, apptest.Vars{"n": number, "e": "eve@example.com"})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, byNumber, apptest.Vars{"n": number, "e": "gus@example.com"})
				}, `"guestOrderByNumber":null`, 0,
			},
			{
				"guestOrderByNumber, of any number", 100, func(from apptest.Headers, i int) *apptest.Response {
					return send(from, byNumber, apptest.Vars{"n": fmt.Sprint("ABC", i), "e": "eve@example.com"})
				},
				func(from apptest.Headers) *apptest.Response {
					return send(from, byNumber, apptest.Vars{"n": number, "e": "gus@example.com"})
				}, `"guestOrderByNumber":null`, 0,
			},
			{
				"requestGuestOrderLink", 10, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, askLink, apptest.Vars{"n": number})
				},
				func(from apptest.Headers) *apptest.Response { return send(from, askLink, apptest.Vars{"n": number}) }, `"emailSent":true`, 0,
			},
			{
				"createCustomer, of taken addresses", 20, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, signUp, apptest.Vars{"e": "ann@example.com"})
				},
				func(from apptest.Headers) *apptest.Response { return send(from, signUp, apptest.Vars{"e": fresh()}) }, "EMAIL_TAKEN", 45 * time.Second,
			},
			{
				"createCustomer, of free ones", 60, func(from apptest.Headers, _ int) *apptest.Response {
					return send(from, signUp, apptest.Vars{"e": fresh()})
				},
				func(from apptest.Headers) *apptest.Response { return send(from, signUp, apptest.Vars{"e": fresh()}) }, `"accessToken":`, 15 * time.Second,
			},
		} {
			eve := at(fmt.Sprintf("203.0.113.%d", i+1))
			if c.most == usedUp { // by attempts on other tokens
				eve = at("203.0.113.9")
			}
			began := time.Now()
			for n := range c.most {
				if a := c.wrong(eve, n); !strings.Contains(a.Body, c.says) {
					t.Fatalf("%s: attempt %d: %s", c.name, n, a.Body)
				}
			}
			longest := 15 * time.Minute // how long a refused caller may have to wait
			if c.pace > 0 {
				longest = c.pace
				for n := c.most; c.wrong(eve, n).ErrorCode() != "RATE_LIMITED"; n++ { // a slow machine allows a few more
					if n >= c.most+int(time.Since(began)/c.pace) {
						t.Fatalf("%s: %d attempts in %v", c.name, n, time.Since(began))
					}
				}
			}
			before := attempts(t, s)
			whileNobodyWrites(t, s, func() {
				for n := range 120 {
					if c.pace > 0 && time.Since(began)%c.pace > c.pace-3*time.Second { // the next one would be allowed
						t.Logf("%s: %d attempts were refused", c.name, n)
						break
					}
					a := c.wrong(eve, c.most+n)
					if after, _ := a.Errors[0].Extensions["retryAfter"].(float64); a.ErrorCode() != "RATE_LIMITED" || after < 1 || after > longest.Seconds() {
						t.Fatalf("%s: attempt %d: %s", c.name, c.most+n, a.Body)
					}
				}
			})
			if after := attempts(t, s); after != before {
				t.Errorf("%s: what was refused left %s, before %s", c.name, after, before)
			}
			for _, from := range []string{home, fmt.Sprintf("198.51.100.%d", i+1)} {
				if a := c.right(at(from)); len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`) || strings.Contains(a.Body, `"guestOrderByNumber":null`) {
					t.Errorf("%s: the owner, from %s: %s", c.name, from, a.Body)
				}
			}
		}

		// requestEmailVerification needs a session, so the limit applies to the caller and to no other account.
		other := send(at(home), signUp, apptest.Vars{"e": "unverified@example.com"}).OK()
		unverified := apptest.Headers{"X-Customer-Token": other.Text("createCustomer.customerToken.accessToken")}
		for i := range 11 {
			if a := send(unverified.With(at("203.0.113.200")), verify, nil); (a.ErrorCode() == "RATE_LIMITED") != (i == 10) {
				t.Errorf("request %d: %s", i, a.Body)
			}
		}
		if a := send(ann, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" { // the reset above ended the session
			t.Errorf("%s", a.Body)
		}
	})
}
