package accounts_test

import (
	"testing"
	"time"

	"clientele/internal/accounts"
)

// TestLostResponses: a refresh token whose answer was lost can be sent again, as long as nothing that came with its
// successor was used. One that comes back after that ends the session.
func TestLostResponses(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		caller := s.signUp("ann@example.com")
		refresh := func(token string) *accounts.CustomerToken { // whose answer nobody uses
			t.Helper()
			_, next, err := s.Refresh(s.ctx(), visitor, token)
			if err != nil {
				t.Fatal(err)
			}
			return next
		}
		const week = 7 * 24 * time.Hour
		for _, c := range []struct {
			name    string
			between func(first, next *accounts.CustomerToken) // the refresh whose answer is lost, and the token that is sent again
			good    bool
		}{
			{"ten seconds later", func(_, _ *accounts.CustomerToken) { s.pass(10 * time.Second) }, true},
			{"eleven seconds later", func(_, _ *accounts.CustomerToken) { s.pass(11 * time.Second) }, true},
			{"a week later", func(_, _ *accounts.CustomerToken) { s.pass(week) }, true},
			{"later than that", func(_, _ *accounts.CustomerToken) { s.pass(week + time.Second) }, false},
			{"lost again and again", func(first, _ *accounts.CustomerToken) {
				for range 3 {
					s.pass(week)
					refresh(first.RefreshToken)
				}
				s.pass(time.Hour)
			}, true},
			{"the access token before was used", func(first, _ *accounts.CustomerToken) {
				s.pass(11 * time.Second)
				if !s.accepts(first) {
					t.Error("it was refused")
				}
			}, true},
			{"the next access token was used", func(_, next *accounts.CustomerToken) {
				if !s.accepts(next) {
					t.Error("it was refused")
				}
				s.pass(11 * time.Second)
			}, false},
			{"the next refresh token was used", func(_, next *accounts.CustomerToken) {
				s.pass(time.Hour)
				refresh(next.RefreshToken)
				s.pass(time.Hour)
			}, false},
			{"the next refresh token was used at once", func(_, next *accounts.CustomerToken) {
				refresh(next.RefreshToken)
				s.pass(11 * time.Second)
			}, false},
			{"an access token of the second answer was used", func(first, _ *accounts.CustomerToken) {
				s.pass(time.Hour)
				if !s.accepts(refresh(first.RefreshToken)) {
					t.Error("it was refused")
				}
				s.pass(11 * time.Second)
			}, false},
			{"another tab uses what it has just got for the same one", func(first, _ *accounts.CustomerToken) {
				s.pass(time.Hour)
				if !s.accepts(refresh(first.RefreshToken)) {
					t.Error("it was refused")
				}
				s.pass(10 * time.Second)
			}, true},
			{"the password was changed since", func(first, _ *accounts.CustomerToken) {
				s.pass(time.Hour)
				caller.SessionID = first.SessionID
				if _, _, err := s.ChangePassword(s.ctx(), caller, p(password), password); err != nil {
					t.Fatal(err)
				}
				s.pass(11 * time.Second)
			}, false},
		} {
			first := s.tokensOf("ann@example.com")
			next := refresh(first.RefreshToken)
			c.between(first, next)
			if !c.good {
				if !s.refuses(first.RefreshToken) || s.accepts(next) || !s.refuses(next.RefreshToken) {
					t.Errorf("%s: the session goes on", c.name)
				}
				continue
			}
			again := s.renew(first.RefreshToken)
			if same := again.RefreshToken == next.RefreshToken; same != (c.name == "ten seconds later") {
				t.Errorf("%s: it has the same successor: %v", c.name, same)
			}
			if c.name != "ten seconds later" && s.accepts(next) {
				t.Errorf("%s: an access token of the lost answer works", c.name)
			}
			s.pass(time.Minute)
			last := s.renew(s.renew(again.RefreshToken).RefreshToken) // it goes on
			if c.name != "ten seconds later" && (!s.accepts(last) || !s.refuses(next.RefreshToken) || s.accepts(last)) {
				t.Errorf("%s: the refresh token of the lost answer does not end the session", c.name)
			}
		}
	})
}

// TestLostResponseOfPasswordChange: who has the refresh token from before a change of the password gets no other one
// for it.
func TestLostResponseOfPasswordChange(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		caller := s.signUp("ann@example.com")
		first := s.tokensOf("ann@example.com")
		caller.SessionID = first.SessionID
		s.pass(time.Hour)
		if _, _, err := s.ChangePassword(s.ctx(), caller, p(password), "another horse"); err != nil {
			t.Fatal(err)
		}
		s.pass(11 * time.Second)
		if !s.refuses(first.RefreshToken) {
			t.Error("it works")
		}
	})
}
