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

// MailServer is a mail server as a shop has one; it keeps what it takes.
type MailServer struct {
	t    *testing.T
	port int

	mu          sync.Mutex
	onRecipient func(to string) // what happens before it takes a recipient; nil for nothing
	got         []*Letter
}

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

// Settings are those of a program that sends through the server.
func (m *MailServer) Settings() []string {
	return []string{fmt.Sprintf("CLIENTELE_SMTP_URL=smtp://127.0.0.1:%d", m.port), "CLIENTELE_EMAIL_FROM=Tea Shop <shop@example.com>", "CLIENTELE_STOREFRONT_URL=https://shop.test"}
}

// OnRecipient calls f with each recipient, before the server accepts it.
func (m *MailServer) OnRecipient(f func(to string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.onRecipient = f
}

// OnEachWithMail is onEachWith with a mail server.
func OnEachWithMail(t *testing.T, settings []string, test func(t *testing.T, p *Program, box *MailServer)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		box := NewMailServer(t)
		test(t, Start(t, slices.Concat(Environ(t, o), box.Settings(), settings)...), box)
	})
}

// conversation is one with the mail server.
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
	l, err := ParseMail(string(raw))
	if err != nil {
		c.server.t.Errorf("an email that no program can read: %v\n%s", err, raw)
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

// Next waits for an email to an address that is not read yet, by a part of its subject.
func (m *MailServer) Next(to, subject string) *Letter {
	m.t.Helper()
	var found *Letter
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

// All are the emails that it has taken.
func (m *MailServer) All() []*Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.got)
}

// Unread are the emails that the test did not ask for: "to: subject".
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

// WaitForMails waits until no email is on its way, and returns what became of those to an address: "kind STATUS", newest first.
func (p *Program) WaitForMails(key Headers, to string) string {
	p.T.Helper()
	var all []string
	WaitUntil(p.T, "end of the queue", func() bool {
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
