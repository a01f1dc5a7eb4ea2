package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// received is an email that a mail server has received.
type received struct{ from, to, raw string }

// mailServer is a mail server for tests. Its hooks, if set, accept or reject each step.
type mailServer struct {
	smtp *smtp.Server
	port int
	root *x509.Certificate

	greeted atomic.Pointer[string] // the name in EHLO of the latest session

	auth  bool
	hello func(name string) error
	mail  func(from string) error
	rcpt  func(to string) error
	data  func(r received) error

	mu  sync.Mutex
	got []received
}

// startServer starts a mail server, configured by the functions, and stops it when the test ends.
func startServer(t *testing.T, setUp ...func(*mailServer)) *mailServer {
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
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = m.smtp.Serve(l)
	}()
	t.Cleanup(func() {
		_ = m.smtp.Close()
		<-stopped
	})
	return m
}

// quiet discards the server's log.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// withTLS makes the server support STARTTLS with a self-signed certificate.
func withTLS(m *mailServer) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:        true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
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

// trusted returns a client configuration that trusts the server's certificate.
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

// session is an SMTP session.
type session struct {
	server        *mailServer
	mail          received
	authenticated bool
}

func (s *session) AuthMechanisms() []string {
	if !s.server.auth {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pass string) error {
		if s.authenticated = user == "shop" && pass == password; !s.authenticated {
			return &smtp.SMTPError{
				Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong password " + pass,
			}
		}
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.auth && !s.authenticated {
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

// replies returns a hook that rejects with each of the codes in turn, where 0 accepts, and accepts from then on.
func replies(codes ...int) func() error {
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
		return &smtp.SMTPError{
			Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "<ann@example.com> is a secret",
		}
	}
}
