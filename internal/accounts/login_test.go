package accounts_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
)

func TestLogin(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("Ann@Example.com")
		if _, _, err := s.Create(context.Background(), writer, accounts.CreateCustomerInput{Email: "none@example.com"}); err != nil {
			t.Fatal(err)
		}
		ann, err := s.login(" ANN@example.COM ", password)
		if err != nil || !s.works(ann) {
			t.Fatal(err)
		}
		var texts []string
		for name, c := range map[string][2]string{
			"wrong": {"ann@example.com", "wrong password"}, "unknown": {"nobody@example.com", password}, "passwordless": {"none@example.com", password},
			"no address": {"garbage", password}, "empty": {"", ""}, "case matters": {"ann@example.com", "Correct horse"},
		} {
			_, err := s.login(c[0], c[1])
			if servicetest.Errors(err) != "INVALID_CREDENTIALS" {
				t.Errorf("%s: %v", name, err)
			}
			texts = append(texts, err.Error())
		}
		for _, text := range texts {
			if text != texts[0] {
				t.Errorf("%q tells more than %q", text, texts[0])
			}
		}
	})
}

func TestWhatEndsSessions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		s.signUp("ann@example.com")
		two := func() (a, b auth.Caller) {
			t.Helper()
			a, err := s.login("ann@example.com", password)
			if err != nil {
				t.Fatal(err)
			}
			b, err = s.login("ann@example.com", password)
			if err != nil {
				t.Fatal(err)
			}
			return a, b
		}
		a, b := two()
		if n, err := s.Logout(ctx, a, false); err != nil || n != 1 || s.works(a) || !s.works(b) {
			t.Errorf("logout: %d %v", n, err)
		}
		a, b = two()
		if n, err := s.Logout(ctx, a, true); err != nil || n < 2 || s.works(a) || s.works(b) {
			t.Errorf("logout everywhere: %d %v", n, err)
		}
		a, b = two()
		if sessions, err := s.SessionsFor(ctx, a, []string{a.CustomerID, "customer_none"}); err != nil || len(sessions[a.CustomerID]) != 2 || sessions["customer_none"] == nil {
			t.Errorf("%v %v", sessions, err)
		}
		if err := s.RevokeSession(ctx, a, b.SessionID); err != nil || !s.works(a) || s.works(b) {
			t.Errorf("revoke: %v", err)
		}
		if err := s.RevokeSession(ctx, a, b.SessionID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("revoke again: %v", err)
		}
		other := s.signUp("bob@example.com")
		if err := s.RevokeSession(ctx, other, a.SessionID); servicetest.Errors(err) != "NOT_FOUND" || !s.works(a) {
			t.Errorf("revoke another's: %v", err)
		}
		if err := s.RevokeSession(ctx, writer, a.SessionID); err != nil || s.works(a) {
			t.Errorf("revoke by a key: %v", err)
		}
		a, b = two()
		c, token, err := s.ChangePassword(ctx, a, p(password), "another password")
		if err != nil || !s.works(a) || s.works(b) || c.Version != 2 || token.SessionID != a.SessionID {
			t.Fatalf("change: %v", err)
		}
		if _, err := s.login("ann@example.com", password); servicetest.Errors(err) != "INVALID_CREDENTIALS" {
			t.Errorf("the old password: %v", err)
		}
		if _, err := s.SetPassword(ctx, writer, a.CustomerID, password); err != nil || s.works(a) {
			t.Errorf("set: %v", err)
		}
		a, _ = two()
		s.pass(30*24*time.Hour + time.Second)
		if s.works(a) {
			t.Error("a session outlived a month without use")
		}
		if err := s.Sweep(ctx); err != nil || s.count("sessions") != 0 {
			t.Errorf("%d sessions are left: %v", s.count("sessions"), err)
		}
	})
}

func TestPasswords(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.signUp("ann@example.com")
		c, _, err := s.Create(ctx, writer, accounts.CreateCustomerInput{Email: "none@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		for _, each := range []struct {
			name    string
			caller  auth.Caller
			present *string
			next    string
			want    string
		}{
			{"by a visitor", visitor, p(password), "another password", "UNAUTHENTICATED"},
			{"by a key", writer, p(password), "another password", "UNAUTHENTICATED"},
			{"wrong", ann, p("wrong password"), "another password", "INVALID_CREDENTIALS currentPassword"},
			{"none", ann, nil, "another password", "REQUIRED currentPassword"},
			{"short", ann, p(password), "short", "TOO_SHORT newPassword"},
			{"none and empty", ann, nil, "", "REQUIRED newPassword, REQUIRED currentPassword"},
		} {
			if _, _, err := s.ChangePassword(ctx, each.caller, each.present, each.next); servicetest.Errors(err) != each.want {
				t.Errorf("%s: %s, want %s", each.name, servicetest.Errors(err), each.want)
			}
		}
		for want, each := range map[string]struct {
			caller       auth.Caller
			id, password string
		}{
			"": {writer, c.ID, password}, "NOT_FOUND": {writer, "customer_none", password}, "TOO_SHORT password": {writer, c.ID, "1234567"},
			"FORBIDDEN CUSTOMERS_WRITE": {reader, c.ID, password},
		} {
			if _, err := s.SetPassword(ctx, each.caller, each.id, each.password); servicetest.Errors(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		if _, err := s.login("none@example.com", password); err != nil {
			t.Errorf("a password that was added: %v", err)
		}
		for range 10 { // guesses of the current password are limited, and the session continues
			_, _, _ = s.ChangePassword(ctx, ann, p("a guess of it"), "another password")
		}
		if _, _, err := s.ChangePassword(ctx, ann, p(password), "another password"); servicetest.Errors(err) != "RATE_LIMITED" || !s.works(ann) {
			t.Errorf("after ten guesses: %v", err)
		}
	})
}

func TestFailuresAreThrottled(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.signUp("ann@example.com")
		for range 30 { // honest ones cost nothing
			if _, err := s.login("ann@example.com", password); err != nil {
				t.Fatal(err)
			}
		}
		for range 10 {
			if _, err := s.login("Ann@example.com", "wrong password"); servicetest.Errors(err) != "INVALID_CREDENTIALS" {
				t.Fatal(err)
			}
		}
		_, err := s.login("ann@example.com", password)
		if e, ok := apperr.As(err); !ok || e.Kind != apperr.RateLimited || e.RetryAfter <= 0 || e.RetryAfter > 15*time.Minute {
			t.Fatalf("after ten failures: %v", err)
		}
		if !s.works(ann) {
			t.Error("a live session was ended")
		}
		if _, _, err := s.Login(ctx, auth.Caller{Address: "198.51.100.7"}, "ann@example.com", password); err != nil {
			t.Errorf("from another address: %v", err)
		}
		if _, _, err := s.Login(ctx, auth.Caller{Kind: auth.APIKey, Address: "key_x", SharedAddress: true}, "ann@example.com", password); err != nil {
			t.Errorf("through a key: %v", err)
		}
		s.pass(15 * time.Minute)
		if _, err := s.login("ann@example.com", password); err != nil {
			t.Errorf("a quarter of an hour later: %v", err)
		}
	})
}

func TestConcurrentGuessesAreCounted(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		var tried atomic.Int64
		var wg sync.WaitGroup
		for range 60 {
			wg.Go(func() {
				if _, err := s.login("ann@example.com", "wrong password"); servicetest.Errors(err) == "INVALID_CREDENTIALS" {
					tried.Add(1)
				}
			})
		}
		wg.Wait()
		if tried.Load() != 10 {
			t.Errorf("%d guesses were tried, want 10", tried.Load())
		}
	})
}

func TestHashesAreRenewedAtLogin(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.signUp("ann@example.com")
		before, err := s.Get(ctx, ann, ann.CustomerID)
		if err != nil {
			t.Fatal(err)
		}
		s.Service = s.service(auth.Cost{Memory: 128, Passes: 1, Threads: 1})
		for range 2 {
			if _, err := s.login("ann@example.com", password); err != nil {
				t.Fatal(err)
			}
		}
		after, err := s.Get(ctx, ann, ann.CustomerID)
		if err != nil || *after.PasswordHash == *before.PasswordHash || after.Version != before.Version || !s.works(ann) {
			t.Errorf("%v %+v", err, after)
		}
	})
}
