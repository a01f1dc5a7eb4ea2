package httpd_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"clientele/internal/httpd"
)

// TestShutdownLosesNoRequest sends requests while the server shuts down.
func TestShutdownLosesNoRequest(t *testing.T) {
	const request = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n"
	for _, c := range []struct {
		name   string
		before string        // sent before the shutdown
		delay  time.Duration // of the shutdown
		dialed bool          // whether the connection is opened before the shutdown
	}{
		{"idle connection", request, 0, true},
		{"new connection", "", 0, true},
		{"partial request", request[:20], 0, true},
		{"connection during the delay", "", time.Second, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, err := httpd.Listen(t.Context(), "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			stopped := make(chan error, 1)
			h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "test") })
			go func() { stopped <- httpd.Serve(ctx, l, h, httpd.Options{Delay: c.delay}) }()
			if !c.dialed {
				cancel()
			}
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
			r := bufio.NewReader(conn)
			if _, err := io.WriteString(conn, c.before); err != nil {
				t.Fatal(err)
			}
			rest := request
			switch c.before {
			case request:
				response(t, r)
			case "":
			default:
				rest = request[len(c.before):]
			}
			cancel()
			if _, err := io.WriteString(conn, rest); err != nil {
				t.Fatal(err)
			}
			// Repeat until the server has noticed the shutdown.
			for closes := response(t, r); !closes && !c.dialed; closes = response(t, r) {
				if _, err := io.WriteString(conn, rest); err != nil {
					t.Fatal(err)
				}
			}
			if err := <-stopped; err != nil {
				t.Error(err)
			}
			if _, err := net.Dial("tcp", l.Addr().String()); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("connection after the shutdown: %v", err)
			}
		})
	}
}

// response reads a response, and reports whether it closes the connection.
func response(t *testing.T, r *bufio.Reader) (closes bool) {
	t.Helper()
	got, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(got.Body)
	if err != nil || string(text) != "test" {
		t.Fatalf("%q %v", text, err)
	}
	return got.Close
}
