package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// patience bounds a request of these tests: one that waits for somebody else's transaction fails instead of hanging.
const patience = 10 * time.Second

// served serves a shop behind a proxy that says where requests come from, for a test that reaches into it.
func served(t *testing.T, o db.Options, settings ...string) (*shop, *program) {
	t.Helper()
	env := environ(t, o, append([]string{"CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8"}, settings...)...)
	s, h := opened(t, env...)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		h.ServeHTTP(w, r.WithContext(ctx))
	}))
	t.Cleanup(server.Close)
	return s, &program{t: t, url: server.URL, env: env}
}

func at(address string) headers { return headers{"X-Forwarded-For": address} }

// attempts returns all counts, as text.
func (s *shop) attempts(t *testing.T) string {
	t.Helper()
	var rows []models.Attempt
	if err := s.db.Read(t.Context()).Order("key").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(rows)
}

// whileNobodyWrites runs f while no attempt can be counted: on SQLite while somebody else has the only writer.
func (s *shop) whileNobodyWrites(t *testing.T, f func()) {
	t.Helper()
	done := errors.New("done")
	err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
		if s.db.Dialect == db.Postgres {
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

// minted stores a one-time token of a customer and returns its secret and code, as an email would say them.
func (s *shop) minted(t *testing.T, purpose models.OneTimePurpose, customerID, emailKey string) (secret, code string) {
	t.Helper()
	token := &models.OneTimeToken{Purpose: purpose, Subject: customerID, CustomerID: &customerID, EmailKey: emailKey}
	err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
		var err error
		secret, code, err = s.once.MintWithCode(tx, token, time.Hour)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret, code
}

// TestNobodyIsLockedOut hammers every operation whose attempts are limited from one address. It is stopped there, what is refused
// writes nothing, and whoever has the right secret gets in at once: from where the account was used before, and from elsewhere.
func TestNobodyIsLockedOut(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := served(t, o)
		send := func(from headers, query string, v vars) *answer { return p.send(from, query, v) }
		const home = "192.0.2.1"

		// The first member is made below, and invites the second.
		var owner headers
		var invitation string
		const firstMember = `mutation($t: String!) { createFirstStaffMember(token: $t, input: { email: "olga@shop.example", name: "Olga", password: "owner's password" }) { staffToken { accessToken } userErrors { code } } }`
		const accept = `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "member's password") { staffToken { accessToken } userErrors { code } } }`

		const signUp = `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } customerToken { accessToken } userErrors { code } } }`
		made := send(at(home), signUp, vars{"e": "ann@example.com"}).good()
		id := made.str("createCustomer.customer.id")
		ann := headers{"X-Customer-Token": made.str("createCustomer.customerToken.accessToken")}
		key := p.key(everything...)
		p.send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { emailVerified: true }) { userErrors { code } } }`, vars{"id": id}).good()
		const logIn = `mutation($p: String!) { login(email: "ann@example.com", password: $p) { customerToken { accessToken } userErrors { code } } }`
		session := func() headers {
			a := send(at(home), logIn, vars{"p": "correct horse"}).good()
			return headers{"X-Customer-Token": a.str("login.customerToken.accessToken")}
		}
		thief := session() // has a token, and guesses the password
		quote := p.send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { quote { token } userErrors { code } } }`, nil).good().str("createQuote.quote.token")
		number := send(at(home), `mutation($q: String!) { checkout(input: { quote: $q, contact: { name: "Gus", email: "gus@example.com" }, shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { number } userErrors { code field message } } }`, vars{"q": quote}).good().str("checkout.order.number")
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
		code := func() string { _, c := s.minted(t, models.ToSignIn, id, "ann@example.com"); return c }
		token := func(purpose models.OneTimePurpose) string {
			secret, _ := s.minted(t, purpose, id, "ann@example.com")
			return secret
		}
		wrongToken := "AAAAAAAAAAAAAAAAAAAAAAAAAA"
		const usedUp = 0
		n := 0
		fresh := func() string { n++; return fmt.Sprintf("new%d@example.com", n) }
		staffSession := func() headers {
			return send(at(home), staffLogin, vars{"e": "olga@shop.example", "p": "owner's password"}).good().bearer("staffLogin")
		}
		var staffThief headers

		for i, c := range []struct {
			name  string
			most  int // attempts that one address has
			wrong func(from headers, i int) *answer
			right func(from headers) *answer
			says  string        // what a wrong attempt answers
			pace  time.Duration // in which there is one more attempt; 0 where none is until the quarter of an hour ends
		}{
			{
				"createFirstStaffMember", 10, func(from headers, _ int) *answer { return send(from, firstMember, vars{"t": "setup_wrong"}) },
				func(from headers) *answer {
					if owner != nil { // it works once
						return send(from, `{ shop { name } }`, nil)
					}
					a := send(from, firstMember, vars{"t": p.firstToken()}).good()
					owner = a.bearer("createFirstStaffMember")
					return a
				}, "INVITATION_INVALID", 0,
			},
			{
				"acceptStaffInvitation", 20, func(from headers, _ int) *answer { return send(from, accept, vars{"t": "invite_wrong"}) },
				func(from headers) *answer {
					a := send(owner, `mutation($e: String!) { createStaffMember(input: { email: $e, name: "Sam", role: SUPPORT }) { invitationToken userErrors { code } } }`, vars{"e": fresh()}).good()
					invitation = a.str("createStaffMember.invitationToken")
					return send(from, accept, vars{"t": invitation})
				}, "INVITATION_INVALID", 0,
			},
			{
				"staffLogin", 10, func(from headers, _ int) *answer {
					return send(from, staffLogin, vars{"e": "olga@shop.example", "p": "a guess of it"})
				},
				func(from headers) *answer {
					return send(from, staffLogin, vars{"e": "olga@shop.example", "p": "owner's password"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"changeStaffPassword", 10, func(from headers, _ int) *answer {
					if staffThief == nil {
						staffThief = staffSession()
					}
					return send(staffThief.with(from), staffMove, vars{"p": "a guess of it"})
				},
				func(from headers) *answer {
					return send(staffSession().with(from), staffMove, vars{"p": "owner's password"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"login", 10, func(from headers, _ int) *answer { return send(from, logIn, vars{"p": "a guess of it"}) },
				func(from headers) *answer { return send(from, logIn, vars{"p": "correct horse"}) }, "INVALID_CREDENTIALS", 0,
			},
			{
				"requestPasswordReset", 10, func(from headers, _ int) *answer { return send(from, reset, nil) },
				func(from headers) *answer { return send(from, reset, nil) }, `"emailSent":true`, 0,
			},
			{
				"requestLoginCode", 10, func(from headers, _ int) *answer { return send(from, start, nil) },
				func(from headers) *answer { return send(from, start, nil) }, `"emailSent":true`, 0,
			},
			{
				"loginWithCode by code", 10, func(from headers, _ int) *answer {
					return send(from, finish, vars{"c": "AAAAAAAAAA", "e": "ann@example.com"})
				},
				func(from headers) *answer { return send(from, finish, vars{"c": code(), "e": "ann@example.com"}) }, "TOKEN_INVALID", 0,
			},
			{
				"loginWithCode by token", 500, func(_ headers, _ int) *answer {
					from := at("203.0.113.9")
					return send(from, finish, vars{"c": wrongToken})
				},
				func(from headers) *answer { return send(from, finish, vars{"c": token(models.ToSignIn)}) }, "TOKEN_INVALID", 0,
			},
			{
				"verifyEmail", usedUp, func(from headers, _ int) *answer { return send(from, prove, vars{"t": wrongToken}) },
				func(from headers) *answer { return send(from, prove, vars{"t": token(models.ToVerifyEmail)}) }, "TOKEN_INVALID", 0,
			},
			{
				"changePassword", 10, func(from headers, _ int) *answer { return send(thief.with(from), change, vars{"p": "a guess of it"}) },
				func(from headers) *answer {
					thief = session() // the change ends all others
					return send(session().with(from), change, vars{"p": "correct horse"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"requestEmailChange", 10, func(from headers, i int) *answer {
					if i == 0 {
						thief = session()
					}
					return send(thief.with(from), move, vars{"p": "a guess of it", "e": "other@example.com"})
				},
				func(from headers) *answer {
					return send(session().with(from), move, vars{"p": "correct horse", "e": "other@example.com"})
				}, "INVALID_CREDENTIALS", 0,
			},
			{
				"resetPassword", usedUp, func(from headers, _ int) *answer { return send(from, renew, vars{"t": wrongToken}) },
				func(from headers) *answer { return send(from, renew, vars{"t": token(models.ToResetPassword)}) }, "TOKEN_INVALID", 0,
			},
			{
				"guestOrderByNumber", 10, func(from headers, _ int) *answer {
					return send(from, byNumber, vars{"n": number, "e": "eve@example.com"})
				},
				func(from headers) *answer { return send(from, byNumber, vars{"n": number, "e": "gus@example.com"}) }, `"guestOrderByNumber":null`, 0,
			},
			{
				"guestOrderByNumber, of any number", 100, func(from headers, i int) *answer {
					return send(from, byNumber, vars{"n": fmt.Sprint("ABC", i), "e": "eve@example.com"})
				},
				func(from headers) *answer { return send(from, byNumber, vars{"n": number, "e": "gus@example.com"}) }, `"guestOrderByNumber":null`, 0,
			},
			{
				"requestGuestOrderLink", 10, func(from headers, _ int) *answer { return send(from, askLink, vars{"n": number}) },
				func(from headers) *answer { return send(from, askLink, vars{"n": number}) }, `"emailSent":true`, 0,
			},
			{
				"createCustomer, of taken addresses", 20, func(from headers, _ int) *answer { return send(from, signUp, vars{"e": "ann@example.com"}) },
				func(from headers) *answer { return send(from, signUp, vars{"e": fresh()}) }, "EMAIL_TAKEN", 45 * time.Second,
			},
			{
				"createCustomer, of free ones", 60, func(from headers, _ int) *answer { return send(from, signUp, vars{"e": fresh()}) },
				func(from headers) *answer { return send(from, signUp, vars{"e": fresh()}) }, `"accessToken":`, 15 * time.Second,
			},
		} {
			eve := at(fmt.Sprintf("203.0.113.%d", i+1))
			if c.most == usedUp { // by the same tries of other tokens
				eve = at("203.0.113.9")
			}
			began := time.Now()
			for n := range c.most {
				if a := c.wrong(eve, n); !strings.Contains(a.text, c.says) {
					t.Fatalf("%s: attempt %d: %s", c.name, n, a.text)
				}
			}
			longest := 15 * time.Minute // that whoever is refused has to wait
			if c.pace > 0 {
				longest = c.pace
				for n := c.most; c.wrong(eve, n).code() != "RATE_LIMITED"; n++ { // on a slow machine some more get in
					if n >= c.most+int(time.Since(began)/c.pace) {
						t.Fatalf("%s: %d attempts in %v", c.name, n, time.Since(began))
					}
				}
			}
			before := s.attempts(t)
			s.whileNobodyWrites(t, func() {
				for n := range 120 {
					if c.pace > 0 && time.Since(began)%c.pace > c.pace-3*time.Second { // the next one gets in
						t.Logf("%s: %d attempts were refused", c.name, n)
						break
					}
					a := c.wrong(eve, c.most+n)
					if after, _ := a.Errors[0].Extensions["retryAfter"].(float64); a.code() != "RATE_LIMITED" || after < 1 || after > longest.Seconds() {
						t.Fatalf("%s: attempt %d: %s", c.name, c.most+n, a.text)
					}
				}
			})
			if after := s.attempts(t); after != before {
				t.Errorf("%s: what was refused left %s, before %s", c.name, after, before)
			}
			for _, from := range []string{home, fmt.Sprintf("198.51.100.%d", i+1)} {
				if a := c.right(at(from)); len(a.Errors) > 0 || strings.Contains(a.text, `"userErrors":[{`) || strings.Contains(a.text, `"guestOrderByNumber":null`) {
					t.Errorf("%s: the owner, from %s: %s", c.name, from, a.text)
				}
			}
		}

		// requestEmailVerification is asked for with a session: it is limited for the caller, and for nobody else's account.
		other := send(at(home), signUp, vars{"e": "unproven@example.com"}).good()
		unproven := headers{"X-Customer-Token": other.str("createCustomer.customerToken.accessToken")}
		for i := range 11 {
			if a := send(unproven.with(at("203.0.113.200")), verify, nil); (a.code() == "RATE_LIMITED") != (i == 10) {
				t.Errorf("request %d: %s", i, a.text)
			}
		}
		if a := send(ann, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" { // ended by the reset above
			t.Errorf("%s", a.text)
		}
	})
}
