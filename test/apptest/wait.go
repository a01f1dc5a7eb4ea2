package apptest

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// FreeAddress returns a loopback address that is not in use.
func FreeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// Get returns the status and body of a URL.
func Get(t *testing.T, url string) (status int, text string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// Eventually calls done until it returns "", and fails the test with its result after a minute.
func Eventually(t *testing.T, done func() (missing string)) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		missing := done()
		if missing == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(missing)
		}
		<-tick.C
	}
}

// WaitUntil calls done until it returns true, and fails the test after a minute.
func WaitUntil(t *testing.T, what string, done func() bool) {
	t.Helper()
	Eventually(t, func() string {
		if done() {
			return ""
		}
		return "timed out waiting for " + what
	})
}
