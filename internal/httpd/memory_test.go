package httpd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"clientele/internal/httpd"
)

// TestResponseLimits checks that the memory of unread responses is limited per address and in total, and that small
// responses do not count.
func TestResponseLimits(t *testing.T) {
	const large = 4 << 20
	var hold func(bytes int) (func(), bool)
	h := httpd.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		hold = func(bytes int) (func(), bool) { return httpd.ReserveResponse(r.Context(), bytes) }
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
		t.Errorf("%d responses of 4 MiB for one address, want 4", len(first))
	}
	if _, ok := hold(256 << 10); !ok {
		t.Error("a small response was rejected")
	}
	all := len(first)
	for i := range 9 {
		all += len(fit(fmt.Sprintf("192.0.2.%d", 2+i)))
	}
	if all < 28 || all > 32 {
		t.Errorf("%d responses of 4 MiB in total, want up to 32", all)
	}
	for _, release := range first {
		release()
	}
	if again := fit("192.0.2.1"); len(again) == 0 {
		t.Error("released responses still count")
	}
	if _, ok := httpd.ReserveResponse(t.Context(), large); !ok {
		t.Error("a response outside of a request was rejected")
	}
}
