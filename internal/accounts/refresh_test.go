package accounts_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/models"
)

// tokensOf logs in and returns the tokens.
func (s *shop) tokensOf(email string) *accounts.CustomerToken {
	s.t.Helper()
	_, token, err := s.Login(context.Background(), visitor, email, password)
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// renew refreshes, and fails the test where that does not give tokens that work.
func (s *shop) renew(token string) *accounts.CustomerToken {
	s.t.Helper()
	c, next, err := s.Refresh(s.ctx(), visitor, token)
	if err != nil {
		s.t.Fatal(err)
	}
	if !s.accepts(next) || c == nil {
		s.t.Fatal("the new access token does not work")
	}
	return next
}

// accepts tells whether an access token works, as the server asks.
func (s *shop) accepts(token *accounts.CustomerToken) bool {
	s.t.Helper()
	var claims auth.CustomerClaims
	if err := s.tokens.Read(token.AccessToken, &claims); err != nil {
		return false
	}
	session, err := s.FindSession(context.Background(), claims.Subject, claims.SessionID, claims.Generation)
	if err != nil {
		s.t.Fatal(err)
	}
	return session != nil
}

// refuses tells whether a refresh token is no good.
func (s *shop) refuses(token string) bool {
	s.t.Helper()
	c, next, err := s.Refresh(s.ctx(), visitor, token)
	switch {
	case err == nil:
		return false
	case servicetest.Errors(err) != "REFRESH_TOKEN_INVALID refreshToken" || c != nil || next != nil:
		s.t.Errorf("refused with %v, %v, %v", c, next, err)
	}
	return true
}

func TestRefresh(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		id := s.signUp("ann@example.com").CustomerID
		first := s.tokensOf("ann@example.com")
		if !first.ExpiresAt.Equal(s.now().Add(15*time.Minute)) || !first.RefreshExpiresAt.Equal(s.now().AddDate(0, 0, 30)) {
			t.Errorf("good until %v, %v", first.ExpiresAt, first.RefreshExpiresAt)
		}
		s.pass(16 * time.Minute)
		if s.accepts(first) {
			t.Error("an access token outlived its quarter of an hour")
		}
		token := first
		for range 5 {
			next := s.renew(token.RefreshToken)
			if next.RefreshToken == token.RefreshToken || next.SessionID != first.SessionID {
				t.Errorf("%+v", next)
			}
			if !next.ExpiresAt.Equal(s.now().Add(15*time.Minute)) || !next.RefreshExpiresAt.Equal(s.now().AddDate(0, 0, 30)) {
				t.Errorf("good until %v, %v", next.ExpiresAt, next.RefreshExpiresAt)
			}
			token = next
			s.pass(29 * 24 * time.Hour)
		}
		if got, err := s.Get(context.Background(), reader, id); err != nil || got.Version != 1 {
			t.Errorf("refreshing changed the customer: %+v %v", got, err)
		}
		s.pass(24*time.Hour + time.Second)
		if !s.refuses(token.RefreshToken) {
			t.Error("a session outlived a month without use")
		}
	})
}

// TestRefreshTwice: the same token of two tabs gives both the same next one; later it ends the session.
func TestRefreshTwice(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		other := s.tokensOf("ann@example.com")
		first := s.tokensOf("ann@example.com")
		a := s.renew(first.RefreshToken)
		s.pass(5 * time.Second)
		if again := s.renew(a.RefreshToken); again.RefreshToken != a.RefreshToken {
			t.Error("a token that is a moment old was replaced: the one before it would be dead")
		}
		s.pass(5 * time.Second)
		b := s.renew(first.RefreshToken)
		if b.RefreshToken != a.RefreshToken {
			t.Error("two tabs have different tokens")
		}
		s.pass(time.Second)
		next := s.renew(a.RefreshToken)
		s.renew(b.RefreshToken) // the other tab, within the grace of the next one
		if s.log.String() != "" {
			t.Errorf("logged: %s", s.log.String())
		}
		s.pass(11 * time.Second)
		if !s.accepts(next) || !s.refuses(a.RefreshToken) {
			t.Fatal("a token that was replaced long ago works")
		}
		if s.accepts(next) || !s.refuses(next.RefreshToken) || !s.accepts(other) {
			t.Error("a replay ended the wrong sessions")
		}
		s.renew(other.RefreshToken)
		text := s.log.String()
		if !strings.Contains(text, first.SessionID) || strings.Contains(text, "rt_") || strings.Contains(text, "ann@") || strings.Count(text, "\n") != 1 {
			t.Errorf("logged: %s", text)
		}
	})
}

// TestTheOldestTokenEndsTheSession: also one from several generations ago, within the grace of the newest.
func TestTheOldestTokenEndsTheSession(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		first := s.tokensOf("ann@example.com")
		second := s.renew(first.RefreshToken)
		s.pass(time.Minute)
		third := s.renew(second.RefreshToken)
		if !s.refuses(first.RefreshToken) || s.accepts(third) || !s.refuses(third.RefreshToken) {
			t.Error("the session goes on")
		}
	})
}

func TestRefreshRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		live := s.tokensOf("ann@example.com")
		good := live.RefreshToken
		foreign := auth.NewRefreshTokens(auth.Secret("another secret of the tests, long enough"))
		access := auth.NewSigner(secret, auth.ForStaff, s.now)
		staff, err := access.Sign(auth.CustomerClaims{RegisteredClaims: access.Registered("staff_1", s.now().Add(time.Hour)), SessionID: live.SessionID})
		if err != nil {
			t.Fatal(err)
		}
		for name, token := range map[string]string{
			"nothing": "", "garbage": "garbage", "an access token": live.AccessToken, "a staff token": staff,
			"cut short": good[:len(good)-1], "without its prefix": good[3:], "a line break": good + "\n", "a dot more": good + ".",
			"another generation": strings.Replace(good, ".1.", ".2.", 1), "no generation": strings.Replace(good, ".1.", ".", 1),
			"another session": strings.Replace(good, live.SessionID, models.NewID(models.SessionID), 1),
			"another shop's":  foreign.Mint(live.SessionID, 1), "a session that there is not": s.refresh.Mint(models.NewID(models.SessionID), 1),
			"huge": good + strings.Repeat("x", 1<<20),
		} {
			if !s.refuses(token) {
				t.Errorf("%s was taken", name)
			}
		}
		s.renew(good) // none of them did any harm
	})
}

// TestConcurrentRefreshes refreshes with one token twenty times at once, again and again: each of them has tokens that
// work.
func TestConcurrentRefreshes(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		token := s.tokensOf("ann@example.com").RefreshToken
		for range 3 {
			next := make([]*accounts.CustomerToken, 20)
			var wg sync.WaitGroup
			for i := range next {
				wg.Go(func() {
					_, got, err := s.Refresh(s.ctx(), visitor, token)
					if err != nil {
						t.Error(err)
						return
					}
					_, got, err = s.Refresh(s.ctx(), visitor, got.RefreshToken) // and goes on at once
					if err != nil {
						t.Error(err)
					}
					next[i] = got
				})
			}
			wg.Wait()
			if t.Failed() {
				return
			}
			for _, each := range next {
				if !s.accepts(each) || each.RefreshToken != next[0].RefreshToken || each.RefreshToken == token {
					t.Fatalf("%+v, want %s", each, next[0].RefreshToken)
				}
			}
			token = next[0].RefreshToken
			s.pass(time.Minute)
		}
		if s.log.String() != "" {
			t.Errorf("logged: %s", s.log.String())
		}
	})
}

func TestSessionsExpire(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		token := s.tokensOf("ann@example.com")
		began := s.now()
		for range 14 {
			s.pass(25 * 24 * time.Hour)
			token = s.renew(token.RefreshToken)
		}
		end := began.Add(365 * 24 * time.Hour)
		if !token.RefreshExpiresAt.Equal(end) {
			t.Errorf("used for 350 days, it ends %v", token.RefreshExpiresAt)
		}
		s.pass(end.Sub(s.now()) - time.Minute)
		if token = s.renew(token.RefreshToken); !token.ExpiresAt.Equal(end) {
			t.Errorf("an access token outlives its session: %v", token.ExpiresAt)
		}
		s.pass(time.Minute)
		if s.works(auth.Caller{CustomerID: ann.CustomerID, SessionID: token.SessionID}) || !s.refuses(token.RefreshToken) {
			t.Error("a session lasts for more than a year")
		}
	})
}

// TestRefreshAfterTheKeyChanged: tokens of the key before are good as long as it is named, and become tokens of the new
// one.
func TestRefreshAfterTheKeyChanged(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		old, older := s.tokensOf("ann@example.com"), s.tokensOf("ann@example.com")
		next := auth.Secret("the next secret of the tests, long enough")
		s.tokens, s.refresh = auth.NewSigner(next, auth.ForCustomers, s.now, secret), auth.NewRefreshTokens(next, secret)
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		if !s.accepts(old) {
			t.Error("an access token of the key before is refused")
		}
		renewed := s.renew(old.RefreshToken)
		s.tokens, s.refresh = auth.NewSigner(next, auth.ForCustomers, s.now), auth.NewRefreshTokens(next)
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		if !s.accepts(renewed) || s.accepts(older) || !s.refuses(older.RefreshToken) {
			t.Error("the key before is still good, or the new one is not")
		}
		s.pass(time.Minute)
		s.renew(renewed.RefreshToken)
	})
}

// TestCopiedRefreshTokenIsDetected: a thief who refreshes first with a copy, and uses nothing, is found out when both
// go on.
func TestCopiedRefreshTokenIsDetected(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		for name, thief := range map[string]func(stolen *accounts.CustomerToken) bool{ // whether the thief is still in
			"by the access token":  func(stolen *accounts.CustomerToken) bool { return s.accepts(stolen) },
			"by the refresh token": func(stolen *accounts.CustomerToken) bool { return !s.refuses(stolen.RefreshToken) },
		} {
			owner := s.tokensOf("ann@example.com")
			_, stolen, err := s.Refresh(s.ctx(), visitor, owner.RefreshToken)
			s.must(err)
			s.pass(time.Minute)
			own := s.renew(owner.RefreshToken)
			if !s.accepts(own) || thief(stolen) {
				t.Errorf("%s: the thief is in, or the owner is out", name)
			}
		}
	})
}

// TestANewPasswordReplacesTheRefreshToken: also a moment after it was renewed.
func TestANewPasswordReplacesTheRefreshToken(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		caller := s.signUp("ann@example.com")
		first := s.tokensOf("ann@example.com")
		caller.SessionID = first.SessionID
		s.pass(time.Hour)
		copied := s.renew(first.RefreshToken)
		s.pass(time.Second)
		_, own, err := s.ChangePassword(s.ctx(), caller, p(password), another)
		s.must(err)
		s.pass(11 * time.Second)
		if own.RefreshToken == copied.RefreshToken || !s.accepts(own) || !s.refuses(copied.RefreshToken) {
			t.Error("the refresh token from before works")
		}
	})
}
