package httpd_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"clientele/internal/httpd"
)

// TestBaseURL checks the address at which the program was called, which only a trusted proxy can change.
func TestBaseURL(t *testing.T) {
	for _, c := range []struct {
		name, from, host string
		tls              bool
		header           map[string]string
		want             string
	}{
		{"plain", "203.0.113.1:1", "shop.example", false, nil, "http://shop.example"},
		{"with a port", "203.0.113.1:1", "localhost:8080", false, nil, "http://localhost:8080"},
		{"IPv6", "203.0.113.1:1", "[::1]:8080", false, nil, "http://[::1]:8080"},
		{"TLS", "203.0.113.1:1", "shop.example", true, nil, "https://shop.example"},
		{"proxy", "10.0.0.1:1", "inner:8080", false, map[string]string{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example"}, "https://shop.example"},
		{"proxy that keeps the host", "10.0.0.1:1", "shop.example", false, map[string]string{"X-Forwarded-Proto": "https"}, "https://shop.example"},
		{"not a proxy", "203.0.113.1:1", "shop.example", false, map[string]string{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}, "http://shop.example"},
		{"odd scheme", "10.0.0.1:1", "shop.example", false, map[string]string{"X-Forwarded-Proto": "javascript"}, "http://shop.example"},
		{"odd host", "10.0.0.1:1", "shop.example", false, map[string]string{"X-Forwarded-Host": "shop.example/path?"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got string
			h := httpd.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got = httpd.BaseURL(r.Context())
			}), httpd.Options{MaxBody: 1024, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr, r.Host = c.from, c.host
			if c.tls {
				r.TLS = &tls.ConnectionState{}
			}
			for name, value := range c.header {
				r.Header.Set(name, value)
			}
			if h.ServeHTTP(httptest.NewRecorder(), r); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if got := httpd.BaseURL(t.Context()); got != "" {
		t.Errorf("outside of a request: %q", got)
	}
}
