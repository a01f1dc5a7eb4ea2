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
	token, err := s.Sign(auth.CustomerClaims{RegisteredClaims: s.Registered("customer_1", expires), SessionID: "session_1"})
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
	foreign := func(method jwt.SigningMethod, key any, claims jwt.Claims, kid string) string {
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
	claims := func(change func(*jwt.RegisteredClaims)) jwt.RegisteredClaims {
		c := s.Registered("customer_1", noon.Add(time.Hour))
		change(&c)
		return c
	}
	for _, c := range []struct {
		name, token string
		want        error
	}{
		{"good", good, nil},
		{"made here by hand", foreign(jwt.SigningMethodHS256, key, claims(func(*jwt.RegisteredClaims) {}), kid), nil},
		{"empty", "", auth.ErrInvalid},
		{"garbage", "a.b.c", auth.ErrInvalid},
		{"cut short", good[:len(good)-1], auth.ErrInvalid},
		{"without a signature", parts[0] + "." + parts[1] + ".", auth.ErrInvalid},
		{"alg none", header(`{"alg":"none","kid":"`+kid+`"}`) + "." + parts[1] + ".", auth.ErrInvalid},
		{"alg none with a signature", header(`{"alg":"none","kid":"`+kid+`"}`) + "." + parts[1] + "." + parts[2], auth.ErrInvalid},
		{"alg NONE", header(`{"alg":"NONE","kid":"`+kid+`"}`) + "." + parts[1] + ".", auth.ErrInvalid},
		{"another algorithm of the family", foreign(jwt.SigningMethodHS512, key, claims(func(*jwt.RegisteredClaims) {}), kid), auth.ErrInvalid},
		{"another key", foreign(jwt.SigningMethodHS256, []byte("another"), claims(func(*jwt.RegisteredClaims) {}), kid), auth.ErrInvalid},
		{"no kid", foreign(jwt.SigningMethodHS256, key, claims(func(*jwt.RegisteredClaims) {}), ""), auth.ErrInvalid},
		{"another kid", foreign(jwt.SigningMethodHS256, key, claims(func(*jwt.RegisteredClaims) {}), "x"), auth.ErrInvalid},
		{"another issuer", foreign(jwt.SigningMethodHS256, key, claims(func(c *jwt.RegisteredClaims) { c.Issuer = "else" }), kid), auth.ErrInvalid},
		{"another audience", foreign(jwt.SigningMethodHS256, key, claims(func(c *jwt.RegisteredClaims) { c.Audience = jwt.ClaimStrings{"staff"} }), kid), auth.ErrInvalid},
		{"no end", foreign(jwt.SigningMethodHS256, key, claims(func(c *jwt.RegisteredClaims) { c.ExpiresAt = nil }), kid), auth.ErrInvalid},
		{"from the future", foreign(jwt.SigningMethodHS256, key, claims(func(c *jwt.RegisteredClaims) { c.IssuedAt = jwt.NewNumericDate(noon.Add(time.Hour)) }), kid), auth.ErrInvalid},
		{"over", customerToken(t, s, noon.Add(-time.Minute)), auth.ErrExpired},
		{"over, of another key", customerToken(t, auth.NewSigner(auth.Secret("another secret that is long enough"), auth.ForCustomers, at(noon)), noon.Add(-time.Minute)), auth.ErrInvalid},
		{"a quote", customerToken(t, auth.NewSigner(secret, auth.ForQuotes, at(noon)), noon.Add(time.Hour)), auth.ErrInvalid},
		{"huge", strings.Repeat("x", 1<<20), auth.ErrInvalid},
	} {
		var claims auth.CustomerClaims
		if err := s.Read(c.token, &claims); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		} else if err == nil && claims.Subject != "customer_1" {
			t.Errorf("%s: %+v", c.name, claims)
		}
	}
}

// TestTokensEndWhenTheySay: not a moment later, whether or not the signature is known, and not earlier. A server whose clock
// is five seconds behind takes what another one has just signed.
func TestTokensEndWhenTheySay(t *testing.T) {
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
		{"as it is signed", now, nil},
		{"five seconds before", noon.Add(-4 * time.Second), nil},
		{"long before", noon.Add(-time.Minute), auth.ErrInvalid},
		{"right before its end", claims.ExpiresAt.Add(-time.Microsecond), nil},
		{"at its end", claims.ExpiresAt.Time, auth.ErrExpired},
		{"four seconds later", claims.ExpiresAt.Add(4 * time.Second), auth.ErrExpired},
		{"long after", claims.ExpiresAt.Add(time.Hour), auth.ErrExpired},
	} {
		fresh := auth.NewSigner(secret, auth.ForCustomers, func() time.Time { return c.at })
		if err := fresh.Read(token, &auth.CustomerClaims{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if c.want == auth.ErrInvalid {
			continue
		}
		now = c.at // this signer remembers the signature
		if err := s.Read(token, &auth.CustomerClaims{}); !errors.Is(err, c.want) {
			t.Errorf("%s, again: %v, want %v", c.name, err, c.want)
		}
	}
}

// TestEveryChangedCharacterIsNoticed changes each character of a token in turn.
func TestEveryChangedCharacterIsNoticed(t *testing.T) {
	s := auth.NewSigner(secret, auth.ForCustomers, at(noon))
	good := customerToken(t, s, noon.Add(time.Hour))
	for i := range good {
		for _, other := range []byte{'A', 'B'} {
			if good[i] == other || good[i] == '.' {
				continue
			}
			changed := good[:i] + string(other) + good[i+1:]
			if err := s.Read(changed, &auth.CustomerClaims{}); !errors.Is(err, auth.ErrInvalid) {
				t.Fatalf("character %d as %c: %v", i, other, err)
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
			t.Errorf("%q was taken", token)
		}
	})
}
