package accounts_test

import (
	"testing"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/mail"
	"clientele/models"
)

// TestGuessablePasswords: wherever a password is chosen for a customer, a common one and one made from the customer's
// own email address or name are refused, and the right one then works.
func TestGuessablePasswords(t *testing.T) {
	const name = "Annabellisa Example"
	email := func(way string) string { return fold(way) + "@mail.example" }
	customer := func(s *shop, way string) auth.Caller { // signed in, without a password
		s.t.Helper()
		_, _, err := s.Create(s.t.Context(), writer, accounts.CreateCustomerInput{Email: email(way), Name: p(name)})
		s.must(err)
		code, _ := s.codeFor(email(way))
		caller, err := s.finish(visitor, code, p(email(way)))
		s.must(err)
		return caller
	}
	ways := []struct {
		name  string
		at    string
		start func(s *shop, way string) (choose func(password string) error)
	}{
		{"signing up", "input.password", func(s *shop, way string) func(string) error {
			return func(password string) error {
				_, _, err := s.Create(t.Context(), visitor, accounts.CreateCustomerInput{Email: email(way), Name: p(name), Password: &password})
				return err
			}
		}},
		{"created by the shop", "input.password", func(s *shop, way string) func(string) error {
			return func(password string) error {
				_, _, err := s.Create(t.Context(), writer, accounts.CreateCustomerInput{Email: email(way), Name: p(name), Password: &password})
				return err
			}
		}},
		{"the first one", "newPassword", func(s *shop, way string) func(string) error {
			ann := customer(s, way)
			return func(password string) error {
				_, _, err := s.ChangePassword(t.Context(), ann, nil, password)
				return err
			}
		}},
		{"changed", "newPassword", func(s *shop, way string) func(string) error {
			ann := customer(s, way)
			_, _, err := s.ChangePassword(t.Context(), ann, nil, another)
			s.must(err)
			return func(password string) error {
				_, _, err := s.ChangePassword(t.Context(), ann, p(another), password)
				return err
			}
		}},
		{"set by the shop", "password", func(s *shop, way string) func(string) error {
			ann := customer(s, way)
			return func(password string) error {
				_, err := s.SetPassword(t.Context(), writer, ann.CustomerID, password)
				return err
			}
		}},
		{"reset", "password", func(s *shop, way string) func(string) error {
			customer(s, way)
			token := s.resetToken(email(way))
			return func(password string) error {
				_, _, err := s.ResetPassword(t.Context(), visitor, token, password)
				return err
			}
		}},
		{"at the end of a sign-up", "password", func(s *shop, way string) func(string) error {
			s.verification = models.EmailVerificationRequired
			s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
			_, _, err := s.Create(t.Context(), visitor, accounts.CreateCustomerInput{Email: email(way), Name: p(name)})
			s.must(err)
			token := s.token(mail.SignUp)
			return func(password string) error { return s.confirm(visitor, token, &password) }
		}},
	}
	onEach(t, func(t *testing.T, s *shop) {
		for _, way := range ways {
			choose := way.start(s, way.name)
			for _, guess := range []string{"password1", "Qwerty123", "zzzzzzzzz", email(way.name), name, "annabellisa-77"} {
				s.want(way.name+": "+guess, choose(guess), "TOO_COMMON "+way.at)
			}
			s.must(choose(password))
			if !s.logsIn(email(way.name), password) {
				t.Errorf("%s: the password that was chosen does not work", way.name)
			}
		}
	})
}

// TestExistingGuessablePasswords: an imported password works and can be replaced, however common it is.
func TestExistingGuessablePasswords(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		hash, err := auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 1).Hash(t.Context(), auth.Caller{}, "password1")
		s.must(err)
		s.upsert(bulk.ByEmail, bulk.Options{}, upsertInput{Email: set("ann@mail.example"), PasswordHash: &hash})
		ann, err := s.login("ann@mail.example", "password1")
		s.must(err)
		_, _, err = s.ChangePassword(t.Context(), ann, p("password1"), password)
		s.want("another one", err, "")
	})
}
