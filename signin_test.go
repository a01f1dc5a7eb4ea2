package main

import (
	"regexp"
	"strings"
	"testing"
)

var mailedCode = regexp.MustCompile(`(?m)^ +([2-9A-HJKMNP-Z]{10})$`)

// code is the one to type in, the same in the subject, the text and the HTML.
func (l *letter) code() string {
	l.t.Helper()
	found := mailedCode.FindStringSubmatch(l.text)
	if found == nil || !strings.HasPrefix(l.subject, found[1]+" ") || !strings.Contains(l.html, ">"+found[1]+"<") {
		l.t.Fatalf("there is not one code: %s\n%s\n%s", l.subject, l.text, l.html)
	}
	return found[1]
}

// TestSignInByMail signs in by the code and by the link of emails, each once.
func TestSignInByMail(t *testing.T) {
	onMail(t, nil, func(t *testing.T, p *program, box *mailServer) {
		const ann, new, off = "ann@example.com", "new@example.com", "off@example.com"
		key := p.key(everything...)
		id := p.create(key, vars{"email": ann})
		p.disabled(key, off)
		p.answersAlike(askSignIn, nil, ann, new, off)
		l := box.next(ann, "is your code")
		code, token := l.code(), l.token("/sign-in")
		if link := box.next(new, "There is no account").link(); link != "https://shop.test/sign-up" {
			t.Errorf("the invitation's link is %s", link)
		}
		if got := p.settled(key, off); got != "login_code DROPPED" {
			t.Errorf("to a disabled customer: %s", got)
		}
		for name, c := range map[string]struct {
			in   vars
			want string
		}{
			"a code alone":            {vars{"t": code}, "REQUIRED"},
			"with another's address":  {vars{"t": code, "e": new}, "TOKEN_INVALID"},
			"a wrong code":            {vars{"t": "2222222222", "e": ann}, "TOKEN_INVALID"},
			"nothing":                 {vars{"t": " "}, "REQUIRED"},
			"a wrong token":           {vars{"t": "AAAAAAAAAAAAAAAAAAAAAAAAAA"}, "TOKEN_INVALID"},
			"a code of another thing": {vars{"t": strings.Repeat("x", 100000), "e": ann}, "TOKEN_INVALID"},
		} {
			if got := p.send(nil, finish, c.in).fault("done"); got != c.want {
				t.Errorf("%s: %q, want %s", name, got, c.want)
			}
		}
		typed := " " + strings.ToLower(code[:5]) + "-" + code[5:] + " "
		a := p.send(nil, finish, vars{"t": typed, "e": " ANN@Example.com"})
		if !p.live(a.customer()) || a.str("done.customer.id") != id || a.at("done.customer.emailVerified") != true {
			t.Errorf("by the code: %s", a.text)
		}
		for name, in := range map[string]vars{"the code again": {"t": code, "e": ann}, "the link after the code": {"t": token}} {
			if got := p.send(nil, finish, in).fault("done"); got != "TOKEN_INVALID" {
				t.Errorf("%s: %q", name, got)
			}
		}

		p.send(nil, askSignIn, vars{"e": ann}).good()
		older := box.next(ann, "is your code")
		p.send(nil, askSignIn, vars{"e": ann}).good()
		newer := box.next(ann, "is your code")
		if b := p.send(nil, finish, vars{"t": older.token("/sign-in")}); !p.live(b.customer()) || !p.live(a.customer()) {
			t.Errorf("by the link that was emailed first: %s", b.text)
		}
		for name, in := range map[string]vars{
			"the link again": {"t": older.token("/sign-in")}, "the code after the link": {"t": older.code(), "e": ann}, "the link beside it": {"t": newer.token("/sign-in")},
		} {
			if got := p.send(nil, finish, in).fault("done"); got != "TOKEN_INVALID" {
				t.Errorf("%s: %q", name, got)
			}
		}
		if rest := box.unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}

// TestChangeOfAddress: the old address stays until the email to the new one was answered, and hears of it.
func TestChangeOfAddress(t *testing.T) {
	onMail(t, nil, func(t *testing.T, p *program, box *mailServer) {
		const ask = `mutation($e: String!, $p: String) { requestEmailChange(newEmail: $e, password: $p) { emailSent userErrors { code field message } } }`
		key := p.key(everything...)
		id, ann := p.signUp("ann@example.com")
		p.create(key, vars{"email": "taken@example.com", "name": "Tom"})
		elsewhere := headers{"X-Customer-Token": p.send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } } }`, nil).str("login.customerToken.accessToken")}
		for name, v := range map[string]vars{"REQUIRED": {"e": "anna@example.com"}, "INVALID_CREDENTIALS": {"e": "anna@example.com", "p": "wrong horse"}} {
			if got := p.send(ann, ask, v).fault("requestEmailChange"); got != name {
				t.Errorf("%v: %q", v, got)
			}
		}
		free := p.send(ann, ask, vars{"e": "anna@example.com", "p": "correct horse"}).good().text
		token := box.next("anna@example.com", "Confirm your new").token("/change-email")
		if l := box.next("ann@example.com", "changes"); !strings.Contains(l.text, "to another one.") || strings.Contains(l.raw, "token=") { // it names an address to a verified one only
			t.Errorf("the notice says %s", l.text)
		}
		if got := p.send(nil, confirm, vars{"t": token}).fault("done"); got != "REQUIRED" {
			t.Errorf("confirmed by nobody: %q", got)
		}
		if !p.logsIn("ann@example.com", "correct horse") || p.logsIn("anna@example.com", "correct horse") {
			t.Error("the address is another one before the confirmation")
		}
		a := p.send(ann, confirm, vars{"t": token}).good()
		if a.str("done.customer.id") != id || a.str("done.customer.email") != "anna@example.com" || a.at("done.customer.emailVerified") != true || a.at("done.customerToken") != nil {
			t.Errorf("%s", a.text)
		}
		if p.logsIn("ann@example.com", "correct horse") || !p.logsIn("anna@example.com", "correct horse") {
			t.Error("the address is not the new one")
		}
		if !p.live(ann) || p.live(elsewhere) {
			t.Errorf("her session lives: %v, the other one: %v", p.live(ann), p.live(elsewhere))
		}
		if got := p.send(ann, confirm, vars{"t": token}).fault("done"); got != "TOKEN_INVALID" {
			t.Errorf("once more: %q", got)
		}

		if taken := p.send(ann, ask, vars{"e": "taken@example.com", "p": "correct horse"}).good().text; taken != free {
			t.Errorf("a taken address answers %s, a free one %s", taken, free)
		}
		if l := box.next("taken@example.com", "already have an account"); !strings.HasPrefix(l.text, "Hello Tom,") || strings.Contains(l.raw, "token=") {
			t.Errorf("its owner reads %s", l.text)
		}
		box.next("anna@example.com", "changes")
		if rest := box.unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}
