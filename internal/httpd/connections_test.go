package httpd_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/httpd"
)

// serve serves h on a free port until the test ends, and returns the address.
func serve(t *testing.T, h http.Handler, o httpd.Options) string {
	t.Helper()
	l, err := httpd.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, l, h, o)
}

// serveOn serves h on l until the test ends, and returns the address.
func serveOn(t *testing.T, l net.Listener, h http.Handler, o httpd.Options) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- httpd.Serve(ctx, l, h, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// dial connects from a loopback address.
func dial(t *testing.T, from, to string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	c, err := d.Dial("tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return c
}

// isServed reports whether a request on a connection is answered.
func isServed(t *testing.T, c net.Conn) bool {
	t.Helper()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: shop\r\n\r\n"); err != nil {
		return false
	}
	_, err := http.ReadResponse(bufio.NewReader(c), nil)
	return err == nil
}

// TestConnectionLimit checks that connections beyond the limit are closed, that other addresses and proxies are not
// affected, and that closed connections no longer count.
func TestConnectionLimit(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "") })
	addr := serve(t, h, httpd.Options{
		Connections: 3, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.9/32")},
	})
	var open []net.Conn
	for i := range 3 {
		c := dial(t, "127.0.0.2", addr)
		if !isServed(t, c) {
			t.Fatalf("connection %d was closed", i)
		}
		open = append(open, c)
	}
	for range 20 {
		if isServed(t, dial(t, "127.0.0.2", addr)) {
			t.Fatal("more than three connections")
		}
	}
	if !isServed(t, dial(t, "127.0.0.3", addr)) {
		t.Error("a connection from another address was closed")
	}
	for range 10 {
		if !isServed(t, dial(t, "127.0.0.9", addr)) {
			t.Error("a connection from a proxy was closed")
		}
	}
	for _, c := range open {
		_ = c.Close()
	}
	deadline := time.Now().Add(10 * time.Second)
	for served := 0; served < 3; { // the server notices the end of the connections later
		if isServed(t, dial(t, "127.0.0.2", addr)) {
			served++
		} else if time.Now().After(deadline) {
			t.Fatal("closed connections still count")
		}
	}
}

// TestBodyLimits checks that the memory used by bodies is limited per address and in total, that small bodies are
// always accepted, and that the memory of a request is released when it ends.
func TestBodyLimits(t *testing.T) {
	release := make(chan struct{})
	h := httpd.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		switch {
		case apperr.Is(err, apperr.RateLimited):
			w.WriteHeader(http.StatusServiceUnavailable)
		case err != nil:
			w.WriteHeader(http.StatusBadRequest)
		case r.URL.Path == "/hold":
			w.(http.Flusher).Flush() // tells the client that the body was read
			<-release
		}
		_, _ = w.Write(text[:min(len(text), 5)])
	}), httpd.Options{MaxBody: 2 << 20})
	addr := serve(t, h, httpd.Options{})
	post := func(from, path string, bytes int) int {
		c := dial(t, from, addr)
		r, err := http.NewRequest(http.MethodPost, "http://shop"+path, strings.NewReader(strings.Repeat("x", bytes)))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Write(c); err != nil && !errors.Is(err, net.ErrClosed) &&
			!strings.Contains(err.Error(), "reset") && !strings.Contains(err.Error(), "broken pipe") {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(c), r)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode
	}
	hold := func(from string, bytes int) (held int) {
		for range 20 {
			if post(from, "/hold", bytes) == http.StatusOK {
				held++
			}
		}
		return held
	}
	if n := hold("127.0.0.2", 1<<20); n != 8 {
		t.Errorf("one address holds %d bodies of 1 MiB, want 8", n)
	}
	if got := post("127.0.0.2", "/", 16<<10); got != http.StatusOK {
		t.Errorf("small body from an address at its limit: %d", got)
	}
	if got := post("127.0.0.3", "/", 1<<20); got != http.StatusOK {
		t.Errorf("body from another address: %d", got)
	}
	all := 8
	for _, from := range []string{"4", "5", "6", "7", "8", "9", "10", "11", "12"} {
		all += hold("127.0.0."+from, 1<<20)
	}
	if all < 60 || all > 65 { // the first 16 KiB of each body do not count
		t.Errorf("all addresses together hold %d bodies of 1 MiB, want about 64", all)
	}
	if got := post("127.0.0.21", "/", 1<<20); got != http.StatusOK {
		t.Errorf("body from an address without others: %d", got)
	}
	if got := post("127.0.0.20", "/", 16<<10); got != http.StatusOK {
		t.Errorf("small body at the total limit: %d", got)
	}
	close(release)
	deadline := time.Now().Add(10 * time.Second)
	for n := 0; n < 100; { // more than fit unless their memory is released
		if post("127.0.0.2", "/", 1<<20) == http.StatusOK {
			n++
		} else if time.Now().After(deadline) {
			t.Fatal("the memory of finished requests was not released")
		}
	}
}

// TestLargeBodies checks that the share of an address has room for the largest allowed body.
func TestLargeBodies(t *testing.T) {
	const large = 20 << 20
	got := 0
	get(t, httpd.Options{MaxBody: large}, func(_ http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if got = len(text); err != nil {
			t.Error(err)
		}
	}, func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(strings.Repeat("x", large))) })
	if got != large {
		t.Errorf("%d bytes were read", got)
	}
}
