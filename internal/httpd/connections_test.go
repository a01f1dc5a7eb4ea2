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

// listening serves h within o until the test ends, and returns the address.
func listening(t *testing.T, h http.Handler, o httpd.Options) string {
	t.Helper()
	l, err := httpd.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serving(t, l, h, o)
}

// serving serves h on l until the test ends, and returns the address.
func serving(t *testing.T, l net.Listener, h http.Handler, o httpd.Options) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- httpd.Serve(ctx, l, h, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// dial connects from an address of this machine.
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

// lives tells whether a connection is answered.
func lives(t *testing.T, c net.Conn) bool {
	t.Helper()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: shop\r\n\r\n"); err != nil {
		return false
	}
	_, err := http.ReadResponse(bufio.NewReader(c), nil)
	return err == nil
}

// TestConnectionsOfOneAddress: those beyond the limit are closed, other addresses and proxies are let in, and a place is free again
// when a connection has ended.
func TestConnectionsOfOneAddress(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "") })
	at := listening(t, h, httpd.Options{Connections: 3, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.9/32")}})
	var open []net.Conn
	for i := range 3 {
		c := dial(t, "127.0.0.2", at)
		if !lives(t, c) {
			t.Fatalf("connection %d is refused", i)
		}
		open = append(open, c)
	}
	for range 20 {
		if lives(t, dial(t, "127.0.0.2", at)) {
			t.Fatal("there are more than three")
		}
	}
	if !lives(t, dial(t, "127.0.0.3", at)) {
		t.Error("another address is refused")
	}
	for range 10 {
		if !lives(t, dial(t, "127.0.0.9", at)) {
			t.Error("a proxy is refused")
		}
	}
	for _, c := range open {
		_ = c.Close()
	}
	deadline := time.Now().Add(10 * time.Second)
	for again := 0; again < 3; { // the server notices a moment later
		if lives(t, dial(t, "127.0.0.2", at)) {
			again++
		} else if time.Now().After(deadline) {
			t.Fatal("places of connections that have ended are not free")
		}
	}
}

// TestBodiesInFlight: bodies of one address and of all have an end, small ones always fit, and what a request held is free when it
// ends.
func TestBodiesInFlight(t *testing.T) {
	release := make(chan struct{})
	h := httpd.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		switch {
		case apperr.Is(err, apperr.RateLimited):
			w.WriteHeader(http.StatusServiceUnavailable)
		case err != nil:
			w.WriteHeader(http.StatusBadRequest)
		case r.URL.Path == "/hold":
			w.(http.Flusher).Flush() // the caller knows that the body is here
			<-release
		}
		_, _ = w.Write(text[:min(len(text), 5)])
	}), httpd.Options{MaxBody: 2 << 20})
	at := listening(t, h, httpd.Options{})
	post := func(from, path string, bytes int) int {
		c := dial(t, from, at)
		r, err := http.NewRequest(http.MethodPost, "http://shop"+path, strings.NewReader(strings.Repeat("x", bytes)))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Write(c); err != nil && !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "reset") && !strings.Contains(err.Error(), "broken pipe") {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(c), r)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode
	}
	held := func(from string, bytes int) (fitted int) {
		for range 20 {
			if post(from, "/hold", bytes) == http.StatusOK {
				fitted++
			}
		}
		return fitted
	}
	if n := held("127.0.0.2", 1<<20); n != 8 {
		t.Errorf("one address holds %d bodies of 1 MiB, want 8", n)
	}
	if got := post("127.0.0.2", "/", 16<<10); got != http.StatusOK {
		t.Errorf("a small body of a full address: %d", got)
	}
	if got := post("127.0.0.3", "/", 1<<20); got != http.StatusOK {
		t.Errorf("another address: %d", got)
	}
	all := 8
	for _, from := range []string{"4", "5", "6", "7", "8", "9", "10", "11", "12"} {
		all += held("127.0.0."+from, 1<<20)
	}
	if all < 60 || all > 65 { // the first 16 KiB of each count for nothing
		t.Errorf("all addresses hold %d bodies of 1 MiB, want about 64", all)
	}
	if got := post("127.0.0.21", "/", 1<<20); got != http.StatusOK {
		t.Errorf("a newcomer: %d", got)
	}
	if got := post("127.0.0.20", "/", 16<<10); got != http.StatusOK {
		t.Errorf("a small body of a full server: %d", got)
	}
	close(release)
	deadline := time.Now().Add(10 * time.Second)
	for n := 0; n < 100; { // more than fit, had they not been given back
		if post("127.0.0.2", "/", 1<<20) == http.StatusOK {
			n++
		} else if time.Now().After(deadline) {
			t.Fatal("what ended requests held is not free")
		}
	}
}

// TestALargeBodyFits: a setting that allows bodies beyond the share of an address makes the share as large.
func TestALargeBodyFits(t *testing.T) {
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
