package auth_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/internal/auth"
)

var (
	secret = auth.Secret("a secret of the tests that is long enough")
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

func at(t time.Time) auth.Clock { return func() time.Time { return t } }

func customerToken(t testing.TB, s *auth.Signer, expires time.Time) string {
	t.Helper()
	token, err := s.Sign(auth.CustomerClaims{
		RegisteredClaims: s.Registered("customer_1", expires), SessionID: "session_1",
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestTokens(t *testing.T) {
	s := auth.NewSigner(secret, auth.ForCustomers, at(noon))
	good := customerToken(t, s, noon.Add(time.Hour))
	parts := strings.Split(good, ".")
	header := func(json string) string { return base64.RawURLEncoding.EncodeToString([]byte(json)) }
	signed := func(method jwt.SigningMethod, key any, claims jwt.Claims, kid string) string {
		token := jwt.NewWithClaims(method, claims)
		if kid != "" {
			token.Header["kid"] = kid
		}
		text, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	parsed, _, err := jwt.NewParser().ParseUnverified(good, &auth.CustomerClaims{})
	if err != nil {
		t.Fatal(err)
	}
	kid := parsed.Header["kid"].(string)
	key := secret.Derive("token " + auth.ForCustomers)
	valid := s.Registered("customer_1", noon.Add(time.Hour))
	changed := func(change func(*jwt.RegisteredClaims)) string {
		c := s.Registered("customer_1", noon.Add(time.Hour))
		change(&c)
		return signed(jwt.SigningMethodHS256, key, c, kid)
	}
	otherSigner := auth.NewSigner(auth.Secret("another secret that is long enough"), auth.ForCustomers, at(noon))
	quotes := auth.NewSigner(secret, auth.ForQuotes, at(noon))
	none := header(`{"alg":"none","kid":"` + kid + `"}`)
	for _, c := range []struct {
		name, token string
		want        error
	}{
		{"valid", good, nil},
		{"valid, signed by the test", signed(jwt.SigningMethodHS256, key, valid, kid), nil},
		{"empty", "", auth.ErrInvalid},
		{"malformed", "a.b.c", auth.ErrInvalid},
		{"truncated", good[:len(good)-1], auth.ErrInvalid},
		{"without a signature", parts[0] + "." + parts[1] + ".", auth.ErrInvalid},
		{"alg none", none + "." + parts[1] + ".", auth.ErrInvalid},
		{"alg none with a signature", none + "." + parts[1] + "." + parts[2], auth.ErrInvalid},
		{"alg NONE", header(`{"alg":"NONE","kid":"`+kid+`"}`) + "." + parts[1] + ".", auth.ErrInvalid},
		{"HS512", signed(jwt.SigningMethodHS512, key, valid, kid), auth.ErrInvalid},
		{"another key", signed(jwt.SigningMethodHS256, []byte("another"), valid, kid), auth.ErrInvalid},
		{"no kid", signed(jwt.SigningMethodHS256, key, valid, ""), auth.ErrInvalid},
		{"another kid", signed(jwt.SigningMethodHS256, key, valid, "x"), auth.ErrInvalid},
		{"another issuer", changed(func(c *jwt.RegisteredClaims) { c.Issuer = "else" }), auth.ErrInvalid},
		{
			"another audience", changed(func(c *jwt.RegisteredClaims) { c.Audience = jwt.ClaimStrings{"staff"} }),
			auth.ErrInvalid,
		},
		{"no expiry", changed(func(c *jwt.RegisteredClaims) { c.ExpiresAt = nil }), auth.ErrInvalid},
		{
			"issued in the future",
			changed(func(c *jwt.RegisteredClaims) { c.IssuedAt = jwt.NewNumericDate(noon.Add(time.Hour)) }),
			auth.ErrInvalid,
		},
		{"expired", customerToken(t, s, noon.Add(-time.Minute)), auth.ErrExpired},
		{"expired, another key", customerToken(t, otherSigner, noon.Add(-time.Minute)), auth.ErrInvalid},
		{"quote", customerToken(t, quotes, noon.Add(time.Hour)), auth.ErrInvalid},
		{"too long", strings.Repeat("x", 1<<20), auth.ErrInvalid},
	} {
		var claims auth.CustomerClaims
		if err := s.Read(c.token, &claims); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		} else if err == nil && claims.Subject != "customer_1" {
			t.Errorf("%s: got %+v", c.name, claims)
		}
	}
}

// TestTokenExpiry checks that tokens expire exactly at their expiry, whether or not the signature is cached, and that
// they are accepted by a server with a clock up to five seconds behind.
func TestTokenExpiry(t *testing.T) {
	now := noon.Add(900 * time.Millisecond)
	s := auth.NewSigner(secret, auth.ForCustomers, func() time.Time { return now })
	claims := s.Registered("customer_1", now.Add(time.Hour))
	token, err := s.Sign(auth.CustomerClaims{RegisteredClaims: claims, SessionID: "session_1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		at   time.Time
		want error
	}{
		{"when it is signed", now, nil},
		{"five seconds earlier", noon.Add(-4 * time.Second), nil},
		{"a minute earlier", noon.Add(-time.Minute), auth.ErrInvalid},
		{"a microsecond before its expiry", claims.ExpiresAt.Add(-time.Microsecond), nil},
		{"at its expiry", claims.ExpiresAt.Time, auth.ErrExpired},
		{"four seconds after its expiry", claims.ExpiresAt.Add(4 * time.Second), auth.ErrExpired},
		{"an hour after its expiry", claims.ExpiresAt.Add(time.Hour), auth.ErrExpired},
	} {
		fresh := auth.NewSigner(secret, auth.ForCustomers, func() time.Time { return c.at })
		if err := fresh.Read(token, &auth.CustomerClaims{}); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if c.want == auth.ErrInvalid {
			continue
		}
		now = c.at // the signature is cached by this signer
		if err := s.Read(token, &auth.CustomerClaims{}); !errors.Is(err, c.want) {
			t.Errorf("%s, cached: got %v, want %v", c.name, err, c.want)
		}
	}
}

// TestModifiedToken checks that a token with any modified character is rejected.
func TestModifiedToken(t *testing.T) {
	s := auth.NewSigner(secret, auth.ForCustomers, at(noon))
	good := customerToken(t, s, noon.Add(time.Hour))
	for i := range good {
		for _, other := range []byte{'A', 'B'} {
			if good[i] == other || good[i] == '.' {
				continue
			}
			changed := good[:i] + string(other) + good[i+1:]
			if err := s.Read(changed, &auth.CustomerClaims{}); !errors.Is(err, auth.ErrInvalid) {
				t.Fatalf("%c as character %d: got %v, want ErrInvalid", other, i, err)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	s := auth.NewSigner(secret, auth.ForCustomers, at(noon))
	good := customerToken(f, s, noon.Add(time.Hour))
	for _, seed := range []string{good, good[1:], "..", "eyJhbGciOiJub25lIn0.e30."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if err := s.Read(token, &auth.CustomerClaims{}); err == nil && token != good {
			t.Errorf("%q is accepted", token)
		}
	})
}
