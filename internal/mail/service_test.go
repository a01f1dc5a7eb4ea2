package mail_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/models"
)

func TestMain(m *testing.M) {
	if os.Getenv(workerEnv) != "" {
		runWorker()
		return
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	dbtest.Main(m)
}

// logged holds the log, which must not contain secrets.
var logged safeBuffer

// safeBuffer is a bytes.Buffer for concurrent use.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var sender = &netmail.Address{Name: "Tea & Co", Address: "shop@shop.test"}

const password = "Sentinel-smtp-password"

// clock is a clock that tests can advance.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// fixture is an email service under test.
type fixture struct {
	*mail.Service
	t      *testing.T
	db     *db.DB
	clock  *clock
	outbox string // the folder
}

// newFixture returns a service that sends to a server, or to an outbox if server is nil. When the test ends, it checks
// that the log contains no email address, token or password.
func newFixture(t *testing.T, d *db.DB, server *mailServer, setUp ...func(*mail.Options)) *fixture {
	t.Helper()
	p := &fixture{t: t, db: d, clock: &clock{}, outbox: t.TempDir() + "/outbox"}
	o := mail.Options{
		Now: p.clock.now, Codec: page.NewCodec([]byte("key")), From: sender,
		Shop:       func(context.Context) (*models.Shop, error) { return &models.Shop{Name: "Tea & Co"}, nil },
		Storefront: "https://shop.test/", Outbox: p.outbox, PerHour: 1000,
		Poll: 5 * time.Millisecond, Backoff: func(int) time.Duration { return time.Millisecond },
	}
	if server != nil {
		o.Server = &mail.Server{Host: "127.0.0.1", Port: server.port, TLS: "none"}
	}
	for _, f := range setUp {
		f(&o)
	}
	var err error
	if p.Service, err = mail.New(d, o); err != nil {
		t.Fatal(err)
	}
	p.Compose(mail.PasswordReset, p.compose)
	t.Cleanup(func() {
		for _, secret := range []string{"example.com", "secret-token", password} {
			if strings.Contains(logged.String(), secret) {
				t.Errorf("the log contains %s:\n%s", secret, logged.String())
			}
		}
	})
	return p
}

// compose composes an email with a token derived from its data.
func (p *fixture) compose(_ context.Context, _ *gorm.DB, m mail.Email) (*mail.Content, error) {
	token := "secret-token/" + m.Data["n"] + "+="
	values := map[string]string{"Token": token, "Link": p.Link(m.Kind, token), "Minutes": "30"}
	return &mail.Content{Name: "Ann Example", Values: values}, nil
}

// start runs the service until the returned function is called, or the test ends.
func (p *fixture) start() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		p.Run(ctx)
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		<-stopped
	})
	p.t.Cleanup(stop)
	return stop
}

// queue queues a password reset; n distinguishes emails to the same address.
func (p *fixture) queue(to, n string) {
	p.t.Helper()
	p.send(mail.Email{Kind: mail.PasswordReset, To: to, Data: map[string]string{"n": n}})
}

func (p *fixture) send(m mail.Email) {
	p.t.Helper()
	if err := p.db.InTx(p.t.Context(), func(tx *gorm.DB) error { return p.Send(tx, m) }); err != nil {
		p.t.Fatal(err)
	}
}

func (p *fixture) rows() []models.Email {
	p.t.Helper()
	var rows []models.Email
	if err := p.db.Read(context.Background()).Order("created_at, id").Find(&rows).Error; err != nil {
		p.t.Fatal(err)
	}
	return rows
}

// waitFor waits until the emails meet a condition, and returns them.
func (p *fixture) waitFor(condition string, met func([]models.Email) bool) []models.Email {
	p.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(time.Minute)
	for {
		rows := p.rows()
		if met(rows) {
			return rows
		}
		select {
		case <-tick.C:
		case <-deadline:
			p.t.Fatalf("timeout waiting until %s: %s", condition, describe(rows))
		}
	}
}

// settled waits until no email is due, and returns all emails.
func (p *fixture) settled() []models.Email {
	p.t.Helper()
	return p.waitFor("no email is due", func(rows []models.Email) bool {
		for _, m := range rows {
			if m.DueAt != nil {
				return false
			}
		}
		return true
	})
}

func describe(rows []models.Email) string {
	var b strings.Builder
	for _, m := range rows {
		lastError := ""
		if m.LastError != nil {
			lastError = *m.LastError
		}
		fmt.Fprintf(&b, "\n  %s %s %s, %d attempts, %s", m.ID, m.To, m.Status, m.Attempts, lastError)
	}
	return b.String()
}
