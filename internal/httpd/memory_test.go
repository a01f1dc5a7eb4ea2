package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"clientele/internal/httpd"
)

// TestLargeAnswersInFlight: answers that wait to be read have a bounded size for an address and for all, small ones always fit.
func TestLargeAnswersInFlight(t *testing.T) {
	const large = 4 << 20
	var hold func(bytes int) (func(), bool)
	h := httpd.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		hold = func(bytes int) (func(), bool) { return httpd.HoldAnswer(r.Context(), bytes) }
	}), httpd.Options{MaxBody: 1024})
	from := func(address string) {
		r := httptest.NewRequest(http.MethodPost, "/", http.NoBody)
		r.RemoteAddr = address + ":1234"
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	fit := func(address string) (releases []func()) {
		from(address)
		for range 40 {
			if release, ok := hold(large); ok {
				releases = append(releases, release)
			}
		}
		return releases
	}
	first := fit("192.0.2.1")
	if len(first) != 4 {
		t.Errorf("%d answers of 4 MiB wait for one address, want 4", len(first))
	}
	if _, ok := hold(256 << 10); !ok {
		t.Error("a small answer does not fit")
	}
	all := len(first)
	for _, address := range []string{"192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7", "192.0.2.8", "192.0.2.9", "192.0.2.10"} {
		all += len(fit(address))
	}
	if all < 28 || all > 32 {
		t.Errorf("%d answers of 4 MiB wait for all, want up to 32", all)
	}
	for _, release := range first {
		release()
	}
	if again := fit("192.0.2.1"); len(again) == 0 {
		t.Error("what was sent is still counted")
	}
	if _, ok := httpd.HoldAnswer(t.Context(), large); !ok {
		t.Error("outside of a request there is a limit")
	}
}
