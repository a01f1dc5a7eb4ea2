package outbound_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"clientele/internal/outbound"
)

// resolver returns a resolver that answers every query for a host name with one address: a real DNS server on this
// machine.
func resolver(t *testing.T, address string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if err := m.Unpack(buffer[:n]); err != nil {
				t.Error(err)
				return
			}
			m.Response, m.Authoritative, m.Additionals = true, true, nil
			header := dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET, TTL: 1}
			switch ip := netip.MustParseAddr(address); {
			case ip.Is4() && m.Questions[0].Type == dnsmessage.TypeA:
				m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: ip.As4()}}}
			case ip.Is6() && m.Questions[0].Type == dnsmessage.TypeAAAA:
				m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}}}
			}
			packed, err := m.Pack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = conn.WriteTo(packed, from)
		}
	}()
	var dialer net.Dialer
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// notPublic are addresses that requests must not reach.
var notPublic = []string{
	"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
	"100.64.0.1", "100.127.255.255", "169.254.169.254", "169.254.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1",
	"198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
	"::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:7f00:1",
	"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
	"2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
}

// public are addresses that requests may reach.
var public = []string{
	"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "169.253.1.1",
	"2606:4700:4700::1111", "2a00:1450:4001:81b::200e",
}

// TestAddresses checks which addresses requests may reach, in URLs and as the result of a name's resolution.
func TestAddresses(t *testing.T) {
	client := outbound.New(outbound.Options{})
	url := func(address string) string {
		return "https://" + net.JoinHostPort(address, "443") + "/hook"
	}
	for _, address := range notPublic {
		if got := client.CheckURL(url(address)); got != "Must be a public address" {
			t.Errorf("%s: %q", address, got)
		}
		if _, err := client.Post(t.Context(), url(address), nil, nil); err == nil || err.Error() != errPrivate {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range public {
		if got := client.CheckURL(url(address)); got != "" {
			t.Errorf("%s: %q", address, got)
		}
	}
}

const errPrivate = "the address of the receiver is not public"

// TestResolvedAddresses checks the addresses of host names, also of a name that resolves to a server on this machine.
func TestResolvedAddresses(t *testing.T) {
	var reached atomic.Int64
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(server.Close)
	port := server.Listener.Addr().(*net.TCPAddr).Port
	trusted := &tls.Config{RootCAs: pool(server), MinVersion: tls.VersionTLS12}
	for _, address := range []string{"127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "64:ff9b::7f00:1", "::1"} {
		o := outbound.Options{Resolver: resolver(t, address), TLS: trusted}
		hook := "https://example.com:" + strconv.Itoa(port) + "/"
		if _, err := outbound.New(o).Post(t.Context(), hook, nil, nil); err == nil || err.Error() != errPrivate {
			t.Errorf("%s: %v", address, err)
		}
		if o.Private = true; strings.HasSuffix(address, "127.0.0.1") { // the same request would reach the server
			if response, err := outbound.New(o).Post(t.Context(), hook, nil, nil); err != nil || response.Status != 200 {
				t.Errorf("%s: %v, %v", address, response, err)
			}
		}
	}
	if n := reached.Load(); n != 2 {
		t.Errorf("%d requests reached the server", n)
	}
}

func pool(server *httptest.Server) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(server.Certificate())
	return p
}

// TestURLs checks which URLs can be entered.
func TestURLs(t *testing.T) {
	for url, want := range map[string]string{
		"https://example.com":                     "",
		"https://example.com:8443/a?b=c":          "",
		"https://bücher.example/":                 "",
		"http://example.com":                      "Must begin with https://",
		"ftp://example.com":                       "Must begin with https://",
		"HTTPS://example.com":                     "",
		"example.com":                             "Must be a URL, such as https://example.com/webhooks",
		"https://":                                "Must be a URL, such as https://example.com/webhooks",
		"https:example.com":                       "Must be a URL, such as https://example.com/webhooks",
		"https://exa mple.com":                    "Must be a URL, such as https://example.com/webhooks",
		"https://example.com:port":                "Must be a URL, such as https://example.com/webhooks",
		"https://user:password@example.com":       "Must not contain a user or a password. Deliveries are signed instead.",
		"https://example.com/#part":               "Must not contain a fragment",
		"https://127.0.0.1/":                      "Must be a public address",
		"https://[fe80::1%25eth0]/":               "Must be a public address",
		"https://[::ffff:169.254.169.254]:80/a/b": "Must be a public address",
	} {
		if got := outbound.New(outbound.Options{}).CheckURL(url); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
	private := outbound.New(outbound.Options{Private: true})
	for _, url := range []string{"http://127.0.0.1:8080/", "https://10.0.0.1", "http://erp.local"} {
		if got := private.CheckURL(url); got != "" {
			t.Errorf("%s: %q", url, got)
		}
	}
}

// TestRedirectIsNotFollowed checks that a redirect to the metadata service of a cloud is the response.
func TestRedirectIsNotFollowed(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("http://169.254.169.254/latest/meta-data/", http.StatusFound))
	t.Cleanup(server.Close)
	for range 2 {
		response, err := outbound.New(outbound.Options{Private: true}).Post(t.Context(), server.URL, nil, []byte("{}"))
		if err != nil || response.Status != http.StatusFound {
			t.Errorf("%v, %v", response, err)
		}
	}
}

// TestTLS checks that certificates are verified.
func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	o := outbound.Options{Private: true}
	const untrusted = "the certificate of the receiver is not trusted"
	if _, err := outbound.New(o).Post(t.Context(), server.URL, nil, nil); err == nil || err.Error() != untrusted {
		t.Errorf("unknown authority: %v", err)
	}
	o.TLS = &tls.Config{RootCAs: pool(server), MinVersion: tls.VersionTLS12}
	if response, err := outbound.New(o).Post(t.Context(), server.URL, nil, []byte("{}")); err != nil || string(response.Body) != "{}" {
		t.Errorf("trusted: %v, %v", response, err)
	}
	o.Resolver = resolver(t, "127.0.0.1")
	other := "https://other.example:" + strconv.Itoa(server.Listener.Addr().(*net.TCPAddr).Port)
	if _, err := outbound.New(o).Post(t.Context(), other, nil, nil); err == nil || err.Error() != untrusted {
		t.Errorf("another name: %v", err)
	}
	plain := "http" + strings.TrimPrefix(server.URL, "https")
	if response, err := outbound.New(o).Post(t.Context(), plain, nil, nil); err != nil || response.Status != 400 {
		t.Errorf("without TLS: %v, %v", response, err)
	}
	unencrypted := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(unencrypted.Close)
	secure := "https" + strings.TrimPrefix(unencrypted.URL, "http")
	if _, err := outbound.New(o).Post(t.Context(), secure, nil, nil); err == nil ||
		err.Error() != "the TLS handshake with the receiver failed" {
		t.Errorf("a server without TLS: %v", err)
	}
}

// TestFailures checks the errors of receivers that do not respond as they should.
func TestFailures(t *testing.T) {
	hang := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hang":
			<-hang
		case "/drip": // headers, and a body that never ends
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, "a")
			w.(http.Flusher).Flush()
			<-hang
		case "/endless":
			for {
				if _, err := w.Write(make([]byte, 32<<10)); err != nil {
					return
				}
			}
		case "/abort":
			panic(http.ErrAbortHandler)
		case "/headers":
			for range 100 {
				w.Header().Add("X-Filler", strings.Repeat("a", 1024))
			}
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hang) })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + closed.Addr().String()
	_ = closed.Close()
	client := outbound.New(outbound.Options{Private: true, Timeout: 200 * time.Millisecond})
	for url, want := range map[string]string{
		server.URL + "/hang":    "the receiver did not respond within 200ms",
		server.URL + "/abort":   "the connection to the receiver was lost",
		server.URL + "/headers": "the connection to the receiver was lost",
		nobody:                  "the receiver cannot be reached",
	} {
		if _, err := client.Post(t.Context(), url, nil, nil); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", url, err, want)
		}
	}
	if response, err := client.Post(t.Context(), server.URL+"/drip", nil, nil); err != nil || response.Status != 202 || string(response.Body) != "a" {
		t.Errorf("drip: %v, %v", response, err)
	}
	if response, err := client.Post(t.Context(), server.URL+"/endless", nil, nil); err != nil || len(response.Body) != 1024 {
		t.Errorf("endless: %v, %v", response, err)
	}
	unknown := outbound.New(outbound.Options{Private: true, Resolver: resolver(t, "::1")})
	if _, err := unknown.Post(t.Context(), "http://127.0.0.1.invalid:1/", nil, nil); err == nil {
		t.Error("a name was resolved")
	}
}

// TestProxiesAreNotUsed checks that requests do not go to the proxies of the environment.
func TestProxiesAreNotUsed(t *testing.T) {
	var proxied atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied.Add(1) }))
	t.Cleanup(proxy.Close)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	client := outbound.New(outbound.Options{Resolver: resolver(t, "10.0.0.1"), Timeout: time.Second})
	if _, err := client.Post(t.Context(), "https://example.com/", nil, nil); err == nil || err.Error() != errPrivate {
		t.Error(err)
	}
	if n := proxied.Load(); n != 0 {
		t.Errorf("%d requests went to the proxy", n)
	}
}
