package accounts_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"clientele/internal/accounts"
	"clientele/internal/servicetest"
)

// withHash creates a customer with the password hash of another system and returns the ID.
func (s *shop) withHash(email, hash string) string {
	s.t.Helper()
	c, _, err := s.Create(s.t.Context(), writer, accounts.CreateCustomerInput{Email: email, PasswordHash: &hash})
	s.must(err)
	return c.ID
}

func sha256Of(password string) string {
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}

// TestPasswordOfAnotherSystemIsTheCurrentOne signs a customer in with a code, who then changes the password or the
// email address: the current password is the one of the other system.
func TestPasswordOfAnotherSystemIsTheCurrentOne(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		id := s.withHash("ann@example.com", sha256Of(password))
		code, _ := s.codeFor("ann@example.com")
		ann, err := s.finish(visitor, code, p("ann@example.com"))
		s.must(err)
		if c := s.customer(id); ann.CustomerID != id || !c.HasPassword() || !c.PasswordGiven {
			t.Fatalf("%+v", c)
		}
		for _, wrong := range []string{another, sha256Of(password), ""} {
			if _, _, err := s.ChangePassword(ctx, ann, &wrong, another); servicetest.Errors(err) != "INVALID_CREDENTIALS currentPassword" {
				t.Errorf("changing the password with %q: %v", wrong, err)
			}
		}
		_, _, err = s.ChangePassword(ctx, ann, p(password), another)
		s.must(err)
		if s.logsIn("ann@example.com", password) || !s.logsIn("ann@example.com", another) {
			t.Error("the new password does not replace the one of the other system")
		}
	})
}

// TestOnlyTheShopSetsPasswordHashes: nobody else can sign up with one, not even together with a password.
func TestOnlyTheShopSetsPasswordHashes(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for name, caller := range map[string]struct {
			in   accounts.CreateCustomerInput
			want string
		}{
			"alone":             {accounts.CreateCustomerInput{Email: "ann@example.com", PasswordHash: p(sha256Of(password))}, "FORBIDDEN CUSTOMERS_WRITE"},
			"with the password": {accounts.CreateCustomerInput{Email: "ann@example.com", Password: p(password), PasswordHash: p(sha256Of(password))}, "FORBIDDEN CUSTOMERS_WRITE"},
		} {
			if _, _, err := s.Create(t.Context(), visitor, caller.in); servicetest.Errors(err) != caller.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := s.count("customers"); n != 0 {
			t.Errorf("%d customers", n)
		}
	})
}
