package httpd_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"clientele/internal/httpd"
)

// get sends a request to a handler wrapped by Wrap and returns the response.
func get(t *testing.T, o httpd.Options, h http.HandlerFunc, change func(*http.Request)) *http.Response {
	t.Helper()
	if o.MaxBody == 0 {
		o.MaxBody = 1024
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("body"))
	change(r)
	w := httptest.NewRecorder()
	httpd.Wrap(h, o).ServeHTTP(w, r)
	return w.Result()
}

func TestRequestIDAndBodyLimit(t *testing.T) {
	var id string
	var deadline bool
	response := get(t, httpd.Options{MaxBody: 3}, func(w http.ResponseWriter, r *http.Request) {
		id = httpd.RequestID(r.Context())
		_, deadline = r.Context().Deadline()
		if _, err := io.ReadAll(r.Body); err == nil {
			t.Error("a body beyond the limit was read")
		}
	}, func(*http.Request) {})
	h := response.Header
	if id == "" || h.Get("X-Request-Id") != id || !deadline || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("id %q, %v, deadline %v", id, h, deadline)
	}
	if httpd.RequestID(context.Background()) != "" {
		t.Error("RequestID outside of a request is not empty")
	}
}

// TestPanic checks that the response to a panic contains the request ID, but not the panic.
func TestPanic(t *testing.T) {
	panics := func(http.ResponseWriter, *http.Request) { panic("a secret") }
	response := get(t, httpd.Options{}, panics, func(*http.Request) {})
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusInternalServerError ||
		strings.Contains(string(text), "secret") ||
		!strings.Contains(string(text), response.Header.Get("X-Request-Id")) {
		t.Errorf("%d %s %v", response.StatusCode, text, err)
	}
}

func TestCORSOrigins(t *testing.T) {
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for _, c := range []struct {
		name, origin string
		origins      []string
		want         string
	}{
		{"allowed", "https://shop.example", []string{"https://shop.example"}, "https://shop.example"},
		{"not allowed", "https://evil.example", []string{"https://shop.example"}, ""},
		{"none configured", "https://shop.example", nil, ""},
	} {
		r := httptest.NewRequest(http.MethodOptions, "/graphql", nil)
		r.Header.Set("Origin", c.origin)
		r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		r.Header.Set("Access-Control-Request-Headers", "authorization,content-type,x-customer-token")
		w := httptest.NewRecorder()
		httpd.API(h, httpd.Options{Origins: c.origins}).ServeHTTP(w, r)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: cookies are allowed", c.name)
		}
		// The header that makes a staff member's cookie valid is only for this server's own pages.
		r.Header.Set("Access-Control-Request-Headers", "content-type,x-staff-session")
		w = httptest.NewRecorder()
		httpd.API(h, httpd.Options{Origins: c.origins}).ServeHTTP(w, r)
		got := w.Header().Get("Access-Control-Allow-Origin") + w.Header().Get("Access-Control-Allow-Headers")
		if got != "" {
			t.Errorf("%s: X-Staff-Session is allowed: %q", c.name, got)
		}
	}
}

// TestServeWaitsForRequests checks that Serve returns after the requests in flight are answered.
func TestServeWaitsForRequests(t *testing.T) {
	l, err := httpd.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	began, release := make(chan struct{}), make(chan struct{})
	stopped := make(chan error, 1)
	go func() {
		stopped <- httpd.Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(began)
			<-release
			_, _ = io.WriteString(w, "done")
		}), httpd.Options{})
	}()
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = response.Body.Close() }()
		text, _ := io.ReadAll(response.Body)
		answered <- string(text)
	}()
	<-began
	cancel()
	select {
	case err := <-stopped:
		t.Fatalf("Serve returned before its request ended: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if text := <-answered; text != "done" {
		t.Errorf("the request was answered with %q", text)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
