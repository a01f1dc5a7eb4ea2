package httpd_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clientele/internal/httpd"
)

// siteAddress returns an address in the i-th /64 of an IPv6 site (/48).
func siteAddress(site, i int) string { return fmt.Sprintf("2001:db8:%x:%x::1", site, i) }

// spoofedListener is a listener whose connections report another remote address.
type spoofedListener struct {
	net.Listener
	address atomic.Value // of the next connections
}

// spoofedConn is a connection that reports another remote address.
type spoofedConn struct {
	net.Conn
	address string
}

func (s *spoofedListener) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return spoofedConn{c, s.address.Load().(string)}, nil
}

// SetDeadline is required by Serve.
func (s *spoofedListener) SetDeadline(t time.Time) error {
	return s.Listener.(*net.TCPListener).SetDeadline(t)
}

func (s spoofedConn) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.ParseIP(s.address), Port: 1234}
}

// requestFrom returns a request from an address.
func requestFrom(address string, body io.Reader) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.RemoteAddr = net.JoinHostPort(address, "1234")
	return r
}

// bodiesOf returns a function that keeps a request body of some bytes in memory per call.
func bodiesOf(bytes int) func(*testing.T) func(string) bool {
	return func(t *testing.T) func(string) bool {
		read, release := make(chan error), make(chan struct{})
		h := httpd.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, err := io.Copy(io.Discard, r.Body)
			read <- err
			if err == nil {
				<-release
			}
		}), httpd.Options{MaxBody: 2 << 20})
		t.Cleanup(func() { close(release) })
		return func(address string) bool {
			go h.ServeHTTP(httptest.NewRecorder(), requestFrom(address, strings.NewReader(strings.Repeat("x", bytes))))
			return <-read == nil
		}
	}
}

// responsesOf returns a function that starts a request per call, which reserves a response of some bytes.
func responsesOf(bytes int) func(*testing.T) func(string) bool {
	return func(t *testing.T) func(string) bool {
		more, end := unreadResponses()
		t.Cleanup(end)
		return func(address string) bool { return more(address, bytes) }
	}
}

// connectionsOf returns a function that opens a connection per call.
func connectionsOf(limit int) func(*testing.T) func(string) bool {
	return func(t *testing.T) func(string) bool {
		l, err := httpd.Listen(t.Context(), "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		from := &spoofedListener{Listener: l}
		h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
		addr := serveOn(t, from, h, httpd.Options{Connections: limit})
		return func(address string) bool {
			from.address.Store(address)
			return isServed(t, dial(t, "127.0.0.1", addr))
		}
	}
}

// TestIPv6SiteLimits checks that the addresses of a /48 together may use four times as much as one address, and do not
// affect other sources.
func TestIPv6SiteLimits(t *testing.T) {
	for _, c := range []struct {
		name string
		hold func(t *testing.T) (more func(address string) bool) // more reports whether one more was accepted
		want int                                                 // per address
	}{
		{"bodies of 1 MiB", bodiesOf(1 << 20), 8},
		{"responses of 4 MiB", responsesOf(4 << 20), 4},
		{"connections", connectionsOf(3), 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			more := c.hold(t)
			count := func(address func(i int) string) (n int) {
				for i := range 6 * c.want {
					if more(address(i)) {
						n++
					}
				}
				return n
			}
			if n := count(func(i int) string { return siteAddress(1, i) }); n != 4*c.want {
				t.Errorf("%d for a site, want %d", n, 4*c.want)
			}
			if n := count(func(int) string { return siteAddress(2, 0) }); n != c.want {
				t.Errorf("%d for an address of another site, want %d", n, c.want)
			}
			if n := count(func(int) string { return "192.0.2.1" }); n != c.want {
				t.Errorf("%d for an IPv4 address, want %d", n, c.want)
			}
		})
	}
}
