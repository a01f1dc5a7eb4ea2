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
	signIn := func(m *mailServer) { m.auth = true }
	user := func(o *mail.Options) { o.Server.User, o.Server.Password = "shop", password }
	for _, c := range []struct {
		name   string
		server []func(*mailServer)
		way    string
		user   bool
	}{
		{"in the open", nil, "none", false},
		{"STARTTLS", []func(*mailServer){withTLS}, "required", false},
		{"STARTTLS and a password", []func(*mailServer){withTLS, signIn}, "required", true},
		{"STARTTLS as it is offered", []func(*mailServer){withTLS, signIn}, "offered", true},
		{"no STARTTLS on this machine, and a password", []func(*mailServer){signIn, func(m *mailServer) { m.smtp.AllowInsecureAuth = true }}, "offered", true},
		{"a password in the open, as the settings say", []func(*mailServer){signIn, func(m *mailServer) { m.smtp.AllowInsecureAuth = true }}, "none", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := serveMail(t, c.server...)
			p := newPost(t, dbtest.SQLite(t), server, func(o *mail.Options) {
				o.Server.TLS = c.way
				if server.root != nil {
					o.TLS = server.trusted()
				}
				if c.user {
					user(o)
				}
			})
			p.start()
			p.ask("Ann@Example.com", "1")
			rows := p.over()
			got := server.all()
			if len(got) != 1 || rows[0].Status != models.EmailSent || rows[0].SentAt == nil {
				t.Fatalf("%d emails arrived: %s", len(got), show(rows))
			}
			if got[0].from != "shop@shop.test" || got[0].to != "Ann@example.com" {
				t.Errorf("from %s to %s", got[0].from, got[0].to)
			}
			r := read(t, got[0].raw)
			for name, want := range map[string]string{
				"From": `"Tea & Co" <shop@shop.test>`, "To": "<Ann@example.com>", "Message-ID": "<" + rows[0].ID + "@shop.test>",
				"Auto-Submitted": "auto-generated", "MIME-Version": "1.0",
			} {
				if r.header.Get(name) != want {
					t.Errorf("%s: %q, want %q", name, r.header.Get(name), want)
				}
			}
			if at, err := r.header.Date(); err != nil || time.Since(at) > time.Minute {
				t.Errorf("it is dated %v: %v", at, err)
			}
			if r.subject != "Choose a new password for Tea & Co" {
				t.Errorf("the subject is %q", r.subject)
			}
			for what, link := range map[string]string{
				"text": regexp.MustCompile(`https://\S+`).FindString(r.text),
				"html": strings.ReplaceAll(regexp.MustCompile(`href="(https://shop.test/reset[^"]*)"`).FindString(r.html), "&amp;", "&"),
			} {
				link = strings.TrimSuffix(strings.TrimPrefix(link, `href="`), `"`)
				u, err := url.Parse(link)
				if err != nil || u.Query().Get("token") != "secret-token/1+=" || u.Path != "/reset-password" {
					t.Errorf("the %s's link is %q", what, link)
				}
			}
			if rows[0].Text != nil || rows[0].HTML != nil || rows[0].Subject != nil {
				t.Error("the email is stored")
			}
		})
	}
}

func TestImplicitTLS(t *testing.T) {
	server := serveMail(t, withTLS, func(m *mailServer) { m.auth = true })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.smtp.Serve(tlsListener(l, server)) }() // ends with the server
	p := newPost(t, dbtest.SQLite(t), server, func(o *mail.Options) {
		o.Server.Port, o.Server.TLS, o.TLS = l.Addr().(*net.TCPAddr).Port, "implicit", server.trusted()
		o.Server.User, o.Server.Password = "shop", password
	})
	p.start()
	p.ask("ann@example.com", "1")
	if rows := p.over(); rows[0].Status != models.EmailSent || len(server.all()) != 1 {
		t.Error(show(rows))
	}
}

// TestRefusals: what the mail server says decides what becomes of the email, and none of its words are kept.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name             string
		mail, rcpt, data []int
		status           models.EmailStatus
		attempts         int
		says             string
		arrived          int
	}{
		{"for now, at the recipient", nil, []int{450, 451}, nil, models.EmailSent, 3, "", 1},
		{"for now, after the email", nil, nil, []int{451}, models.EmailSent, 2, "", 1},
		{"for good, at the recipient", nil, []int{550}, nil, models.EmailFailed, 1, "the mail server refused naming the recipient (550 5.1.1)", 0},
		{"for good, after the email", nil, nil, []int{554}, models.EmailFailed, 1, "the mail server refused handing over the email (554 5.1.1)", 0},
		{"the sender, until the settings are mended", []int{550, 550}, nil, nil, models.EmailSent, 3, "", 1},
		{"for now, for ever", nil, []int{450, 450, 450, 450}, nil, models.EmailFailed, 4, "the mail server refused naming the recipient (450 4.1.1)", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				mailing, to, whole := answers(c.mail...), answers(c.rcpt...), answers(c.data...)
				server := serveMail(t, func(m *mailServer) {
					m.mail = func(string) error { return mailing() }
					m.rcpt = func(string) error { return to() }
					m.data = func(received) error { return whole() }
				})
				p := newPost(t, d, server, func(o *mail.Options) { o.Attempts = 4 })
				p.start()
				p.ask("ann@example.com", "1")
				m := p.over()[0]
				said := ""
				if m.LastError != nil {
					said = *m.LastError
				}
				if m.Status != c.status || m.Attempts != c.attempts || said != c.says || len(server.all()) != c.arrived {
					t.Errorf("%s after %d tries: %q; %d arrived", m.Status, m.Attempts, said, len(server.all()))
				}
			})
		})
	}
}

// TestNothingGoesWhereItIsNotSafe: no email and no password over a way that is not what the settings demand.
func TestNothingGoesWhereItIsNotSafe(t *testing.T) {
	for _, c := range []struct {
		name   string
		server func(*mailServer)
		setUp  func(*mail.Options, *mailServer)
		says   string
	}{
		{"no STARTTLS", func(m *mailServer) { m.smtp.AllowInsecureAuth = true }, func(o *mail.Options, _ *mailServer) { o.Server.TLS = "required" }, "the mail server offers no STARTTLS"},
		{"a stranger's certificate", withTLS, func(o *mail.Options, _ *mailServer) { o.Server.TLS = "required" }, "the mail server's certificate is not trusted"},
		{"another's certificate", withTLS, func(o *mail.Options, m *mailServer) {
			o.Server.TLS, o.TLS, o.Server.Host = "required", m.trusted(), "localhost"
		}, "the mail server's certificate is not trusted"},
		{"a wrong password", withTLS, func(o *mail.Options, m *mailServer) {
			o.Server.TLS, o.TLS, o.Server.Password = "required", m.trusted(), password+"x"
		}, "the mail server refused the sign-in (535)"},
		{"nobody there", withTLS, func(o *mail.Options, _ *mailServer) { o.Server.Port = 1 }, "the mail server cannot be reached"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := serveMail(t, c.server, func(m *mailServer) { m.auth = true })
			p := newPost(t, dbtest.SQLite(t), server, func(o *mail.Options) {
				o.Attempts, o.Server.User, o.Server.Password = 2, "shop", password
				c.setUp(o, server)
			})
			p.start()
			p.ask("ann@example.com", "1")
			m := p.over()[0]
			if m.Status != models.EmailFailed || m.Attempts != 2 || m.LastError == nil || *m.LastError != c.says || len(server.all()) != 0 {
				t.Errorf("%s; %d arrived", show([]models.Email{m}), len(server.all()))
			}
		})
	}
}

// TestSlowServer: a server that is slow before the email's end is tried again; one that does not answer after it may have taken
// the email, which is not sent twice.
func TestSlowServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		release := make(chan struct{})
		t.Cleanup(func() { close(release) })
		var slow atomic.Bool
		slow.Store(true)
		server := serveMail(t, func(m *mailServer) {
			m.rcpt = func(to string) error {
				if strings.HasPrefix(to, "slow") && slow.Swap(false) {
					<-release
				}
				return nil
			}
			m.data = func(r received) error {
				if strings.HasPrefix(r.to, "mute") {
					m.mu.Lock()
					m.got = append(m.got, r)
					m.mu.Unlock()
					<-release
				}
				return nil
			}
		})
		p := newPost(t, d, server, func(o *mail.Options) { o.Step, o.Verdict = 250*time.Millisecond, 250*time.Millisecond })
		p.start()
		p.ask("slow@example.com", "1")
		p.ask("mute@example.com", "1")
		rows := p.over()
		if m := rows[0]; m.Status != models.EmailSent || m.Attempts != 2 {
			t.Errorf("the slow server: %s", show(rows))
		}
		if m := rows[1]; m.Status != models.EmailUncertain || m.Attempts != 1 || !strings.Contains(*m.LastError, "not sent again") {
			t.Errorf("the mute server: %s", show(rows))
		}
		if n := len(server.all()); n != 2 {
			t.Errorf("%d emails arrived", n)
		}
	})
}

func TestAddressesBeyondASCII(t *testing.T) {
	for name, c := range map[string]struct {
		utf8   bool
		to     string
		status models.EmailStatus
	}{
		"where they are known":     {true, "zoë@example.com", models.EmailSent},
		"where they are not":       {false, "zoë@example.com", models.EmailFailed},
		"a domain is spelled out":  {false, "ann@bücher.example.com", models.EmailSent},
		"no address, but a header": {true, "ann@example.com\r\nBcc: bob@example.com", models.EmailFailed},
		"two addresses":            {true, "ann@example.com, bob@example.com", models.EmailFailed},
		"no address":               {true, "ann", models.EmailFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serveMail(t, func(m *mailServer) { m.smtp.EnableSMTPUTF8 = c.utf8 })
			p := newPost(t, dbtest.SQLite(t), server)
			p.start()
			p.ask(c.to, "1")
			rows := p.over()
			if rows[0].Status != c.status || len(server.all()) == 1 != (c.status == models.EmailSent) {
				t.Error(show(rows))
			}
		})
	}
}

// TestStopping: an email on its way is delivered before the program ends, and one whose server does not answer is given back.
func TestStopping(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, release := make(chan string, 2), make(chan struct{})
		server := serveMail(t, func(m *mailServer) {
			m.rcpt = func(to string) error {
				reached <- to
				<-release
				return nil
			}
		})
		p := newPost(t, d, server, func(o *mail.Options) { o.Workers, o.Grace = 1, 20*time.Second })
		p.ask("ann@example.com", "1")
		p.ask("bob@example.com", "1")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(ctx)
		}()
		<-reached
		cancel()
		close(release)
		<-ended
		rows := p.rows()
		if len(server.all()) != 1 || rows[0].Status != models.EmailSent || rows[1].Status != models.EmailQueued || rows[1].Attempts != 0 {
			t.Error(show(rows))
		}
	})
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, release := make(chan struct{}, 1), make(chan struct{})
		t.Cleanup(func() { close(release) })
		server := serveMail(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				reached <- struct{}{}
				<-release
				return &smtp.SMTPError{Code: 451}
			}
		})
		p := newPost(t, d, server, func(o *mail.Options) { o.Grace = time.Millisecond })
		p.ask("ann@example.com", "1")
		stop := p.start()
		<-reached
		stop()
		if m := p.rows()[0]; m.Status != models.EmailQueued || m.Attempts != 0 || m.DueAt.After(time.Now()) {
			t.Error(show(p.rows()))
		}
	})
}
