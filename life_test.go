package main

import (
	"strings"
	"testing"
)

const (
	askReset        = `mutation($e: String!) { requestPasswordReset(email: $e) { emailSent userErrors { code } } }`
	askSignIn       = `mutation($e: String!) { requestLoginCode(email: $e) { emailSent userErrors { code } } }`
	askVerification = `mutation { requestEmailVerification { emailSent userErrors { code } } }`
	signUp          = `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p }) { customer { id } customerToken { accessToken refreshToken } emailSent userErrors { code } } }`
	reset           = `mutation($t: String!, $p: String!) { done: resetPassword(token: $t, password: $p) { ` + signedIn
	confirm         = `mutation($t: String!, $p: String) { done: verifyEmail(token: $t, password: $p) { ` + signedIn
	finish          = `mutation($t: String!, $e: String) { done: loginWithCode(code: $t, email: $e) { ` + signedIn
	signedIn        = `customer { id email hasPassword emailVerified } customerToken { accessToken } userErrors { code field message } } }`
)

// fault is the code of the answer's only user error at an alias or field; empty without one.
func (a *answer) fault(at string) string {
	a.t.Helper()
	if len(a.Errors) > 0 {
		a.t.Fatalf("the answer has errors: %s", a.text)
	}
	code, _ := a.at(at + ".userErrors.0.code").(string)
	return code
}

// customer is the headers of whoever an answer has signed in.
func (a *answer) customer() headers {
	a.t.Helper()
	return headers{"X-Customer-Token": a.good().str("done.customerToken.accessToken")}
}

// logsIn tells whether a password is the one of an address.
func (p *program) logsIn(email, password string) bool {
	p.t.Helper()
	code := p.send(nil, `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { userErrors { code } } }`, vars{"e": email, "p": password}).fault("login")
	if code != "" && code != "INVALID_CREDENTIALS" {
		p.t.Fatalf("the log-in of %s: %s", email, code)
	}
	return code == ""
}

// live tells whether a customer's token is good.
func (p *program) live(as headers) bool {
	p.t.Helper()
	a := p.send(as, `{ me { id } }`, nil)
	if code := a.code(); code != "" && code != "UNAUTHENTICATED" {
		p.t.Fatal(a.text)
	}
	return a.at("me.id") != nil
}

// create makes a customer by a key.
func (p *program) create(key headers, in vars) string {
	p.t.Helper()
	return p.send(key, `mutation($in: CreateCustomerInput!) { createCustomer(input: $in) { customer { id } userErrors { code field message } } }`, vars{"in": in}).good().str("createCustomer.customer.id")
}

// disabled makes a customer that is disabled.
func (p *program) disabled(key headers, email string) {
	p.t.Helper()
	id := p.create(key, vars{"email": email, "password": "correct horse"})
	p.send(key, `mutation($id: ID!) { disableCustomer(id: $id) { userErrors { code } } }`, vars{"id": id}).good()
}

// answersAlike sends an operation for each address; the answers must be the same to the byte.
func (p *program) answersAlike(query string, v vars, emails ...string) {
	p.t.Helper()
	first := ""
	for _, email := range emails {
		all := vars{"e": email}
		for name, value := range v {
			all[name] = value
		}
		got := p.whole(query, all)
		if first == "" {
			first = got
		}
		if got != first || !strings.Contains(got, `"emailSent":true,"userErrors":[]`) {
			p.t.Errorf("%s for %s answers\n%s\nand for %s\n%s", query, emails[0], first, email, got)
		}
	}
}

// TestLostPassword goes from the forgotten password to the new one, by the email that arrives.
func TestLostPassword(t *testing.T) {
	onMail(t, nil, func(t *testing.T, p *program, box *mailServer) {
		const ann, none, off, nobody = "ann@example.com", "none@example.com", "off@example.com", "nobody@example.com"
		key := p.key(everything...)
		id, before := p.signUp(ann)
		p.create(key, vars{"email": none})
		p.disabled(key, off)
		p.answersAlike(askReset, nil, ann, none, off, nobody)

		token, first := box.next(ann, "Choose a new password").token("/reset-password"), box.next(none, "Choose a new password").token("/reset-password")
		for _, email := range []string{off, nobody} {
			if got := p.settled(key, email); got != "password_reset DROPPED" {
				t.Errorf("the emails to %s: %s", email, got)
			}
		}
		if code := p.send(nil, reset, vars{"t": token, "p": "short"}).fault("done"); code != "TOO_SHORT" || !p.live(before) {
			t.Errorf("a bad password: %s", code)
		}
		done := p.send(nil, reset, vars{"t": " " + strings.ToLower(token[:13]) + " " + token[13:], "p": "another password"}) // as people type it
		if !p.live(done.customer()) || done.str("done.customer.id") != id || done.at("done.customer.emailVerified") != true {
			t.Errorf("%s", done.text)
		}
		if p.live(before) {
			t.Error("the session of before is good")
		}
		if p.logsIn(ann, "correct horse") || !p.logsIn(ann, "another password") {
			t.Error("the password is not the new one")
		}
		if code := p.send(nil, reset, vars{"t": token, "p": "a third password"}).fault("done"); code != "TOKEN_INVALID" {
			t.Errorf("the token once more: %s", code)
		}
		if a := p.send(nil, reset, vars{"t": first, "p": "a first password"}).good(); a.at("done.customer.hasPassword") != true || !p.logsIn(none, "a first password") {
			t.Errorf("a first password: %s", a.text)
		}

		p.send(nil, askReset, vars{"e": ann}).good()
		box.next(ann, "was changed")
		box.next(none, "was changed")
		older := box.next(ann, "Choose a new password").token("/reset-password")
		p.send(nil, askReset, vars{"e": ann}).good()
		newer := box.next(ann, "Choose a new password").token("/reset-password")
		p.send(nil, reset, vars{"t": older, "p": "a third password"}).good() // newer ones, which anybody can ask for, do not end it
		box.next(ann, "was changed")
		if code := p.send(nil, reset, vars{"t": newer, "p": "a fourth password"}).fault("done"); code != "TOKEN_INVALID" {
			t.Errorf("a token beside one that was used: %s", code)
		}
		p.send(nil, askReset, vars{"e": ann}).good()
		newer = box.next(ann, "Choose a new password").token("/reset-password")
		p.send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { email: "anna@example.com" }) { userErrors { code } } }`, vars{"id": id}).good()
		if code := p.send(nil, reset, vars{"t": newer, "p": "a third password"}).fault("done"); code != "TOKEN_INVALID" {
			t.Errorf("after another address: %s", code)
		}
		if rest := box.unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}

// TestSignUpByMail: nobody learns who has an account, and the email makes one.
func TestSignUpByMail(t *testing.T) {
	onMail(t, []string{"CLIENTELE_EMAIL_VERIFICATION=required"}, func(t *testing.T, p *program, box *mailServer) {
		const taken, free, off = "taken@example.com", "free@example.com", "off@example.com"
		key := p.key(everything...)
		p.create(key, vars{"email": taken, "password": "a password of its own"})
		p.disabled(key, off)
		p.answersAlike(signUp, vars{"p": "correct horse"}, taken, free, off)
		if l := box.next(taken, "already have an account"); l.link() != "https://shop.test/sign-in" {
			t.Errorf("the link is %s", l.link())
		}
		token := box.next(free, "Finish signing up").token("/finish-sign-up")
		if got := p.settled(key, off); got != "sign_up DROPPED" {
			t.Errorf("to a disabled customer: %s", got)
		}
		if n := p.send(key, `{ customers { totalCount } }`, nil).at("customers.totalCount"); n != 2.0 || p.logsIn(free, "correct horse") || p.logsIn(taken, "correct horse") {
			t.Errorf("there are %v customers", n)
		}
		a := p.send(nil, confirm, vars{"t": token})
		if !p.live(a.customer()) || a.str("done.customer.email") != free || a.at("done.customer.emailVerified") != true || a.at("done.customer.hasPassword") != false {
			t.Errorf("%s", a.text)
		}
		if p.logsIn(free, "correct horse") {
			t.Error("the password of whoever signed up works, although somebody else may have verified the address")
		}
		if code := p.send(nil, confirm, vars{"t": token}).fault("done"); code != "TOKEN_INVALID" {
			t.Errorf("once more: %s", code)
		}
		if rest := box.unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}

// TestSquattersLoseTheAccount: whoever signed up first with a victim's address is out once the victim verifies it.
func TestSquattersLoseTheAccount(t *testing.T) {
	onMail(t, nil, func(t *testing.T, p *program, box *mailServer) {
		type squatter struct {
			headers
			refresh string
		}
		squatters := map[string]squatter{}
		for _, victim := range []string{"reset@example.com", "code@example.com", "confirm@example.com"} {
			a := p.send(nil, signUp, vars{"e": victim, "p": "correct horse"}).good()
			squatters[victim] = squatter{headers{"X-Customer-Token": a.str("createCustomer.customerToken.accessToken")}, a.str("createCustomer.customerToken.refreshToken")}
		}
		p.send(nil, askReset, vars{"e": "reset@example.com"}).good()
		p.send(nil, askSignIn, vars{"e": "code@example.com"}).good()
		p.send(squatters["confirm@example.com"].headers, askVerification, nil).good()
		a := p.send(nil, reset, vars{"t": box.next("reset@example.com", "Choose a new password").token("/reset-password"), "p": "another password"}).good()
		b := p.send(nil, finish, vars{"t": box.next("code@example.com", "is your code").code(), "e": "code@example.com"}).good()
		c := p.send(nil, confirm, vars{"t": box.next("confirm@example.com", "Confirm your email").token("/verify-email")}).good()
		if !p.live(a.customer()) || !p.live(b.customer()) || c.at("done.customerToken") != nil || c.at("done.customer.hasPassword") != false {
			t.Errorf("the victims: %s %s %s", a.text, b.text, c.text)
		}
		for victim, s := range squatters {
			if p.live(s.headers) {
				t.Errorf("%s: the squatter is signed in", victim)
			}
			if p.logsIn(victim, "correct horse") {
				t.Errorf("%s: the squatter's password is good", victim)
			}
			if code := p.send(nil, refresh, vars{"t": s.refresh}).fault("refreshToken"); code != "REFRESH_TOKEN_INVALID" {
				t.Errorf("%s: the squatter's refresh token: %q", victim, code)
			}
		}
	})
}
