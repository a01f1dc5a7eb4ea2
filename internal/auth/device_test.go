package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestDevices(t *testing.T) {
	a := newAuthenticator()
	for header, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                                  "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":           "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1":          "Safari on iPad",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                   "Safari on macOS",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":                         "Chrome on Android",
		"curl/8.5.0": "curl", "Go-http-client/1.1": "Go-http-client", "MyShopApp/3.2 (iOS 17; iPhone)": "MyShopApp on iPhone",
		"": "", " ": "", "<script>alert(1)</script>": "", "www.evil.example/1.0": "", "Firefox\x1b[31m/1": "", "日本/1": "", "-/1": "",
		strings.Repeat("a", 61): "", strings.Repeat("a", 1<<16): "", "Mozilla/5.0 (" + strings.Repeat("(;", 10_000): "",
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Header["User-Agent"] = []string{header}
		caller, err := a.Authenticate(r)
		if err != nil || caller.Device != want {
			t.Errorf("%.80q: %q %v, want %q", header, caller.Device, err, want)
		}
	}
}

func FuzzDevices(f *testing.F) {
	a := newAuthenticator()
	for _, seed := range []string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "a/(;b;)/",
		"Mozilla/5.0 (Linux; Android", "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Header["User-Agent"] = []string{header}
		caller, err := a.Authenticate(r)
		if err != nil || len(caller.Device) > 60 || strings.ContainsAny(caller.Device, "<>&./:\"'") {
			t.Errorf("%q: %q %v", header, caller.Device, err)
		}
	})
}
