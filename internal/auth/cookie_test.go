package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
)

// TestRejectedCookieIsDeleted checks that a response deletes the cookie if and only if its token is rejected.
func TestRejectedCookieIsDeleted(t *testing.T) {
	a := newAuthenticator()
	token := func(session string, life time.Duration) string {
		return sign(t, a.StaffTokens, "staff_1", session, life)
	}
	valid := token("session_s", time.Hour)
	customer := customerToken(t, a.Tokens, noon.Add(time.Hour))
	for _, c := range []struct {
		name, header, cookie string
		kind                 auth.Kind
		reason               apperr.Reason
	}{
		{"valid", "cookie", "clientele_staff=" + valid, auth.Staff, ""},
		{"no cookie", "cookie", "", auth.Anonymous, ""},
		{"empty", "cookie", "clientele_staff=", auth.Anonymous, ""},
		{"secure cookie without TLS", "cookie", "__Host-clientele_staff=" + valid, auth.Anonymous, ""},
		{"valid, without the header", "", "clientele_staff=" + valid, auth.Anonymous, ""},
		{"invalid, without the header", "", "clientele_staff=x", auth.Anonymous, ""},
		{"expired", "cookie", "clientele_staff=" + token("session_s", -time.Hour), auth.Anonymous, apperr.Expired},
		{"ended session", "cookie", "clientele_staff=" + token("session_t", time.Hour), auth.Anonymous, apperr.Revoked},
		{"customer token", "cookie", "clientele_staff=" + customer, auth.Anonymous, apperr.InvalidToken},
		{"API key", "cookie", "clientele_staff=sk_good", auth.Anonymous, apperr.InvalidToken},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		if c.header != "" {
			r.Header.Set(auth.SessionHeader, c.header)
		}
		if c.cookie != "" {
			r.Header.Set("Cookie", c.cookie)
		}
		var got auth.Caller
		var refusal error
		w := httptest.NewRecorder()
		next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = auth.From(r.Context()) })
		a.Middleware(next, func(_ http.ResponseWriter, _ *http.Request, err error) { refusal = err }).ServeHTTP(w, r)
		var reason apperr.Reason
		if e, ok := apperr.As(refusal); ok {
			reason = e.Reason
		}
		if got.Kind != c.kind || reason != c.reason {
			t.Errorf("%s: got %+v, %v", c.name, got, refusal)
		}
		set := w.Header().Get("Set-Cookie")
		deletes := strings.HasPrefix(set, "clientele_staff=;") &&
			strings.Contains(set, "Max-Age=0") && strings.Contains(set, "Path=/graphql")
		if (set != "") != (c.reason != "") || set != "" && !deletes {
			t.Errorf("%s: Set-Cookie: %s", c.name, set)
		}
	}
}
