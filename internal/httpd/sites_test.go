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

// line is an address of its own in a site: each is another /64 of the /48 with this number.
func line(site, i int) string { return fmt.Sprintf("2001:db8:%x:%x::1", site, i) }

// seemsFrom is a listener whose connections say that they come from other addresses than they do.
type seemsFrom struct {
	net.Listener
	address atomic.Value // of the connections that come next
}

type seeming struct {
	net.Conn
	address string
}

func (s *seemsFrom) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return seeming{c, s.address.Load().(string)}, nil
}

// SetDeadline lets the server end.
func (s *seemsFrom) SetDeadline(t time.Time) error {
	return s.Listener.(*net.TCPListener).SetDeadline(t)
}

func (s seeming) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.ParseIP(s.address), Port: 1234}
}

// requestFrom returns a request that comes from an address.
func requestFrom(address string, body io.Reader) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.RemoteAddr = net.JoinHostPort(address, "1234")
	return r
}

// bodiesOf holds a body of some bytes for each call.
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

// answersOf holds an answer of some bytes for each call.
func answersOf(bytes int) func(*testing.T) func(string) bool {
	return func(*testing.T) func(string) bool {
		var fits bool
		h := httpd.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, fits = httpd.HoldAnswer(r.Context(), bytes)
		}), httpd.Options{MaxBody: 1024})
		return func(address string) bool {
			h.ServeHTTP(httptest.NewRecorder(), requestFrom(address, http.NoBody))
			return fits
		}
	}
}

// connectionsOf opens a connection for each call.
func connectionsOf(most int) func(*testing.T) func(string) bool {
	return func(t *testing.T) func(string) bool {
		l, err := httpd.Listen(t.Context(), "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		from := &seemsFrom{Listener: l}
		h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
		at := serving(t, from, h, httpd.Options{Connections: most})
		return func(address string) bool {
			from.address.Store(address)
			return lives(t, dial(t, "127.0.0.1", at))
		}
	}
}

// TestAnIPv6SiteSharesItsBudgets: the addresses of one /48 hold four times together what one of them may hold, and leave
// room to others.
func TestAnIPv6SiteSharesItsBudgets(t *testing.T) {
	for _, c := range []struct {
		name string
		hold func(t *testing.T) (more func(address string) bool) // tells whether there was room for one more
		want int                                                 // for an address
	}{
		{"bodies of 1 MiB", bodiesOf(1 << 20), 8},
		{"answers of 4 MiB", answersOf(4 << 20), 4},
		{"connections", connectionsOf(3), 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			more := c.hold(t)
			fitting := func(address func(i int) string) (n int) {
				for i := range 6 * c.want {
					if more(address(i)) {
						n++
					}
				}
				return n
			}
			if n := fitting(func(i int) string { return line(1, i) }); n != 4*c.want {
				t.Errorf("%d fit for a site, want %d", n, 4*c.want)
			}
			if n := fitting(func(int) string { return line(2, 0) }); n != c.want {
				t.Errorf("%d fit for an address of another site, want %d", n, c.want)
			}
			if n := fitting(func(int) string { return "192.0.2.1" }); n != c.want {
				t.Errorf("%d fit for an IPv4 address, want %d", n, c.want)
			}
		})
	}
}
