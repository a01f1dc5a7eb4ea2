package accounts_test

import (
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
)

// TestPasswordsSetByTheShopRemain: whoever verifies an address for the first time loses a password that a visitor
// chose, and keeps one that the shop gave, or what its owner made of it. The sessions of before end in either case.
func TestPasswordsSetByTheShopRemain(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		signIn := func(email string) auth.Caller {
			t.Helper()
			caller, err := s.login(email, password)
			s.must(err)
			return caller
		}
		for _, c := range []struct {
			name string
			make func(email string)
			kept string // the password that is good afterwards; empty where the account has none
		}{
			{"a visitor's", func(email string) { s.signUp(email) }, ""},
			{"a visitor's, changed", func(email string) {
				_, _, err := s.ChangePassword(t.Context(), s.signUp(email), p(password), another)
				s.must(err)
			}, ""},
			{"from a key", func(email string) { s.withPassword(email) }, password},
			{"of another system", func(email string) { s.withHash(email, sha256Of(password)) }, password},
			{"of an import", func(email string) {
				hash := s.customer(s.withPassword("hash-of-" + email)).PasswordHash
				s.upsert(bulk.ByEmail, bulk.Options{}, upsertInput{Email: set(email), PasswordHash: hash})
			}, password},
			{"set by the staff after a visitor's", func(email string) {
				_, err := s.SetPassword(t.Context(), writer, s.signUp(email).CustomerID, another)
				s.must(err)
			}, another},
			{"from a key, changed by its owner", func(email string) {
				s.withPassword(email)
				_, _, err := s.ChangePassword(t.Context(), signIn(email), p(password), another)
				s.must(err)
			}, another},
			{"from a key, then another address", func(email string) {
				id := s.withPassword("former-" + email)
				_, err := s.Update(t.Context(), writer, &id, accounts.UpdateCustomerInput{Email: set(email)})
				s.must(err)
			}, ""},
			{"from a key, then another name", func(email string) {
				id := s.withPassword(email)
				_, err := s.Update(t.Context(), writer, &id, accounts.UpdateCustomerInput{Email: set(email), Name: set("Ann")})
				s.must(err)
			}, password},
		} {
			email := fold(c.name) + "@example.com"
			c.make(email)
			var before auth.Caller
			if c.kept != "" {
				var err error
				before, err = s.login(email, c.kept)
				s.must(err)
			}
			code, _ := s.codeFor(email)
			caller, err := s.finish(visitor, code, &email)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if now := s.customer(caller.CustomerID); !now.EmailVerified || now.HasPassword() != (c.kept != "") || c.kept != "" && !s.logsIn(email, c.kept) {
				t.Errorf("%s: has a password: %v", c.name, now.HasPassword())
			}
			if c.kept != "" && s.works(before) {
				t.Errorf("%s: a session of before works", c.name)
			}
			s.pass(time.Minute)
		}
	})
}

// TestShopMarksEmailVerified: at once or later, and of the address that it gives in the same breath.
func TestShopMarksEmailVerified(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		c, _, err := s.Create(ctx, writer, accounts.CreateCustomerInput{Email: "ann@example.com", EmailVerified: p(true)})
		s.must(err)
		if !c.EmailVerified || !s.customer(c.ID).EmailVerified {
			t.Error("a new customer's address is not verified")
		}
		for _, step := range []struct {
			name     string
			in       accounts.UpdateCustomerInput
			verified bool
			version  int
		}{
			{"the same again", accounts.UpdateCustomerInput{EmailVerified: set(true)}, true, 1},
			{"another address", accounts.UpdateCustomerInput{Email: set("anna@example.com")}, false, 2},
			{"verified", accounts.UpdateCustomerInput{EmailVerified: set(true)}, true, 3},
			{"another address, verified as well", accounts.UpdateCustomerInput{Email: set("anne@example.com"), EmailVerified: set(true)}, true, 4},
			{"another name", accounts.UpdateCustomerInput{Name: set("Anne")}, true, 5},
			{"null", accounts.UpdateCustomerInput{EmailVerified: null[bool]()}, false, 6},
		} {
			_, err := s.Update(ctx, writer, &c.ID, step.in)
			s.must(err)
			if now := s.customer(c.ID); now.EmailVerified != step.verified || now.Version != step.version {
				t.Errorf("%s: verified %v, version %d", step.name, now.EmailVerified, now.Version)
			}
		}
		ann := s.signUp("squatter@example.com")
		_, err = s.Update(ctx, writer, &ann.CustomerID, accounts.UpdateCustomerInput{EmailVerified: set(true)})
		s.must(err)
		if !s.works(ann) || !s.logsIn("squatter@example.com", password) {
			t.Error("the shop's word ended a session or the password")
		}
		for who, caller := range map[string]auth.Caller{"a visitor": visitor, "a customer": ann, "a reader": reader} {
			_, _, err := s.Create(ctx, caller, accounts.CreateCustomerInput{Email: "new@example.com", Password: p(password), EmailVerified: p(false)})
			s.want(who, err, "FORBIDDEN CUSTOMERS_WRITE")
		}
	})
}
