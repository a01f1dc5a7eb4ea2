package mail

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

const (
	signUp = `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p }) { customer { id } customerToken { accessToken refreshToken } emailSent userErrors { code } } }`
	reset  = `mutation($t: String!, $p: String!) { done: resetPassword(token: $t, password: $p) { ` + apptest.SignedIn

	finish = `mutation($t: String!, $e: String) { done: loginWithCode(code: $t, email: $e) { ` + apptest.SignedIn
)

// customer returns the headers of the customer whom a response has signed in.
func customer(a *apptest.Response) apptest.Headers {
	a.T.Helper()
	return apptest.Headers{"X-Customer-Token": a.OK().Text("done.customerToken.accessToken")}
}

// logsIn reports whether an email address and password can log in.
func logsIn(p *apptest.Program, email, password string) bool {
	p.T.Helper()
	code := p.Send(nil, `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { userErrors { code } } }`, apptest.Vars{"e": email, "p": password}).UserErrorCode("login")
	if code != "" && code != "INVALID_CREDENTIALS" {
		p.T.Fatalf("the log-in of %s: %s", email, code)
	}
	return code == ""
}

// disabled creates a disabled customer.
func disabled(p *apptest.Program, key apptest.Headers, email string) {
	p.T.Helper()
	id := p.CreateCustomer(key, apptest.Vars{"email": email, "password": "correct horse"})
	p.Send(key, `mutation($id: ID!) { disableCustomer(id: $id) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
}

// answersAlike sends an operation for each address and checks that the responses are identical.
func answersAlike(p *apptest.Program, query string, v apptest.Vars, emails ...string) {
	p.T.Helper()
	first := ""
	for _, email := range emails {
		all := apptest.Vars{"e": email}
		for name, value := range v {
			all[name] = value
		}
		got := p.RawResponse(query, all)
		if first == "" {
			first = got
		}
		if got != first || !strings.Contains(got, `"emailSent":true,"userErrors":[]`) {
			p.T.Errorf("%s for %s answers\n%s\nand for %s\n%s", query, emails[0], first, email, got)
		}
	}
}

// TestPasswordReset resets a password with the emailed link.
func TestPasswordReset(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		const ann, none, off, nobody = "ann@example.com", "none@example.com", "off@example.com", "nobody@example.com"
		key := p.APIKey(apptest.AllScopes...)
		id, before := p.SignUp(ann)
		p.CreateCustomer(key, apptest.Vars{"email": none})
		disabled(p, key, off)
		answersAlike(p, apptest.RequestPasswordReset, nil, ann, none, off, nobody)

		token, first := box.Next(ann, "Choose a new password").Token("/reset-password"), box.Next(none, "Choose a new password").Token("/reset-password")
		for _, email := range []string{off, nobody} {
			if got := p.WaitForEmails(key, email); got != "password_reset DROPPED" {
				t.Errorf("the emails to %s: %s", email, got)
			}
		}
		if code := p.Send(nil, reset, apptest.Vars{"t": token, "p": "short"}).UserErrorCode("done"); code != "TOO_SHORT" || !p.TokenWorks(before) {
			t.Errorf("a bad password: %s", code)
		}
		done := p.Send(nil, reset, apptest.Vars{"t": " " + strings.ToLower(token[:13]) + " " + token[13:], "p": "another password"}) // as people may type it
		if !p.TokenWorks(customer(done)) || done.Text("done.customer.id") != id || done.At("done.customer.emailVerified") != true {
			t.Errorf("%s", done.Body)
		}
		if p.TokenWorks(before) {
			t.Error("the session of before is good")
		}
		if logsIn(p, ann, "correct horse") || !logsIn(p, ann, "another password") {
			t.Error("the password is not the new one")
		}
		if code := p.Send(nil, reset, apptest.Vars{"t": token, "p": "a third password"}).UserErrorCode("done"); code != "TOKEN_INVALID" {
			t.Errorf("the token once more: %s", code)
		}
		if a := p.Send(nil, reset, apptest.Vars{"t": first, "p": "a first password"}).OK(); a.At("done.customer.hasPassword") != true || !logsIn(p, none, "a first password") {
			t.Errorf("a first password: %s", a.Body)
		}

		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": ann}).OK()
		box.Next(ann, "has been changed")
		box.Next(none, "has been changed")
		older := box.Next(ann, "Choose a new password").Token("/reset-password")
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": ann}).OK()
		newer := box.Next(ann, "Choose a new password").Token("/reset-password")
		p.Send(nil, reset, apptest.Vars{"t": older, "p": "a third password"}).OK() // newer ones, which anybody can ask for, do not end it
		box.Next(ann, "has been changed")
		if code := p.Send(nil, reset, apptest.Vars{"t": newer, "p": "a fourth password"}).UserErrorCode("done"); code != "TOKEN_INVALID" {
			t.Errorf("a token beside one that was used: %s", code)
		}
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": ann}).OK()
		newer = box.Next(ann, "Choose a new password").Token("/reset-password")
		p.Send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { email: "anna@example.com" }) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		if code := p.Send(nil, reset, apptest.Vars{"t": newer, "p": "a third password"}).UserErrorCode("done"); code != "TOKEN_INVALID" {
			t.Errorf("after another address: %s", code)
		}
		if rest := box.Unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}

// TestSignUpByEmail checks that sign-up with a verified address reveals no accounts, and that the emailed link creates
// the customer.
func TestSignUpByEmail(t *testing.T) {
	apptest.OnEachWithEmail(t, []string{"CLIENTELE_EMAIL_VERIFICATION=required"}, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		const taken, free, off = "taken@example.com", "free@example.com", "off@example.com"
		key := p.APIKey(apptest.AllScopes...)
		p.CreateCustomer(key, apptest.Vars{"email": taken, "password": "a password of its own"})
		disabled(p, key, off)
		answersAlike(p, signUp, apptest.Vars{"p": "correct horse"}, taken, free, off)
		if l := box.Next(taken, "already have an account"); l.Link() != "https://shop.test/sign-in" {
			t.Errorf("the link is %s", l.Link())
		}
		token := box.Next(free, "Finish signing up").Token("/finish-sign-up")
		if got := p.WaitForEmails(key, off); got != "sign_up DROPPED" {
			t.Errorf("to a disabled customer: %s", got)
		}
		if n := p.Send(key, `{ customers { totalCount } }`, nil).At("customers.totalCount"); n != 2.0 || logsIn(p, free, "correct horse") || logsIn(p, taken, "correct horse") {
			t.Errorf("there are %v customers", n)
		}
		a := p.Send(nil, apptest.VerifyEmail, apptest.Vars{"t": token})
		if !p.TokenWorks(customer(a)) || a.Text("done.customer.email") != free || a.At("done.customer.emailVerified") != true || a.At("done.customer.hasPassword") != false {
			t.Errorf("%s", a.Body)
		}
		if logsIn(p, free, "correct horse") {
			t.Error("the password of whoever signed up works, although somebody else may have verified the address")
		}
		if code := p.Send(nil, apptest.VerifyEmail, apptest.Vars{"t": token}).UserErrorCode("done"); code != "TOKEN_INVALID" {
			t.Errorf("once more: %s", code)
		}
		if rest := box.Unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}

// TestVerificationEndsEarlierAccess checks that someone who signed up with another person's address loses access once
// its owner verifies the address.
func TestVerificationEndsEarlierAccess(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		type squatter struct {
			apptest.Headers
			refresh string
		}
		squatters := map[string]squatter{}
		for _, victim := range []string{"reset@example.com", "code@example.com", "confirm@example.com"} {
			a := p.Send(nil, signUp, apptest.Vars{"e": victim, "p": "correct horse"}).OK()
			squatters[victim] = squatter{apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}, a.Text("createCustomer.customerToken.refreshToken")}
		}
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "reset@example.com"}).OK()
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "code@example.com"}).OK()
		p.Send(squatters["confirm@example.com"].Headers, apptest.RequestEmailVerification, nil).OK()
		a := p.Send(nil, reset, apptest.Vars{"t": box.Next("reset@example.com", "Choose a new password").Token("/reset-password"), "p": "another password"}).OK()
		b := p.Send(nil, finish, apptest.Vars{"t": mailedCodeOf(box.Next("code@example.com", "is your code")), "e": "code@example.com"}).OK()
		c := p.Send(nil, apptest.VerifyEmail, apptest.Vars{"t": box.Next("confirm@example.com", "Confirm your email").Token("/verify-email")}).OK()
		if !p.TokenWorks(customer(a)) || !p.TokenWorks(customer(b)) || c.At("done.customerToken") != nil || c.At("done.customer.hasPassword") != false {
			t.Errorf("the victims: %s %s %s", a.Body, b.Body, c.Body)
		}
		for victim, s := range squatters {
			if p.TokenWorks(s.Headers) {
				t.Errorf("%s: the squatter is signed in", victim)
			}
			if logsIn(p, victim, "correct horse") {
				t.Errorf("%s: the squatter's password is good", victim)
			}
			if code := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": s.refresh}).UserErrorCode("refreshToken"); code != "REFRESH_TOKEN_INVALID" {
				t.Errorf("%s: the squatter's refresh token: %q", victim, code)
			}
		}
	})
}
