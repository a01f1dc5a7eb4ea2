package auth_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"clientele/internal/auth"
)

// TestCachedToken checks that reading a token with a cached signature gives the same result as the first time, until it
// expires.
func TestCachedToken(t *testing.T) {
	now := noon
	for name, s := range map[string]*auth.Signer{
		"HS256": auth.NewSigner(secret, auth.ForCustomers, func() time.Time { return now }),
		"EdDSA": auth.NewPublicSigner(secret, auth.ForCustomers, func() time.Time { return now }),
	} {
		now = noon
		token := customerToken(t, s, noon.Add(time.Hour))
		var first, again auth.CustomerClaims
		if err := errors.Join(s.Read(token, &first), s.Read(token, &again)); err != nil {
			t.Fatal(err)
		}
		if first.IssuedAt.Unix() != again.IssuedAt.Unix() || first.ExpiresAt.Unix() != again.ExpiresAt.Unix() {
			t.Errorf("%s: got %v and then %v", name, first, again)
		}
		first.IssuedAt, first.ExpiresAt, again.IssuedAt, again.ExpiresAt = nil, nil, nil, nil
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%s: got %+v and then %+v", name, first, again)
		}
		again.Audience[0], again.SessionID = "else", "else" // must not change the cached claims
		for _, c := range []struct {
			at   time.Duration
			want error
		}{
			{time.Hour - time.Second, nil},
			{time.Hour, auth.ErrExpired},
			{0, nil},
			{-4 * time.Second, nil},
			{-time.Minute, auth.ErrInvalid},
		} {
			now = noon.Add(c.at)
			var claims auth.CustomerClaims
			if err := s.Read(token, &claims); !errors.Is(err, c.want) || err == nil && claims.SessionID != "session_1" {
				t.Errorf("%s, %v later: %v, %+v", name, c.at, err, claims)
			}
		}
		now = noon
		for _, other := range []string{token + "A", token[:len(token)-1], " " + token} {
			if err := s.Read(other, &auth.CustomerClaims{}); !errors.Is(err, auth.ErrInvalid) {
				t.Errorf("%s: %q: got %v, want ErrInvalid", name, other, err)
			}
		}
	}
}
