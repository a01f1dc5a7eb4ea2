package apptest

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"clientele/db"
	"clientele/db/dbtest"
)

// MailServer is an SMTP server that keeps the messages it accepts.
type MailServer struct {
	t    *testing.T
	port int

	mu          sync.Mutex
	onRecipient func(to string) // called before a recipient is accepted; nil for nothing
	got         []*Message
}

// NewMailServer starts a mail server and stops it at the end of the test.
func NewMailServer(t *testing.T) *MailServer {
	t.Helper()
	m := &MailServer{t: t}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &conversation{server: m}, nil }))
	server.Domain = "mail.test"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.port = l.Addr().(*net.TCPAddr).Port
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // ends by Close
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return m
}

// Settings returns the settings of a program that sends email through the server.
func (m *MailServer) Settings() []string {
	return []string{fmt.Sprintf("CLIENTELE_SMTP_URL=smtp://127.0.0.1:%d", m.port), "CLIENTELE_EMAIL_FROM=Tea Shop <shop@example.com>", "CLIENTELE_STOREFRONT_URL=https://shop.test"}
}

// OnRecipient calls f with each recipient, before the server accepts it.
func (m *MailServer) OnRecipient(f func(to string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.onRecipient = f
}

// OnEachWithEmail is OnEachWith with a mail server.
func OnEachWithEmail(t *testing.T, settings []string, test func(t *testing.T, p *Program, box *MailServer)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		box := NewMailServer(t)
		test(t, Start(t, slices.Concat(Environ(t, o), box.Settings(), settings)...), box)
	})
}

// conversation is an SMTP session.
type conversation struct {
	server *MailServer
	to     string
}

func (*conversation) Mail(string, *smtp.MailOptions) error { return nil }

func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	c.server.mu.Lock()
	before := c.server.onRecipient
	c.server.mu.Unlock()
	if before != nil {
		before(to)
	}
	return nil
}

func (c *conversation) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	l, err := ParseEmail(string(raw))
	if err != nil {
		c.server.t.Errorf("the message cannot be parsed: %v\n%s", err, raw)
		return err
	}
	l.T = c.server.t
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if l.To != c.to {
		c.server.t.Errorf("the email to %s says To: %s", c.to, l.To)
	}
	c.server.got = append(c.server.got, l)
	return nil
}

func (*conversation) Reset()        {}
func (*conversation) Logout() error { return nil }

// Next waits for an unread email to an address whose subject contains subject, and marks it as read.
func (m *MailServer) Next(to, subject string) *Message {
	m.t.Helper()
	var found *Message
	WaitUntil(m.t, fmt.Sprintf("an email %q to %s", subject, to), func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, l := range m.got {
			if !l.read && l.To == to && strings.Contains(l.Subject, subject) {
				found, l.read = l, true
				return true
			}
		}
		return false
	})
	return found
}

// All returns all emails that the server has accepted.
func (m *MailServer) All() []*Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.got)
}

// Unread returns the unread emails as "to: subject".
func (m *MailServer) Unread() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rest []string
	for _, l := range m.got {
		if !l.read {
			rest = append(rest, l.To+": "+l.Subject)
		}
	}
	return rest
}

// WaitForEmails waits until no email is waiting or being sent, and returns the emails to an address as "kind STATUS",
// newest first.
func (p *Program) WaitForEmails(key Headers, to string) string {
	p.T.Helper()
	var all []string
	WaitUntil(p.T, "the end of the email queue", func() bool {
		all = nil
		a := p.Send(key, `query($to: String!) { emails(first: 100, to: $to) { nodes { kind status } } }`, Vars{"to": to}).OK()
		for _, node := range a.At("emails.nodes").([]any) {
			m := node.(map[string]any)
			if m["status"] == "QUEUED" || m["status"] == "SENDING" {
				return false
			}
			all = append(all, fmt.Sprint(m["kind"], " ", m["status"]))
		}
		return true
	})
	return strings.Join(all, ", ")
}
