package mail_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/models"
)

func TestMain(m *testing.M) {
	if os.Getenv(workerOf) != "" {
		worker()
		return
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	dbtest.Main(m)
}

// logged is all that was logged, to look for what must not be.
var logged safeBuffer

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

// received is an email as a mail server gets it.
type received struct{ from, to, raw string }

// mailServer is a mail server of the tests' own. The hooks say what it thinks of a recipient and of a whole email.
type mailServer struct {
	smtp *smtp.Server
	port int
	root *x509.Certificate

	greeted atomic.Pointer[string] // the name in EHLO, of the latest conversation

	auth  bool
	hello func(name string) error
	mail  func(from string) error
	rcpt  func(to string) error
	data  func(r received) error

	mu  sync.Mutex
	got []received
}

// serveMail starts a mail server that is set up by the functions.
func serveMail(t *testing.T, setUp ...func(*mailServer)) *mailServer {
	t.Helper()
	m := &mailServer{}
	m.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		name := c.Hostname()
		m.greeted.Store(&name)
		if m.hello != nil {
			if err := m.hello(name); err != nil {
				return nil, err
			}
		}
		return &session{server: m}, nil
	}))
	m.smtp.Domain, m.smtp.ErrorLog = "mail.test", quiet{}
	for _, f := range setUp {
		f(m)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.port = l.Addr().(*net.TCPAddr).Port
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = m.smtp.Serve(l)
	}()
	t.Cleanup(func() {
		_ = m.smtp.Close()
		<-ended
	})
	return m
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// withTLS lets the server offer STARTTLS with a certificate that it has made itself.
func withTLS(m *mailServer) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	if m.root, err = x509.ParseCertificate(der); err != nil {
		panic(err)
	}
	m.smtp.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func (m *mailServer) trusted() *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(m.root)
	return &tls.Config{RootCAs: pool}
}

func tlsListener(l net.Listener, m *mailServer) net.Listener {
	return tls.NewListener(l, m.smtp.TLSConfig)
}

func (m *mailServer) all() []received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]received(nil), m.got...)
}

// session is one conversation.
type session struct {
	server *mailServer
	mail   received
	known  bool
}

func (s *session) AuthMechanisms() []string {
	if !s.server.auth {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pass string) error {
		if s.known = user == "shop" && pass == password; !s.known {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no: " + pass}
		}
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.auth && !s.known {
		return smtp.ErrAuthRequired
	}
	s.mail = received{from: from}
	if s.server.mail != nil {
		return s.server.mail(from)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.to = to
	if s.server.rcpt != nil {
		return s.server.rcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	got := s.mail
	got.raw = string(raw)
	if s.server.data != nil {
		if err := s.server.data(got); err != nil {
			return err
		}
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.got = append(s.server.got, got)
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// answers returns a hook that gives the answers one after the other, and then agrees.
func answers(codes ...int) func() error {
	var mu sync.Mutex
	return func() error {
		mu.Lock()
		defer mu.Unlock()
		if len(codes) == 0 {
			return nil
		}
		code := codes[0]
		codes = codes[1:]
		if code == 0 {
			return nil
		}
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "<ann@example.com> is a secret"}
	}
}

// clock is the time with leaps.
type clock struct {
	mu   sync.Mutex
	leap time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.leap)
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leap += d
}

// post is an email service of a test.
type post struct {
	*mail.Service
	t     *testing.T
	db    *db.DB
	clock *clock
	data  string // the outbox's folder
}

// newPost returns a service that sends to a server, or without one into an outbox. Nothing that it logs may hold an address, a
// token or the password.
func newPost(t *testing.T, d *db.DB, server *mailServer, setUp ...func(*mail.Options)) *post {
	t.Helper()
	p := &post{t: t, db: d, clock: &clock{}, data: t.TempDir() + "/outbox"}
	o := mail.Options{
		Now: p.clock.now, Codec: page.NewCodec([]byte("key")), From: sender,
		Shop: func(context.Context) (string, error) { return "Tea & Co", nil }, Storefront: "https://shop.test/", Outbox: p.data, PerHour: 1000,
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
	p.Compose(mail.PasswordReset, p.reset)
	t.Cleanup(func() {
		for _, secret := range []string{"example.com", "secret-token", password} {
			if strings.Contains(logged.String(), secret) {
				t.Errorf("the log holds %s:\n%s", secret, logged.String())
			}
		}
	})
	return p
}

// reset composes an email with a token that follows from its data.
func (p *post) reset(_ context.Context, _ *gorm.DB, m mail.Mail) (*mail.Letter, error) {
	token := "secret-token/" + m.Data["n"] + "+="
	return &mail.Letter{Name: "Ann Example", Values: map[string]string{"Token": token, "Link": p.Link(m.Kind, token), "Minutes": "30"}}, nil
}

// start runs the service until the returned function is called, or the test ends.
func (p *post) start() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.Run(ctx)
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		<-ended
	})
	p.t.Cleanup(stop)
	return stop
}

// ask queues an email.
func (p *post) ask(to, n string) {
	p.t.Helper()
	p.send(mail.Mail{Kind: mail.PasswordReset, To: to, Data: map[string]string{"n": n}})
}

func (p *post) send(m mail.Mail) {
	p.t.Helper()
	if err := p.db.InTx(p.t.Context(), func(tx *gorm.DB) error { return p.Send(tx, m) }); err != nil {
		p.t.Fatal(err)
	}
}

func (p *post) rows() []models.Email {
	p.t.Helper()
	var rows []models.Email
	if err := p.db.Read(context.Background()).Order("created_at, id").Find(&rows).Error; err != nil {
		p.t.Fatal(err)
	}
	return rows
}

// until waits until the emails are as they should be, and returns them.
func (p *post) until(what string, good func([]models.Email) bool) []models.Email {
	p.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(time.Minute)
	for {
		rows := p.rows()
		if good(rows) {
			return rows
		}
		select {
		case <-tick.C:
		case <-deadline:
			p.t.Fatalf("%s: not so, but %s", what, show(rows))
		}
	}
}

// over waits until nothing is to be done any more.
func (p *post) over() []models.Email {
	p.t.Helper()
	return p.until("all emails are settled", func(rows []models.Email) bool {
		for _, m := range rows {
			if m.DueAt != nil {
				return false
			}
		}
		return true
	})
}

func show(rows []models.Email) string {
	var b strings.Builder
	for _, m := range rows {
		why := ""
		if m.LastError != nil {
			why = *m.LastError
		}
		fmt.Fprintf(&b, "\n  %s %s %s, %d attempts, %s", m.ID, m.To, m.Status, m.Attempts, why)
	}
	return b.String()
}

// reading is an email as a mail program shows it.
type reading struct {
	header     netmail.Header
	subject    string
	text, html string
}

func read(t *testing.T, raw string) reading {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	r := reading{header: m.Header}
	if r.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatal(kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = part
		if part.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			body = quotedprintable.NewReader(part)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			r.html = string(text)
		} else {
			r.text = strings.ReplaceAll(string(text), "\r\n", "\n")
		}
	}
}
