package accounts_test

import (
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/throttle"
)

// TestPlacesFollowTheAccount: a customer is known by its present address only, from where its sessions are used.
func TestPlacesFollowTheAccount(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		th := throttle.New(s.db, s.now, placeKey)
		seen := func(from, email string) bool {
			t.Helper()
			known, err := th.IsKnown(t.Context(), auth.Caller{Address: from}, throttle.KindCustomer, email)
			s.must(err)
			return known
		}
		own := s.signUp("ann@example.com")
		s.must(s.confirm(own, s.changeToken(own, "new@example.com"), p(password)))
		if seen(own.Address, "ann@example.com") || !seen(own.Address, "new@example.com") {
			t.Error("the address before is known, or the one since is not")
		}
		s.signUp("ann@example.com") // somebody else
		_, err := s.Update(t.Context(), writer, &own.CustomerID, accounts.UpdateCustomerInput{Email: set("third@example.com")})
		s.must(err)
		if seen(own.Address, "new@example.com") || seen(own.Address, "third@example.com") || !seen(own.Address, "ann@example.com") {
			t.Error("a change by the staff keeps a place, or takes somebody else's")
		}

		tokens := s.tokensOf("third@example.com")
		s.pass(time.Minute)
		_, renewed, err := s.Refresh(t.Context(), auth.Caller{Address: "198.51.100.7"}, tokens.RefreshToken)
		s.must(err)
		if !seen("198.51.100.7", "third@example.com") {
			t.Error("a session that is renewed is not known from there")
		}
		for range 3 { // until the first token is too old
			s.pass(time.Minute)
			_, renewed, err = s.Refresh(t.Context(), auth.Caller{Address: "198.51.100.7"}, renewed.RefreshToken)
			s.must(err)
		}
		_, _, err = s.Refresh(t.Context(), auth.Caller{Address: "203.0.113.5"}, tokens.RefreshToken)
		s.want("a token that comes back", err, "REFRESH_TOKEN_INVALID refreshToken")
		if n := s.places(own.CustomerID); n != 0 {
			t.Errorf("%d places are known after a refresh token came back", n)
		}
	})
}

// TestWrongGuessesDoNotBlockPasswordChanges: whoever has a session but not the password can guess, but not use up the
// changes that the owner may make.
func TestWrongGuessesDoNotBlockPasswordChanges(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		owner := s.signUp("ann@example.com")
		for range 3 {
			thief, err := s.login("ann@example.com", password)
			s.must(err)
			for range 12 {
				_, _, err := s.ChangePassword(t.Context(), thief, p("a guess of it"), another)
				if err == nil {
					t.Fatal("a guess is taken")
				}
			}
		}
		_, _, err := s.ChangePassword(t.Context(), owner, p(password), another)
		s.must(err)
		last := 0
		for now := another; last < 30; last++ {
			next := []string{password, another}[last%2]
			if _, _, err = s.ChangePassword(t.Context(), owner, p(now), next); err != nil {
				break
			}
			now = next
		}
		if s.want("changes have an end", err, "RATE_LIMITED"); last != 19 {
			t.Errorf("%d more changes", last)
		}
	})
}
