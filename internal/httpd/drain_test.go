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

// TestEndingLosesNoRequest sends requests on connections that exist when the server is told to end.
func TestEndingLosesNoRequest(t *testing.T) {
	const request = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n"
	for _, c := range []struct {
		name   string
		before string        // sent before
		delay  time.Duration // for which new connections are welcome
		dialed bool          // whether the connection is made before
	}{
		{"between two requests", request, 0, true},
		{"before the first one", "", 0, true},
		{"within one", request[:20], 0, true},
		{"on a new connection, while they are welcome", "", time.Second, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, err := httpd.Listen(t.Context(), "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, end := context.WithCancel(t.Context())
			defer end()
			ended := make(chan error, 1)
			h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "answer") })
			go func() { ended <- httpd.Serve(ctx, l, h, httpd.Options{Delay: c.delay}) }()
			if !c.dialed {
				end()
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
				answer(t, r)
			case "":
			default:
				rest = request[len(c.before):]
			}
			end()
			if _, err := io.WriteString(conn, rest); err != nil {
				t.Fatal(err)
			}
			for last := answer(t, r); !last && !c.dialed; last = answer(t, r) { // until the server has noticed
				if _, err := io.WriteString(conn, rest); err != nil {
					t.Fatal(err)
				}
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if _, err := net.Dial("tcp", l.Addr().String()); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("after its end: %v", err)
			}
		})
	}
}

// answer reads a whole answer, and tells whether it says that it is the last one of its connection.
func answer(t *testing.T, r *bufio.Reader) (last bool) {
	t.Helper()
	got, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(got.Body)
	if err != nil || string(text) != "answer" {
		t.Fatalf("%q %v", text, err)
	}
	return got.Close
}
