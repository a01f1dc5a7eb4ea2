package accounts_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/internal/servicetest"
)

func TestDisable(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann, bob := s.signUp("ann@example.com"), s.signUp("bob@example.com")
		for _, c := range []struct {
			name   string
			caller auth.Caller
			id     string
			reason *string
			want   string
		}{
			{"a visitor", visitor, ann.CustomerID, nil, "FORBIDDEN CUSTOMERS_WRITE"},
			{"the customer herself", ann, ann.CustomerID, nil, "FORBIDDEN CUSTOMERS_WRITE"},
			{"a reader", reader, ann.CustomerID, nil, "FORBIDDEN CUSTOMERS_WRITE"},
			{"no such customer", writer, "customer_none", nil, "NOT_FOUND"},
			{"a long reason", writer, ann.CustomerID, p(strings.Repeat("x", 5001)), "TOO_LONG reason"},
			{"a reason with control characters", writer, ann.CustomerID, p("a\x07b"), "INVALID reason"},
		} {
			if _, err := s.Disable(ctx, c.caller, c.id, c.reason); servicetest.Errors(err) != c.want {
				t.Errorf("disable, %s: %v, want %s", c.name, err, c.want)
			}
			if c.reason != nil {
				continue
			}
			if _, err := s.Enable(ctx, c.caller, c.id); servicetest.Errors(err) != c.want {
				t.Errorf("enable, %s: %v, want %s", c.name, err, c.want)
			}
		}
		if !s.works(ann) {
			t.Fatal("a refused request ended her session")
		}
		if c, err := s.Enable(ctx, writer, ann.CustomerID); err != nil || c.Version != 1 {
			t.Errorf("enabling who is not disabled: %+v %v", c, err)
		}

		began := s.now()
		c, err := s.Disable(ctx, writer, ann.CustomerID, p("chargebacks"))
		if err != nil || !c.Disabled() || !c.DisabledAt.Equal(began) || *c.DisabledReason != "chargebacks" || c.Version != 2 || !c.UpdatedAt.Equal(began) {
			t.Fatalf("%+v %v", c, err)
		}
		if s.works(ann) || !s.works(bob) {
			t.Error("the wrong sessions have ended")
		}
		s.pass(time.Hour)
		if c, err := s.Disable(ctx, writer, ann.CustomerID, p("chargebacks")); err != nil || c.Version != 2 {
			t.Errorf("again: %+v %v", c, err)
		}
		if c, err := s.Disable(ctx, writer, ann.CustomerID, nil); err != nil || c.Version != 3 || c.DisabledReason != nil || !c.DisabledAt.Equal(began) {
			t.Errorf("again, without a reason: %+v %v", c, err)
		}
		for want, given := range map[string]string{"ACCOUNT_DISABLED": password, "INVALID_CREDENTIALS": "wrong password"} {
			if _, err := s.login("ann@example.com", given); servicetest.Errors(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		for range 20 { // the right password is no guess
			if _, err := s.login("ann@example.com", password); servicetest.Errors(err) != "ACCOUNT_DISABLED" {
				t.Fatal(err)
			}
		}
		if _, _, err := s.Create(ctx, visitor, accounts.CreateCustomerInput{Email: "ann@example.com", Password: p(password)}); servicetest.Errors(err) != "EMAIL_TAKEN input.email" {
			t.Errorf("signing up again: %v", err)
		}
		if c, err := s.Update(ctx, writer, &ann.CustomerID, accounts.UpdateCustomerInput{Name: set("Ann")}); err != nil || !c.Disabled() {
			t.Errorf("an update enabled her: %v", err)
		}
		for want, disabled := range map[string]bool{"a": true, "b": false} {
			list, err := s.List(ctx, reader, page.Args{}, &accounts.CustomerFilter{Disabled: yes(disabled)}, nil, byEmail)
			if err != nil || letters(list) != want {
				t.Errorf("disabled %v: %q %v", disabled, letters(list), err)
			}
		}

		if c, err := s.Enable(ctx, writer, ann.CustomerID); err != nil || c.Disabled() || c.DisabledReason != nil || c.Version != 5 {
			t.Errorf("%+v %v", c, err)
		}
		if again, err := s.login("ann@example.com", password); err != nil || !s.works(again) || s.works(ann) {
			t.Errorf("enabled again: %v", err)
		}
	})
}

// TestDisableWhileSigningIn: whoever comes first, no session is left of a customer who is disabled.
func TestDisableWhileSigningIn(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.signUp("ann@example.com")
		token := s.tokensOf("ann@example.com").RefreshToken
		for range 5 {
			var wg sync.WaitGroup
			for i := range 12 {
				wg.Go(func() {
					switch {
					case i == 5:
						if _, err := s.Disable(ctx, writer, ann.CustomerID, nil); err != nil {
							t.Error(err)
						}
					case i%2 == 0:
						if _, err := s.login("ann@example.com", password); err != nil && servicetest.Errors(err) != "ACCOUNT_DISABLED" {
							t.Error(err)
						}
					default:
						if _, _, err := s.Refresh(ctx, visitor, token); err != nil && servicetest.Errors(err) != "REFRESH_TOKEN_INVALID refreshToken" {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			if n := s.count("sessions"); n != 0 || t.Failed() {
				t.Fatalf("%d sessions are left", n)
			}
			if _, err := s.Enable(ctx, writer, ann.CustomerID); err != nil {
				t.Fatal(err)
			}
			token = s.tokensOf("ann@example.com").RefreshToken
		}
	})
}
