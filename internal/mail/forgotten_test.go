package mail_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
)

// TestForgottenEmails: nothing remains of an email about an erasure once it is sent or given up, and it is not saved to
// the outbox.
func TestForgottenEmails(t *testing.T) {
	permanent := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	temporary := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
	for _, c := range []struct {
		name    string
		outbox  bool
		rcpt    func(string) error
		compose func() (*mail.Content, error)
		arrives int
	}{
		{name: "sent", arrives: 1},
		{name: "rejected", rcpt: func(string) error { return permanent }},
		{name: "tried in vain", rcpt: func(string) error { return temporary }},
		{name: "nothing to send", compose: func() (*mail.Content, error) { return nil, nil }},
		{name: "not composed", compose: func() (*mail.Content, error) { return nil, errors.New("no") }},
		{name: "without a mail server", outbox: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				server := startServer(t, func(m *mailServer) { m.rcpt = c.rcpt })
				to := server
				if c.outbox {
					to = nil
				}
				p := newFixture(t, d, to, func(o *mail.Options) { o.Attempts = 2 })
				p.Compose(mail.ErasureDone, func(context.Context, *gorm.DB, mail.Email) (*mail.Content, error) {
					if c.compose != nil {
						return c.compose()
					}
					return &mail.Content{}, nil
				})
				p.send(mail.Email{Kind: mail.ErasureDone, To: "ann@example.com"})
				p.queue("bob@example.com", "1") // is kept
				for range 2 {
					if err := p.Drain(t.Context()); err != nil {
						t.Fatal(err)
					}
					p.clock.add(time.Minute)
				}
				rows := p.rows()
				if len(rows) != 1 || rows[0].To != "bob@example.com" {
					t.Errorf("these remain: %s", describe(rows))
				}
				arrived := 0
				for _, got := range server.all() {
					if got.to == "ann@example.com" {
						arrived++
					}
				}
				if arrived != c.arrives {
					t.Errorf("%d emails arrived", arrived)
				}
				files, err := os.ReadDir(p.outbox)
				if err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				if len(files) > 1 {
					t.Errorf("%d files in the outbox", len(files))
				}
			})
		})
	}
}
