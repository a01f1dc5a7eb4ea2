package main

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
)

// TestMailsOutliveTheProgram: what waits while no mail server answers leaves once one does, each email once, though the program was
// ended in between. An address gets no more than its share of the hour.
func TestMailsOutliveTheProgram(t *testing.T) {
	t.Parallel() // it waits most of the time
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		box := serveMail(t)
		env := environ(t, o)
		down := slices.Concat(env, box.settings(), []string{"CLIENTELE_SMTP_URL=smtp://127.0.0.1:1"})
		p := start(t, down...)
		key := p.key(everything...)
		a := p.send(nil, signUp, vars{"e": "ann@example.com", "p": "correct horse"}).good()
		stolen := a.str("createCustomer.customerToken.refreshToken")
		renewed := p.send(nil, refresh, vars{"t": stolen}).good()
		if !p.live(headers{"X-Customer-Token": renewed.str("refreshToken.customerToken.accessToken")}) { // so its answer was not lost
			t.Fatal(renewed.text)
		}
		for _, email := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			p.send(nil, askSignIn, vars{"e": email}).good()
		}
		p.send(nil, askReset, vars{"e": "ann@example.com"}).good()
		until(t, "failed try of each email", func() bool {
			text := p.send(key, `{ emails(status: QUEUED) { nodes { attempts lastError } } }`, nil).good().text
			return strings.Count(text, `{"attempts":1,"lastError":"the mail server cannot be reached`) == 4
		})
		p.send(nil, askReset, vars{"e": "ann@example.com"}).good() // it is the one that waits
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}

		p = start(t, slices.Concat(env, box.settings(), []string{"CLIENTELE_EMAILS_PER_HOUR=1"})...)
		until(t, "end of a session whose old refresh token comes back", func() bool { // for ten seconds it is only a second tab's
			return p.send(nil, refresh, vars{"t": stolen}).fault("refreshToken") == "REFRESH_TOKEN_INVALID"
		})
		if p.live(headers{"X-Customer-Token": a.str("createCustomer.customerToken.accessToken")}) {
			t.Error("the session of the stolen token lives")
		}
		box.next("ann@example.com", "You were signed out")
		token := box.next("ann@example.com", "Choose a new password").token("/reset-password")
		for _, email := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			box.next(email, "There is no account")
		}
		p.send(nil, reset, vars{"t": token, "p": "another password"}).good() // and a second notice, which tells her so
		if got := p.settled(key, "ann@example.com"); got != "password_changed DELAYED, session_replayed SENT, password_reset SENT" {
			t.Errorf("the emails to her: %s", got)
		}
		waiting := p.send(key, `{ emails(status: DELAYED) { nodes { nextAttemptAt folded } } }`, nil).good()
		next, err := time.Parse(time.RFC3339, waiting.str("emails.nodes.0.nextAttemptAt"))
		if wait := time.Until(next); err != nil || wait < 55*time.Minute || wait > time.Hour {
			t.Errorf("the second notice comes in %v (%v)", wait, err)
		}
		if a := p.send(p.owner(), `{ emails(to: "ann@example.com", status: SENT) { nodes { kind attempts folded text } } }`, nil).good(); !strings.Contains(a.text, `{"kind":"password_reset","attempts":2,"folded":1,"text":null}`) {
			t.Errorf("%s", a.text)
		}
		if rest := box.unread(); len(rest) > 0 {
			t.Errorf("emails arrived twice: %v", rest)
		}
	})
}

// TestOutbox: without a mail server the owner reads the emails in the program and as files, in the shop's own words.
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
	onEachWith(t, settings, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.signUp("ann@example.com")
		p.send(nil, askReset, vars{"e": "ann@example.com"}).good()
		if got := p.settled(key, "ann@example.com"); got != "password_reset OUTBOX" {
			t.Fatal(got)
		}
		owner := p.owner()
		const list = `{ emails { nodes { id kind to subject text html } } }`
		a := p.send(owner, list, nil).good()
		text := a.str("emails.nodes.0.text")
		token, ok := strings.CutPrefix(text, "Guten Tag Ann Example!\nhttps://shop.test/konto?t=")
		if token = strings.TrimSuffix(token, "\n"); !ok || a.str("emails.nodes.0.subject") != "Ein neues Kennwort für Teeladen" || !strings.Contains(a.str("emails.nodes.0.html"), "?token="+token) {
			t.Errorf("%s", a.text)
		}
		l := p.inOutbox("password_reset", a.str("emails.nodes.0.id"))
		if l.to != "ann@example.com" || l.subject != "Ein neues Kennwort für Teeladen" || l.text != text || l.html != a.str("emails.nodes.0.html") {
			t.Errorf("the file says %+v", l)
		}
		p.send(nil, reset, vars{"t": token, "p": "another password"}).good()
		if got := p.settled(key, "ann@example.com"); got != "password_changed OUTBOX, password_reset OUTBOX" {
			t.Fatal(got)
		}
		b := p.send(owner, list, nil).good()
		if l := p.inOutbox("password_changed", b.str("emails.nodes.0.id")); l.subject != "Your password at Teeladen was changed" || !strings.HasPrefix(l.text, "Hello Ann Example,") {
			t.Errorf("an email in the built-in words: %+v", l)
		}
		if a := p.send(p.key("CUSTOMERS_READ", "CUSTOMERS_WRITE"), list, nil); a.code() != "FORBIDDEN" {
			t.Errorf("a key that is no owner's: %s", a.text)
		}
	})
}

// inOutbox reads the file of an email.
func (p *program) inOutbox(kind, id string) *letter {
	p.t.Helper()
	files, err := filepath.Glob(filepath.Join(p.data(), "outbox", fmt.Sprintf("*-%s-%s.eml", kind, id)))
	if err != nil || len(files) != 1 {
		p.t.Fatalf("the files of %s: %v %v", id, files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		p.t.Fatal(err)
	}
	l, err := parse(string(raw))
	if err != nil {
		p.t.Fatal(err)
	}
	return l
}

// deaf tells whether the program has stopped listening.
func (p *program) deaf() bool {
	connection, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err == nil {
		_ = connection.Close()
	}
	return err != nil
}
