package auth_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"clientele/internal/auth"
)

// A token that was read before is the same as one that comes for the first time, until its time has run out.
func TestATokenThatIsKnown(t *testing.T) {
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
		if fmt.Sprint(first.IssuedAt.Unix(), first.ExpiresAt.Unix()) != fmt.Sprint(again.IssuedAt.Unix(), again.ExpiresAt.Unix()) {
			t.Errorf("%s: %v and %v", name, first, again)
		}
		first.IssuedAt, first.ExpiresAt, again.IssuedAt, again.ExpiresAt = nil, nil, nil, nil
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%s: %+v and %+v", name, first, again)
		}
		again.Audience[0], again.SessionID = "else", "else" // it is the caller's own
		for _, c := range []struct {
			at   time.Duration
			want error
		}{{time.Hour - time.Second, nil}, {time.Hour, auth.ErrExpired}, {0, nil}, {-4 * time.Second, nil}, {-time.Minute, auth.ErrInvalid}} {
			now = noon.Add(c.at)
			var claims auth.CustomerClaims
			if err := s.Read(token, &claims); !errors.Is(err, c.want) || err == nil && claims.SessionID != "session_1" {
				t.Errorf("%s, %v later: %v, %+v", name, c.at, err, claims)
			}
		}
		now = noon
		for _, other := range []string{token + "A", token[:len(token)-1], " " + token} {
			if err := s.Read(other, &auth.CustomerClaims{}); !errors.Is(err, auth.ErrInvalid) {
				t.Errorf("%s: took %q: %v", name, other, err)
			}
		}
	}
}
