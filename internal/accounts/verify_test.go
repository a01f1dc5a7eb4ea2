package accounts_test

import (
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/internal/mail"
)

// confirmToken asks for a verification and returns the token of the email.
func (s *shop) confirmToken(caller auth.Caller) string {
	s.t.Helper()
	sent, err := s.RequestEmailVerification(s.t.Context(), caller)
	s.must(err)
	if !sent {
		s.t.Error("no email is on its way")
	}
	return s.token(mail.EmailVerification)
}

func (s *shop) confirm(caller auth.Caller, token string, password *string) error {
	_, _, err := s.VerifyEmail(s.t.Context(), caller, token, password)
	return err
}

// TestVerifiedOwnerGetsTheAccount: somebody has signed up with an address that is not its own. Once the owner
// verifies the address, on whichever way, the password, the sessions and the tokens of before are gone, unless the
// owner has shown to be the same person.
func TestVerifiedOwnerGetsTheAccount(t *testing.T) {
	type way func(s *shop, squatter auth.Caller, email string) error
	onEach(t, func(t *testing.T, s *shop) {
		bob := s.signUp("bob@example.com")
		for _, c := range []struct {
			name  string
			prove way
			kept  bool
		}{
			{"a reset", func(s *shop, _ auth.Caller, email string) error {
				_, _, err := s.ResetPassword(t.Context(), visitor, s.resetToken(email), another)
				return err
			}, false},
			{"a reset by who is signed in", func(s *shop, squatter auth.Caller, email string) error {
				_, _, err := s.ResetPassword(t.Context(), squatter, s.resetToken(email), another)
				return err
			}, false},
			{"a code", func(s *shop, _ auth.Caller, email string) error {
				code, _ := s.codeFor(email)
				_, err := s.finish(visitor, code, &email)
				return err
			}, false},
			{"a sign-in link", func(s *shop, _ auth.Caller, email string) error {
				_, token := s.codeFor(email)
				_, err := s.finish(visitor, token, nil)
				return err
			}, false},
			{"a sign-in link by another customer", func(s *shop, _ auth.Caller, email string) error {
				_, token := s.codeFor(email)
				_, err := s.finish(bob, token, nil)
				return err
			}, false},
			{"a sign-in link by who is signed in", func(s *shop, squatter auth.Caller, email string) error {
				_, token := s.codeFor(email)
				_, err := s.finish(squatter, token, nil)
				return err
			}, true},
			{"a confirmation", func(s *shop, squatter auth.Caller, _ string) error {
				return s.confirm(visitor, s.confirmToken(squatter), nil)
			}, false},
			{"a confirmation by another customer", func(s *shop, squatter auth.Caller, _ string) error {
				return s.confirm(bob, s.confirmToken(squatter), nil)
			}, false},
			{"a confirmation by the staff", func(s *shop, squatter auth.Caller, _ string) error {
				return s.confirm(writer, s.confirmToken(squatter), nil)
			}, false},
			{"a confirmation by who is signed in", func(s *shop, squatter auth.Caller, _ string) error {
				return s.confirm(squatter, s.confirmToken(squatter), nil)
			}, true},
			{"a confirmation with the password", func(s *shop, squatter auth.Caller, _ string) error {
				return s.confirm(visitor, s.confirmToken(squatter), p(password))
			}, true},
			{"a confirmation with a wrong password, and then with none", func(s *shop, squatter auth.Caller, _ string) error {
				token := s.confirmToken(squatter)
				s.want("a wrong password", s.confirm(visitor, token, p("wrong password")), "INVALID_CREDENTIALS password")
				if s.customer(squatter.CustomerID).EmailVerified || !s.works(squatter) {
					t.Error("a wrong password verified the address")
				}
				return s.confirm(visitor, token, nil)
			}, false},
		} {
			email := "victim-" + fold(c.name) + "@example.com"
			squatter := s.signUp(email)
			s.must(s.RequestEmailChange(t.Context(), squatter, "squatter-"+fold(c.name)+"@example.com", p(password)))
			change := s.token(mail.EmailChange)
			if err := c.prove(s, squatter, email); err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if !s.customer(squatter.CustomerID).EmailVerified {
				t.Errorf("%s: the address is not verified", c.name)
			}
			if s.logsIn(email, password) != c.kept {
				t.Errorf("%s: the password of before works: %v", c.name, !c.kept)
			}
			if s.works(squatter) != c.kept {
				t.Errorf("%s: the session of before works: %v", c.name, !c.kept)
			}
			want := "TOKEN_INVALID token"
			if c.kept {
				want = ""
			}
			s.want(c.name+": the change of before", s.confirm(squatter, change, p(password)), want)
		}
	})
}

// TestVerifyingAgainChangesNothing: a later verification ends nothing.
func TestVerifyingAgainChangesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		first, second := s.confirmToken(ann), ""
		second = s.confirmToken(ann)
		s.want("an older token", s.confirm(ann, first, nil), "TOKEN_INVALID token")
		s.want("the newer", s.confirm(ann, second, nil), "")
		s.want("again", s.confirm(ann, second, nil), "TOKEN_INVALID token")
		if sent, err := s.RequestEmailVerification(t.Context(), ann); sent || err != nil || s.box.all() != "" {
			t.Errorf("a verified address gets an email: %v", err)
		}
		_, token := s.codeFor("ann@example.com")
		if _, err := s.finish(visitor, token, nil); err != nil {
			t.Error(err)
		}
		if !s.works(ann) || !s.logsIn("ann@example.com", password) {
			t.Error("a later sign-in ended what there was")
		}
		bob := s.signUp("bob@example.com")
		late := s.confirmToken(bob)
		s.pass(24 * time.Hour)
		s.want("a day later", s.confirm(visitor, late, nil), "TOKEN_INVALID token")
	})
}

func TestWhoMayRequestVerification(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for name, caller := range map[string]auth.Caller{"a visitor": visitor, "a key": writer} {
			_, err := s.RequestEmailVerification(t.Context(), caller)
			s.want(name, err, "UNAUTHENTICATED")
			s.want(name, s.RequestEmailChange(t.Context(), caller, "new@example.com", nil), "UNAUTHENTICATED")
		}
	})
}

// TestVerificationDuringLogin: a log-in that has checked the password before the owner verifies the address gets no
// session that outlives the verification.
func TestVerificationDuringLogin(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		squatter := s.signUp("ann@example.com")
		token := s.confirmToken(squatter)
		together(8, func(i int) error {
			if i == 4 {
				return s.confirm(visitor, token, nil)
			}
			_, err := s.login("ann@example.com", password)
			return err
		})
		if n := s.count("sessions"); n != 0 || s.logsIn("ann@example.com", password) {
			t.Errorf("%d sessions of before are left", n)
		}
	})
}
