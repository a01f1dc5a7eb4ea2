package mail_test

import (
	"context"
	"net"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

func TestDelivery(t *testing.T) {
	requireAuth := func(m *mailServer) { m.auth = true }
	insecureAuth := func(m *mailServer) { m.smtp.AllowInsecureAuth = true }
	user := func(o *mail.Options) { o.Server.User, o.Server.Password = "shop", password }
	for _, c := range []struct {
		name   string
		server []func(*mailServer)
		tls    string
		user   bool
	}{
		{"unencrypted", nil, "none", false},
		{"STARTTLS", []func(*mailServer){withTLS}, "required", false},
		{"STARTTLS and password", []func(*mailServer){withTLS, requireAuth}, "required", true},
		{"opportunistic STARTTLS", []func(*mailServer){withTLS, requireAuth}, "offered", true},
		{"password without STARTTLS on this machine", []func(*mailServer){requireAuth, insecureAuth}, "offered", true},
		{"unencrypted password", []func(*mailServer){requireAuth, insecureAuth}, "none", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := startServer(t, c.server...)
			p := newFixture(t, dbtest.SQLite(t), server, func(o *mail.Options) {
				o.Server.TLS = c.tls
				if server.root != nil {
					o.TLS = server.trusted()
				}
				if c.user {
					user(o)
				}
			})
			p.start()
			p.queue("Ann@Example.com", "1")
			rows := p.settled()
			got := server.all()
			if len(got) != 1 || rows[0].Status != models.EmailSent || rows[0].SentAt == nil {
				t.Fatalf("%d emails arrived: %s", len(got), describe(rows))
			}
			if got[0].from != "shop@shop.test" || got[0].to != "Ann@example.com" {
				t.Errorf("from %s to %s", got[0].from, got[0].to)
			}
			checkMessage(t, rows[0], got[0])
			if rows[0].Text != nil || rows[0].HTML != nil || rows[0].Subject != nil {
				t.Error("the contents are stored")
			}
		})
	}
}

// checkMessage checks the headers of a received email, and that its text and HTML contain the link.
func checkMessage(t *testing.T, row models.Email, got received) {
	t.Helper()
	r := parse(t, got.raw)
	for name, want := range map[string]string{
		"From": `"Tea & Co" <shop@shop.test>`, "To": "<Ann@example.com>", "Message-ID": "<" + row.ID + "@shop.test>",
		"Auto-Submitted": "auto-generated", "MIME-Version": "1.0",
	} {
		if r.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, r.header.Get(name), want)
		}
	}
	if at, err := r.header.Date(); err != nil || time.Since(at) > time.Minute {
		t.Errorf("date %v: %v", at, err)
	}
	if r.subject != "Choose a new password for Tea & Co" {
		t.Errorf("subject %q", r.subject)
	}
	for part, link := range map[string]string{
		"text": regexp.MustCompile(`https://\S+`).FindString(r.text),
		"html": strings.ReplaceAll(
			regexp.MustCompile(`href="(https://shop.test/reset[^"]*)"`).FindString(r.html), "&amp;", "&"),
	} {
		link = strings.TrimSuffix(strings.TrimPrefix(link, `href="`), `"`)
		u, err := url.Parse(link)
		if err != nil || u.Query().Get("token") != "secret-token/1+=" || u.Path != "/reset-password" {
			t.Errorf("link in the %s: %q", part, link)
		}
	}
}

func TestImplicitTLS(t *testing.T) {
	server := startServer(t, withTLS, func(m *mailServer) { m.auth = true })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.smtp.Serve(tlsListener(l, server)) }() // returns when the server is closed
	p := newFixture(t, dbtest.SQLite(t), server, func(o *mail.Options) {
		o.Server.Port, o.Server.TLS, o.TLS = l.Addr().(*net.TCPAddr).Port, "implicit", server.trusted()
		o.Server.User, o.Server.Password = "shop", password
	})
	p.start()
	p.queue("ann@example.com", "1")
	if rows := p.settled(); rows[0].Status != models.EmailSent || len(server.all()) != 1 {
		t.Error(describe(rows))
	}
}

// TestRejections checks the outcome of each reply of the mail server, of which only the codes are stored.
func TestRejections(t *testing.T) {
	for _, c := range []struct {
		name             string
		mail, rcpt, data []int
		status           models.EmailStatus
		attempts         int
		lastError        string
		arrived          int
	}{
		{"recipient, transient", nil, []int{450, 451}, nil, models.EmailSent, 3, "", 1},
		{"email, transient", nil, nil, []int{451}, models.EmailSent, 2, "", 1},
		{
			"recipient, permanent", nil,
			[]int{550},
			nil, models.EmailFailed, 1,
			"the mail server rejected the recipient (550 5.1.1)", 0,
		},
		{
			"email, permanent", nil, nil,
			[]int{554},
			models.EmailFailed, 1,
			"the mail server rejected the email (554 5.1.1)", 0,
		},
		{"sender, permanent but retried", []int{550, 550}, nil, nil, models.EmailSent, 3, "", 1},
		{
			"recipient, transient at every attempt", nil,
			[]int{450, 450, 450, 450},
			nil, models.EmailFailed, 4,
			"the mail server rejected the recipient (450 4.1.1)", 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				sender, to, content := replies(c.mail...), replies(c.rcpt...), replies(c.data...)
				server := startServer(t, func(m *mailServer) {
					m.mail = func(string) error { return sender() }
					m.rcpt = func(string) error { return to() }
					m.data = func(received) error { return content() }
				})
				p := newFixture(t, d, server, func(o *mail.Options) { o.Attempts = 4 })
				p.start()
				p.queue("ann@example.com", "1")
				m := p.settled()[0]
				lastError := ""
				if m.LastError != nil {
					lastError = *m.LastError
				}
				if m.Status != c.status || m.Attempts != c.attempts || lastError != c.lastError ||
					len(server.all()) != c.arrived {
					t.Errorf("%s after %d attempts: %q; %d arrived", m.Status, m.Attempts, lastError, len(server.all()))
				}
			})
		})
	}
}

// TestInsecureConnection checks that neither an email nor the password is sent over a connection that is less secure
// than the settings require.
func TestInsecureConnection(t *testing.T) {
	requireTLS := func(o *mail.Options, _ *mailServer) { o.Server.TLS = "required" }
	for _, c := range []struct {
		name   string
		server func(*mailServer)
		setUp  func(*mail.Options, *mailServer)
		want   string
	}{
		{
			"no STARTTLS", func(m *mailServer) { m.smtp.AllowInsecureAuth = true }, requireTLS,
			"the mail server does not support STARTTLS",
		},
		{"untrusted certificate", withTLS, requireTLS, "the mail server's certificate is not trusted"},
		{"certificate of another host", withTLS, func(o *mail.Options, m *mailServer) {
			o.Server.TLS, o.TLS, o.Server.Host = "required", m.trusted(), "localhost"
		}, "the mail server's certificate is not trusted"},
		{"wrong password", withTLS, func(o *mail.Options, m *mailServer) {
			o.Server.TLS, o.TLS, o.Server.Password = "required", m.trusted(), password+"x"
		}, "the mail server rejected the user or password (535)"},
		{
			"closed port", withTLS, func(o *mail.Options, _ *mailServer) { o.Server.Port = 1 },
			"the mail server cannot be reached",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := startServer(t, c.server, func(m *mailServer) { m.auth = true })
			p := newFixture(t, dbtest.SQLite(t), server, func(o *mail.Options) {
				o.Attempts, o.Server.User, o.Server.Password = 2, "shop", password
				c.setUp(o, server)
			})
			p.start()
			p.queue("ann@example.com", "1")
			m := p.settled()[0]
			if m.Status != models.EmailFailed || m.Attempts != 2 || m.LastError == nil || *m.LastError != c.want ||
				len(server.all()) != 0 {
				t.Errorf("%s; %d arrived", describe([]models.Email{m}), len(server.all()))
			}
		})
	}
}

// TestSlowServer checks that an email is tried again if the server times out before the end of the data, but not after
// it, when the server may have accepted the email.
func TestSlowServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		release := make(chan struct{})
		t.Cleanup(func() { close(release) })
		var slow atomic.Bool
		slow.Store(true)
		server := startServer(t, func(m *mailServer) {
			m.rcpt = func(to string) error {
				if strings.HasPrefix(to, "slow") && slow.Swap(false) {
					<-release
				}
				return nil
			}
			m.data = func(r received) error {
				if strings.HasPrefix(r.to, "silent") {
					m.mu.Lock()
					m.got = append(m.got, r)
					m.mu.Unlock()
					<-release
				}
				return nil
			}
		})
		p := newFixture(t, d, server, func(o *mail.Options) {
			o.StepTimeout, o.ReplyTimeout = 250*time.Millisecond, 250*time.Millisecond
		})
		p.start()
		p.queue("slow@example.com", "1")
		p.queue("silent@example.com", "1")
		rows := p.settled()
		if m := rows[0]; m.Status != models.EmailSent || m.Attempts != 2 {
			t.Errorf("slow server: %s", describe(rows))
		}
		if m := rows[1]; m.Status != models.EmailUncertain || m.Attempts != 1 ||
			!strings.Contains(*m.LastError, "not sent again") {
			t.Errorf("silent server: %s", describe(rows))
		}
		if n := len(server.all()); n != 2 {
			t.Errorf("%d emails arrived", n)
		}
	})
}

func TestRecipients(t *testing.T) {
	for name, c := range map[string]struct {
		utf8   bool
		to     string
		status models.EmailStatus
	}{
		"non-ASCII, supported":   {true, "zoë@example.com", models.EmailSent},
		"non-ASCII, unsupported": {false, "zoë@example.com", models.EmailFailed},
		"non-ASCII domain":       {false, "ann@bücher.example.com", models.EmailSent},
		"header injection":       {true, "ann@example.com\r\nBcc: bob@example.com", models.EmailFailed},
		"two addresses":          {true, "ann@example.com, bob@example.com", models.EmailFailed},
		"invalid address":        {true, "ann", models.EmailFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startServer(t, func(m *mailServer) { m.smtp.EnableSMTPUTF8 = c.utf8 })
			p := newFixture(t, dbtest.SQLite(t), server)
			p.start()
			p.queue(c.to, "1")
			rows := p.settled()
			if rows[0].Status != c.status || len(server.all()) == 1 != (c.status == models.EmailSent) {
				t.Error(describe(rows))
			}
		})
	}
}

// TestShutdown checks that Run delivers an email in progress before it returns.
func TestShutdown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, release := make(chan string, 2), make(chan struct{})
		server := startServer(t, func(m *mailServer) {
			m.rcpt = func(to string) error {
				reached <- to
				<-release
				return nil
			}
		})
		p := newFixture(t, d, server, func(o *mail.Options) { o.Workers, o.Grace = 1, 20*time.Second })
		p.queue("ann@example.com", "1")
		p.queue("bob@example.com", "1")
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			p.Run(ctx)
		}()
		<-reached
		cancel()
		close(release)
		<-stopped
		rows := p.rows()
		if len(server.all()) != 1 || rows[0].Status != models.EmailSent || rows[1].Status != models.EmailQueued ||
			rows[1].Attempts != 0 {
			t.Error(describe(rows))
		}
	})
}

// TestShutdownRequeues checks that an email is requeued at shutdown if the mail server does not answer in time.
func TestShutdownRequeues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, release := make(chan struct{}, 1), make(chan struct{})
		t.Cleanup(func() { close(release) })
		server := startServer(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				reached <- struct{}{}
				<-release
				return &smtp.SMTPError{Code: 451}
			}
		})
		p := newFixture(t, d, server, func(o *mail.Options) { o.Grace = time.Millisecond })
		p.queue("ann@example.com", "1")
		stop := p.start()
		<-reached
		stop()
		if m := p.rows()[0]; m.Status != models.EmailQueued || m.Attempts != 0 || m.DueAt.After(time.Now()) {
			t.Error(describe(p.rows()))
		}
	})
}
