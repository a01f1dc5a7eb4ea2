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

// TestRefusedCookieIsTakenBack: the answer that refuses a cookie's token takes the cookie back, and no other answer does.
func TestRefusedCookieIsTakenBack(t *testing.T) {
	staff := auth.NewSigner(secret, auth.ForStaff, at(noon))
	a := &auth.Authenticator{Tokens: auth.NewSigner(secret, auth.ForCustomers, at(noon)), StaffTokens: staff, Sessions: rows{}, Keys: rows{}, Members: rows{}}
	token := func(session string, ends time.Duration) string {
		text, err := staff.Sign(auth.CustomerClaims{RegisteredClaims: staff.Registered("staff_1", noon.Add(ends)), SessionID: session})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	good := token("session_s", time.Hour)
	for _, c := range []struct {
		name, asked, cookie string
		kind                auth.Kind
		reason              apperr.Reason
	}{
		{"a member's", "cookie", "clientele_staff=" + good, auth.Staff, ""},
		{"none", "cookie", "", auth.Anonymous, ""},
		{"an empty one", "cookie", "clientele_staff=", auth.Anonymous, ""},
		{"the one that TLS would carry", "cookie", "__Host-clientele_staff=" + good, auth.Anonymous, ""},
		{"one that is not asked for", "", "clientele_staff=" + good, auth.Anonymous, ""},
		{"a bad one that is not asked for", "", "clientele_staff=x", auth.Anonymous, ""},
		{"expired", "cookie", "clientele_staff=" + token("session_s", -time.Hour), auth.Anonymous, apperr.Expired},
		{"ended", "cookie", "clientele_staff=" + token("session_t", time.Hour), auth.Anonymous, apperr.Revoked},
		{"a customer's", "cookie", "clientele_staff=" + customerToken(t, a.Tokens, noon.Add(time.Hour)), auth.Anonymous, apperr.InvalidToken},
		{"a key's", "cookie", "clientele_staff=sk_good", auth.Anonymous, apperr.InvalidToken},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		if c.asked != "" {
			r.Header.Set(auth.SessionHeader, c.asked)
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
			t.Errorf("%s: %+v, %v", c.name, got, refusal)
		}
		back := w.Header().Get("Set-Cookie")
		if (back != "") != (c.reason != "") || back != "" && (!strings.HasPrefix(back, "clientele_staff=;") || !strings.Contains(back, "Max-Age=0") || !strings.Contains(back, "Path=/graphql")) {
			t.Errorf("%s: Set-Cookie: %s", c.name, back)
		}
	}
}
