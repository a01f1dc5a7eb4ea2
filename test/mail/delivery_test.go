package mail

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// TestEmailSurvivesRestart checks that email that could not be delivered is sent once, after a restart, when the mail
// server is available again, and that an address gets no more than the hourly limit.
func TestEmailSurvivesRestart(t *testing.T) {
	t.Parallel() // it waits most of the time
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		box := apptest.NewMailServer(t)
		env := apptest.Environ(t, o)
		down := slices.Concat(env, box.Settings(), []string{"CLIENTELE_SMTP_URL=smtp://127.0.0.1:1"})
		p := apptest.Start(t, down...)
		key := p.APIKey(apptest.AllScopes...)
		a := p.Send(nil, signUp, apptest.Vars{"e": "ann@example.com", "p": "correct horse"}).OK()
		stolen := a.Text("createCustomer.customerToken.refreshToken")
		renewed := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": stolen}).OK()
		if !p.TokenWorks(apptest.Headers{"X-Customer-Token": renewed.Text("refreshToken.customerToken.accessToken")}) { // so its answer was not lost
			t.Fatal(renewed.Body)
		}
		for _, email := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": email}).OK()
		}
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK()
		apptest.WaitUntil(t, "failed try of each email", func() bool {
			text := p.Send(key, `{ emails(status: QUEUED) { nodes { attempts lastError } } }`, nil).OK().Body
			return strings.Count(text, `{"attempts":1,"lastError":"the mail server cannot be reached`) == 4
		})
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK() // it is the one that waits
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}

		p = apptest.Start(t, slices.Concat(env, box.Settings(), []string{"CLIENTELE_EMAILS_PER_HOUR=1"})...)
		apptest.WaitUntil(t, "end of a session whose old refresh token comes back", func() bool { // for ten seconds it is only a second tab's
			return p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": stolen}).UserErrorCode("refreshToken") == "REFRESH_TOKEN_INVALID"
		})
		if p.TokenWorks(apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}) {
			t.Error("the session of the stolen token lives")
		}
		box.Next("ann@example.com", "You were logged out")
		token := box.Next("ann@example.com", "Choose a new password").Token("/reset-password")
		for _, email := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			box.Next(email, "There is no account")
		}
		p.Send(nil, reset, apptest.Vars{"t": token, "p": "another password"}).OK() // and a second notice, which tells her so
		if got := p.WaitForEmails(key, "ann@example.com"); got != "password_changed DELAYED, session_replayed SENT, password_reset SENT" {
			t.Errorf("the emails to her: %s", got)
		}
		waiting := p.Send(key, `{ emails(status: DELAYED) { nodes { nextAttemptAt mergedRequests } } }`, nil).OK()
		next, err := time.Parse(time.RFC3339, waiting.Text("emails.nodes.0.nextAttemptAt"))
		if wait := time.Until(next); err != nil || wait < 55*time.Minute || wait > time.Hour {
			t.Errorf("the second notice comes in %v (%v)", wait, err)
		}
		if a := p.Send(p.SignInOwner(), `{ emails(to: "ann@example.com", status: SENT) { nodes { kind attempts mergedRequests text } } }`, nil).OK(); !strings.Contains(a.Body, `{"kind":"password_reset","attempts":2,"mergedRequests":1,"text":null}`) {
			t.Errorf("%s", a.Body)
		}
		if rest := box.Unread(); len(rest) > 0 {
			t.Errorf("emails arrived twice: %v", rest)
		}
	})
}

// TestOutbox checks that without a mail server, owners can read email in the API and as files, written with the shop's
// templates.
func TestOutbox(t *testing.T) {
	words := t.TempDir()
	for name, text := range map[string]string{
		"password_reset.subject.txt": "Ein neues Kennwort für {{.Shop}}",
		"password_reset.txt":         "Guten Tag {{.Name}}!\n{{.Storefront}}/konto?t={{urlquery .Token}}\n",
	} {
		if err := os.WriteFile(filepath.Join(words, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settings := []string{"CLIENTELE_EMAIL_TEMPLATES=" + words, "CLIENTELE_STOREFRONT_URL=https://shop.test", "CLIENTELE_SHOP_NAME=Teeladen"}
	apptest.OnEachWith(t, settings, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.SignUp("ann@example.com")
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK()
		if got := p.WaitForEmails(key, "ann@example.com"); got != "password_reset OUTBOX" {
			t.Fatal(got)
		}
		owner := p.SignInOwner()
		const list = `{ emails { nodes { id kind to subject text html } } }`
		a := p.Send(owner, list, nil).OK()
		text := a.Text("emails.nodes.0.text")
		token, ok := strings.CutPrefix(text, "Guten Tag Ann Example!\nhttps://shop.test/konto?t=")
		if token = strings.TrimSuffix(token, "\n"); !ok || a.Text("emails.nodes.0.subject") != "Ein neues Kennwort für Teeladen" || !strings.Contains(a.Text("emails.nodes.0.html"), "?token="+token) {
			t.Errorf("%s", a.Body)
		}
		l := inOutbox(p, "password_reset", a.Text("emails.nodes.0.id"))
		if l.To != "ann@example.com" || l.Subject != "Ein neues Kennwort für Teeladen" || l.Text != text || l.HTML != a.Text("emails.nodes.0.html") {
			t.Errorf("the file says %+v", l)
		}
		p.Send(nil, reset, apptest.Vars{"t": token, "p": "another password"}).OK()
		if got := p.WaitForEmails(key, "ann@example.com"); got != "password_changed OUTBOX, password_reset OUTBOX" {
			t.Fatal(got)
		}
		b := p.Send(owner, list, nil).OK()
		if l := inOutbox(p, "password_changed", b.Text("emails.nodes.0.id")); l.Subject != "Your password at Teeladen has been changed" || !strings.HasPrefix(l.Text, "Hello Ann Example,") {
			t.Errorf("an email in the built-in words: %+v", l)
		}
		if a := p.Send(p.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE"), list, nil); a.ErrorCode() != "FORBIDDEN" {
			t.Errorf("a key that is no owner's: %s", a.Body)
		}
	})
}

// inOutbox parses the file of an email in the outbox.
func inOutbox(p *apptest.Program, kind, id string) *apptest.Message {
	p.T.Helper()
	files, err := filepath.Glob(filepath.Join(p.DataFolder(), "outbox", fmt.Sprintf("*-%s-%s.eml", kind, id)))
	if err != nil || len(files) != 1 {
		p.T.Fatalf("the files of %s: %v %v", id, files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		p.T.Fatal(err)
	}
	l, err := apptest.ParseEmail(string(raw))
	if err != nil {
		p.T.Fatal(err)
	}
	return l
}

// deaf reports whether the program has stopped listening.
func deaf(p *apptest.Program) bool {
	connection, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
	if err == nil {
		_ = connection.Close()
	}
	return err != nil
}
