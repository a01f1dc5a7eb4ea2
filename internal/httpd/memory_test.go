package httpd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"clientele/internal/httpd"
)

// unreadResponses returns a function that starts a request from an address, which reserves a response of some bytes,
// and reports whether it was accepted. The clients read nothing until end is called.
func unreadResponses() (more func(address string, bytes int) bool, end func()) {
	accepted, read := make(chan bool), make(chan struct{})
	var open sync.WaitGroup
	h := httpd.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		accepted <- httpd.ReserveResponse(r.Context(), int(r.ContentLength))
		<-read
	}), httpd.Options{MaxBody: 1024})
	more = func(address string, bytes int) bool {
		r := requestFrom(address, http.NoBody)
		r.ContentLength = int64(bytes)
		open.Go(func() { h.ServeHTTP(httptest.NewRecorder(), r) })
		return <-accepted
	}
	return more, func() {
		close(read)
		open.Wait()
		read = make(chan struct{})
	}
}

// TestResponseLimits checks that the memory of unread responses is limited per address and in total, and that small
// responses do not count.
func TestResponseLimits(t *testing.T) {
	const large = 4 << 20
	more, end := unreadResponses()
	fit := func(address string) (n int) {
		for range 40 {
			if more(address, large) {
				n++
			}
		}
		return n
	}
	first := fit("192.0.2.1")
	if first != 4 {
		t.Errorf("%d responses of 4 MiB for one address, want 4", first)
	}
	if !more("192.0.2.1", 256<<10) {
		t.Error("a small response was rejected")
	}
	all := first
	for i := range 9 {
		all += fit(fmt.Sprintf("192.0.2.%d", 2+i))
	}
	if all < 28 || all > 32 {
		t.Errorf("%d responses of 4 MiB in total, want up to 32", all)
	}
	end()
	if again := fit("192.0.2.1"); again != 4 {
		t.Errorf("%d responses of 4 MiB after the others were read, want 4", again)
	}
	end()
	if !httpd.ReserveResponse(t.Context(), large) {
		t.Error("a response outside of a request was rejected")
	}
}
