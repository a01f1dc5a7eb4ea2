package mail_test

import (
	"sync/atomic"
	"testing"

	"github.com/emersion/go-smtp"

	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

// TestGreeting: the name in EHLO is the setting's, or the sender's domain. Where the server refuses it, at once or with the
// first recipient, the email says so, and is tried again.
func TestGreeting(t *testing.T) {
	refuse := func(code int, enhanced smtp.EnhancedCode, says string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: says}
	}
	atOnce := func(m *mailServer) {
		m.hello = func(string) error { return refuse(550, smtp.EnhancedCode{5, 7, 1}, "go away") }
	}
	const refusedAs = "the mail server refused the greeting EHLO "
	const hint = "; CLIENTELE_SMTP_EHLO_NAME sets the name"
	for _, c := range []struct {
		name, ehlo, want string
		server           []func(*mailServer)
		way, says        string // what lastError says; empty where the email is sent
	}{
		{"the sender's domain", "", "shop.test", nil, "none", ""},
		{"the setting's", "mail.shop.test", "mail.shop.test", nil, "none", ""},
		{"encrypted", "", "shop.test", []func(*mailServer){withTLS}, "required", ""},
		{"refused at once", "bad", "bad", []func(*mailServer){atOnce}, "none", refusedAs + "bad (550 5.7.1)" + hint},
		{
			"refused once it is encrypted", "bad", "bad", []func(*mailServer){withTLS, func(m *mailServer) {
				var before atomic.Bool
				m.hello = func(string) error {
					if !before.Swap(true) {
						return nil
					}
					return refuse(504, smtp.EnhancedCode{5, 5, 2}, "HELO name must be a full domain name")
				}
			}}, "required", refusedAs + "bad (504 5.5.2)" + hint,
		},
		{
			"refused with the recipient", "bad", "bad", []func(*mailServer){func(m *mailServer) {
				m.rcpt = func(string) error {
					return refuse(504, smtp.EnhancedCode{5, 5, 2}, "<bad>: Helo command rejected: need fully-qualified hostname")
				}
			}}, "none", refusedAs + "bad (504 5.5.2)" + hint,
		},
		{
			"a recipient with such a name", "", "shop.test", []func(*mailServer){func(m *mailServer) {
				m.rcpt = func(to string) error {
					return refuse(550, smtp.EnhancedCode{5, 1, 1}, "<"+to+">: unknown; helo@example.com is nobody's")
				}
			}}, "none", "the mail server refused naming the recipient (550 5.1.1)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := serveMail(t, c.server...)
			p := newPost(t, dbtest.SQLite(t), server, func(o *mail.Options) {
				o.EHLO, o.Server.TLS, o.Attempts = c.ehlo, c.way, 2
				if server.root != nil {
					o.TLS = server.trusted()
				}
			})
			p.start()
			p.ask("helo@example.com", "1")
			m := p.over()[0]
			if greeted := server.greeted.Load(); greeted == nil || *greeted != c.want {
				t.Errorf("the greeting is not %q: %v", c.want, greeted)
			}
			if c.says == "" {
				if m.Status != models.EmailSent {
					t.Error(show([]models.Email{m}))
				}
				return
			}
			tries := 2
			if c.ehlo == "" {
				tries = 1 // final
			}
			if m.Status != models.EmailFailed || m.Attempts != tries || m.LastError == nil || *m.LastError != c.says {
				t.Error(show([]models.Email{m}))
			}
		})
	}
}
