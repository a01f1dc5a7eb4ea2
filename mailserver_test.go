package main

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"clientele/db"
	"clientele/db/dbtest"
)

// mailServer is a mail server as a shop has one; it keeps what it takes.
type mailServer struct {
	t    *testing.T
	port int

	mu   sync.Mutex
	rcpt func(to string) // what happens before it takes a recipient; nil for nothing
	got  []*letter
}

// letter is an email as its reader's program shows it.
type letter struct {
	t                             *testing.T
	to, subject, text, html, from string
	raw                           string
	read                          bool
}

func serveMail(t *testing.T) *mailServer {
	t.Helper()
	m := &mailServer{t: t}
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

// settings are those of a program that sends through the server.
func (m *mailServer) settings() []string {
	return []string{fmt.Sprintf("CLIENTELE_SMTP_URL=smtp://127.0.0.1:%d", m.port), "CLIENTELE_EMAIL_FROM=Tea Shop <shop@example.com>", "CLIENTELE_STOREFRONT_URL=https://shop.test"}
}

// onMail is onEachWith with a mail server.
func onMail(t *testing.T, settings []string, test func(t *testing.T, p *program, box *mailServer)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		box := serveMail(t)
		test(t, start(t, slices.Concat(environ(t, o), box.settings(), settings)...), box)
	})
}

// conversation is one with the mail server.
type conversation struct {
	server *mailServer
	to     string
}

func (*conversation) Mail(string, *smtp.MailOptions) error { return nil }

func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	c.server.mu.Lock()
	before := c.server.rcpt
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
	l, err := parse(string(raw))
	if err != nil {
		c.server.t.Errorf("an email that no program can read: %v\n%s", err, raw)
		return err
	}
	l.t = c.server.t
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if l.to != c.to {
		c.server.t.Errorf("the email to %s says To: %s", c.to, l.to)
	}
	c.server.got = append(c.server.got, l)
	return nil
}

func (*conversation) Reset()        {}
func (*conversation) Logout() error { return nil }

// parse reads a message as mail programs do.
func parse(raw string) (*letter, error) {
	message, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return nil, err
	}
	to, err := mail.ParseAddress(message.Header.Get("To"))
	if err != nil {
		return nil, err
	}
	l := &letter{raw: raw, to: to.Address, from: message.Header.Get("From")}
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		return nil, err
	}
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return nil, err
		}
		var body io.Reader = part // the reader undoes quoted-printable by itself
		if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "base64") {
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			return nil, err
		}
		lines := strings.ReplaceAll(string(text), "\r\n", "\n")
		switch kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind {
		case "text/plain":
			l.text = lines
		case "text/html":
			l.html = lines
		}
	}
}

// next waits for an email to an address that is not read yet, by a part of its subject.
func (m *mailServer) next(to, subject string) *letter {
	m.t.Helper()
	var found *letter
	until(m.t, fmt.Sprintf("an email %q to %s", subject, to), func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, l := range m.got {
			if !l.read && l.to == to && strings.Contains(l.subject, subject) {
				found, l.read = l, true
				return true
			}
		}
		return false
	})
	return found
}

// all are the emails that it has taken.
func (m *mailServer) all() []*letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.got)
}

// unread are the emails that the test did not ask for: "to: subject".
func (m *mailServer) unread() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rest []string
	for _, l := range m.got {
		if !l.read {
			rest = append(rest, l.to+": "+l.subject)
		}
	}
	return rest
}

var mailedLink = regexp.MustCompile(`https://shop\.test[^\s"<]*`)

// link is the only link of the email but the storefront's own, the same in text and HTML.
func (l *letter) link() string {
	l.t.Helper()
	all := map[string]bool{}
	for _, part := range []string{l.text, html.UnescapeString(l.html)} {
		found := 0
		for _, link := range mailedLink.FindAllString(part, -1) {
			if link != "https://shop.test" {
				all[link] = true
				found++
			}
		}
		if found == 0 {
			l.t.Fatalf("a part without a link: %s", part)
		}
	}
	if len(all) != 1 {
		l.t.Fatalf("%d links: %v", len(all), all)
	}
	for link := range all {
		return link
	}
	return ""
}

// token is the one of the email's link, which leads to a page of the storefront.
func (l *letter) token(page string) string {
	l.t.Helper()
	token, ok := strings.CutPrefix(l.link(), "https://shop.test"+page+"?token=")
	if !ok || len(token) != 26 {
		l.t.Fatalf("the link is %s", l.link())
	}
	return token
}

// until waits for something that is about to happen.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(60 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("there was no %s in time", what)
		}
	}
}

// settled waits until no email is on its way, and returns what became of those to an address: "kind STATUS", newest first.
func (p *program) settled(key headers, to string) string {
	p.t.Helper()
	var all []string
	until(p.t, "end of the queue", func() bool {
		all = nil
		a := p.send(key, `query($to: String!) { emails(first: 100, to: $to) { nodes { kind status } } }`, vars{"to": to}).good()
		for _, node := range a.at("emails.nodes").([]any) {
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

// whole is an answer with all that a stranger can compare: status, headers and body to the byte.
func (p *program) whole(query string, v vars) string {
	p.t.Helper()
	a := p.send(nil, query, v)
	seen := a.header.Clone()
	seen.Del("Date")
	seen.Del("X-Request-Id")
	var b strings.Builder
	_ = seen.Write(&b) // a Builder takes everything; names are sorted
	return fmt.Sprintf("%d\n%s\n%s", a.status, b.String(), a.text)
}
