package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"clientele/internal/httpd"
)

// TestDebug checks that profiles are served, but not the command line.
func TestDebug(t *testing.T) {
	server := httptest.NewServer(httpd.Debug())
	defer server.Close()
	for path, want := range map[string]int{
		"/debug/pprof/heap":      http.StatusOK,
		"/debug/pprof/goroutine": http.StatusOK,
		"/debug/pprof/allocs":    http.StatusOK,
		"/debug/pprof/cmdline":   http.StatusNotFound,
		"/graphql":               http.StatusNotFound,
		"/":                      http.StatusNotFound,
	} {
		r, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, r.StatusCode, want)
		}
	}
}
