package mail_test

import (
	"sync/atomic"
	"testing"

	"github.com/emersion/go-smtp"

	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

// TestEHLOName checks that EHLO uses the configured name or the sender's domain. If the server rejects the name, at
// once or at the first recipient, the email's error says so and the email is tried again.
func TestEHLOName(t *testing.T) {
	reject := func(code int, enhanced smtp.EnhancedCode, message string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: message}
	}
	atOnce := func(m *mailServer) {
		m.hello = func(string) error { return reject(550, smtp.EnhancedCode{5, 7, 1}, "go away") }
	}
	const rejected = "the mail server rejected EHLO "
	const hint = "; set CLIENTELE_SMTP_EHLO_NAME"
	for _, c := range []struct {
		name, ehlo, want string
		server           []func(*mailServer)
		tls, lastError   string // lastError is empty if the email is sent
	}{
		{"sender's domain", "", "shop.test", nil, "none", ""},
		{"configured name", "mail.shop.test", "mail.shop.test", nil, "none", ""},
		{"encrypted", "", "shop.test", []func(*mailServer){withTLS}, "required", ""},
		{"rejected at once", "bad", "bad", []func(*mailServer){atOnce}, "none", rejected + "bad (550 5.7.1)" + hint},
		{
			"rejected after STARTTLS", "bad", "bad", []func(*mailServer){withTLS, func(m *mailServer) {
				var before atomic.Bool
				m.hello = func(string) error {
					if !before.Swap(true) {
						return nil
					}
					return reject(504, smtp.EnhancedCode{5, 5, 2}, "HELO name must be a full domain name")
				}
			}}, "required", rejected + "bad (504 5.5.2)" + hint,
		},
		{
			"rejected at the recipient", "bad", "bad", []func(*mailServer){func(m *mailServer) {
				m.rcpt = func(string) error {
					return reject(504, smtp.EnhancedCode{5, 5, 2},
						"<bad>: Helo command rejected: need fully-qualified hostname")
				}
			}}, "none", rejected + "bad (504 5.5.2)" + hint,
		},
		{
			"rejected recipient that contains EHLO", "", "shop.test", []func(*mailServer){func(m *mailServer) {
				m.rcpt = func(to string) error {
					return reject(550, smtp.EnhancedCode{5, 1, 1}, "<"+to+">: unknown; helo@example.com does not exist")
				}
			}}, "none", "the mail server rejected the recipient (550 5.1.1)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := startServer(t, c.server...)
			p := newFixture(t, dbtest.SQLite(t), server, func(o *mail.Options) {
				o.EHLO, o.Server.TLS, o.Attempts = c.ehlo, c.tls, 2
				if server.root != nil {
					o.TLS = server.trusted()
				}
			})
			p.start()
			p.queue("helo@example.com", "1")
			m := p.settled()[0]
			if greeted := server.greeted.Load(); greeted == nil || *greeted != c.want {
				t.Errorf("EHLO %v, want %q", greeted, c.want)
			}
			if c.lastError == "" {
				if m.Status != models.EmailSent {
					t.Error(describe([]models.Email{m}))
				}
				return
			}
			attempts := 2
			if c.ehlo == "" {
				attempts = 1 // permanent
			}
			if m.Status != models.EmailFailed || m.Attempts != attempts ||
				m.LastError == nil || *m.LastError != c.lastError {
				t.Error(describe([]models.Email{m}))
			}
		})
	}
}
