package mail

import (
	"regexp"
	"strings"
	"testing"

	"clientele/test/apptest"
)

var mailedCode = regexp.MustCompile(`(?m)^ +([2-9A-HJKMNP-Z]{10})$`)

// code is the one to type in, the same in the subject, the text and the HTML.
func mailedCodeOf(l *apptest.Message) string {
	l.T.Helper()
	found := mailedCode.FindStringSubmatch(l.Text)
	if found == nil || !strings.HasPrefix(l.Subject, found[1]+" ") || !strings.Contains(l.HTML, ">"+found[1]+"<") {
		l.T.Fatalf("there is not one code: %s\n%s\n%s", l.Subject, l.Text, l.HTML)
	}
	return found[1]
}

// TestLoginByEmail logs in with the code and with the link of an email; each works once.
func TestLoginByEmail(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		const ann, new, off = "ann@example.com", "new@example.com", "off@example.com"
		key := p.APIKey(apptest.AllScopes...)
		id := p.CreateCustomer(key, apptest.Vars{"email": ann})
		disabled(p, key, off)
		answersAlike(p, apptest.RequestLoginCode, nil, ann, new, off)
		l := box.Next(ann, "is your code")
		code, token := mailedCodeOf(l), l.Token("/sign-in")
		if link := box.Next(new, "There is no account").Link(); link != "https://shop.test/sign-up" {
			t.Errorf("the invitation's link is %s", link)
		}
		if got := p.WaitForEmails(key, off); got != "login_code DROPPED" {
			t.Errorf("to a disabled customer: %s", got)
		}
		for name, c := range map[string]struct {
			in   apptest.Vars
			want string
		}{
			"a code alone":            {apptest.Vars{"t": code}, "REQUIRED"},
			"with another's address":  {apptest.Vars{"t": code, "e": new}, "TOKEN_INVALID"},
			"a wrong code":            {apptest.Vars{"t": "2222222222", "e": ann}, "TOKEN_INVALID"},
			"nothing":                 {apptest.Vars{"t": " "}, "REQUIRED"},
			"a wrong token":           {apptest.Vars{"t": "AAAAAAAAAAAAAAAAAAAAAAAAAA"}, "TOKEN_INVALID"},
			"a code of another thing": {apptest.Vars{"t": strings.Repeat("x", 100000), "e": ann}, "TOKEN_INVALID"},
		} {
			if got := p.Send(nil, finish, c.in).UserErrorCode("done"); got != c.want {
				t.Errorf("%s: %q, want %s", name, got, c.want)
			}
		}
		typed := " " + strings.ToLower(code[:5]) + "-" + code[5:] + " "
		a := p.Send(nil, finish, apptest.Vars{"t": typed, "e": " ANN@Example.com"})
		if !p.TokenWorks(customer(a)) || a.Text("done.customer.id") != id || a.At("done.customer.emailVerified") != true {
			t.Errorf("by the code: %s", a.Body)
		}
		for name, in := range map[string]apptest.Vars{"the code again": {"t": code, "e": ann}, "the link after the code": {"t": token}} {
			if got := p.Send(nil, finish, in).UserErrorCode("done"); got != "TOKEN_INVALID" {
				t.Errorf("%s: %q", name, got)
			}
		}

		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": ann}).OK()
		older := box.Next(ann, "is your code")
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": ann}).OK()
		newer := box.Next(ann, "is your code")
		if b := p.Send(nil, finish, apptest.Vars{"t": older.Token("/sign-in")}); !p.TokenWorks(customer(b)) || !p.TokenWorks(customer(a)) {
			t.Errorf("by the link that was emailed first: %s", b.Body)
		}
		for name, in := range map[string]apptest.Vars{
			"the link again": {"t": older.Token("/sign-in")}, "the code after the link": {"t": mailedCodeOf(older), "e": ann}, "the link beside it": {"t": newer.Token("/sign-in")},
		} {
			if got := p.Send(nil, finish, in).UserErrorCode("done"); got != "TOKEN_INVALID" {
				t.Errorf("%s: %q", name, got)
			}
		}
		if rest := box.Unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}

// TestEmailAddressChange checks that an email address changes only after the new address is confirmed, and that the old
// address is notified.
func TestEmailAddressChange(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		const ask = `mutation($e: String!, $p: String) { requestEmailChange(newEmail: $e, password: $p) { emailSent userErrors { code field message } } }`
		key := p.APIKey(apptest.AllScopes...)
		id, ann := p.SignUp("ann@example.com")
		p.CreateCustomer(key, apptest.Vars{"email": "taken@example.com", "name": "Tom"})
		elsewhere := apptest.Headers{"X-Customer-Token": p.Send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } } }`, nil).Text("login.customerToken.accessToken")}
		for name, v := range map[string]apptest.Vars{"REQUIRED": {"e": "anna@example.com"}, "INVALID_CREDENTIALS": {"e": "anna@example.com", "p": "wrong horse"}} {
			if got := p.Send(ann, ask, v).UserErrorCode("requestEmailChange"); got != name {
				t.Errorf("%v: %q", v, got)
			}
		}
		free := p.Send(ann, ask, apptest.Vars{"e": "anna@example.com", "p": "correct horse"}).OK().Body
		token := box.Next("anna@example.com", "Confirm your new").Token("/change-email")
		if l := box.Next("ann@example.com", "is being changed"); !strings.Contains(l.Text, "to another one.") || strings.Contains(l.Raw, "token=") { // it names an address to a verified one only
			t.Errorf("the notice says %s", l.Text)
		}
		if got := p.Send(nil, apptest.VerifyEmail, apptest.Vars{"t": token}).UserErrorCode("done"); got != "REQUIRED" {
			t.Errorf("confirmed by nobody: %q", got)
		}
		if !logsIn(p, "ann@example.com", "correct horse") || logsIn(p, "anna@example.com", "correct horse") {
			t.Error("the address is another one before the confirmation")
		}
		a := p.Send(ann, apptest.VerifyEmail, apptest.Vars{"t": token}).OK()
		if a.Text("done.customer.id") != id || a.Text("done.customer.email") != "anna@example.com" || a.At("done.customer.emailVerified") != true || a.At("done.customerToken") != nil {
			t.Errorf("%s", a.Body)
		}
		if logsIn(p, "ann@example.com", "correct horse") || !logsIn(p, "anna@example.com", "correct horse") {
			t.Error("the address is not the new one")
		}
		if !p.TokenWorks(ann) || p.TokenWorks(elsewhere) {
			t.Errorf("her session lives: %v, the other one: %v", p.TokenWorks(ann), p.TokenWorks(elsewhere))
		}
		if got := p.Send(ann, apptest.VerifyEmail, apptest.Vars{"t": token}).UserErrorCode("done"); got != "TOKEN_INVALID" {
			t.Errorf("once more: %q", got)
		}

		if taken := p.Send(ann, ask, apptest.Vars{"e": "taken@example.com", "p": "correct horse"}).OK().Body; taken != free {
			t.Errorf("a taken address answers %s, a free one %s", taken, free)
		}
		if l := box.Next("taken@example.com", "already have an account"); !strings.HasPrefix(l.Text, "Hello Tom,") || strings.Contains(l.Raw, "token=") {
			t.Errorf("its owner reads %s", l.Text)
		}
		box.Next("anna@example.com", "is being changed")
		if rest := box.Unread(); len(rest) > 0 {
			t.Errorf("other emails arrived: %v", rest)
		}
	})
}
