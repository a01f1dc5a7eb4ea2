package accounts_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/internal/mail"
)

// codeFor starts a sign-in and returns what was emailed.
func (s *shop) codeFor(email string) (code, token string) {
	s.t.Helper()
	s.must(s.RequestLoginCode(s.t.Context(), auth.Caller{Address: "192.0.2.77"}, email, false))
	l := s.last(mail.LoginCode)
	return l.Values["Code"], l.Values["Token"]
}

func (s *shop) finish(caller auth.Caller, code string, email *string) (auth.Caller, error) {
	c, token, err := s.LoginWithCode(s.t.Context(), caller, code, email)
	if err != nil {
		return auth.Caller{}, err
	}
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID, SessionID: token.SessionID, Address: caller.Address}, nil
}

func TestRequestLoginCode(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.withPassword("ann@example.com")
		s.make("none@example.com", nil)
		for _, c := range []struct{ name, email, faults, emails string }{
			{"known", "ANN@example.com", "", "login_code ann@example.com"},
			{"without a password", "none@example.com", "", "login_code none@example.com"},
			{"unknown", "new@example.com", "", "sign_up_invitation new@example.com"},
			{"no address", "nonsense", "INVALID email", ""},
		} {
			s.want(c.name, s.RequestLoginCode(t.Context(), visitor, c.email, false), c.faults)
			if got := s.box.all(); got != c.emails {
				t.Errorf("%s: %q, want %q", c.name, got, c.emails)
			}
		}
	})
}

func TestLoginWithCode(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		id, email := s.make("ann@example.com", nil), "ann@example.com"
		s.make("bob@example.com", nil)
		code, token := s.codeFor(email)
		for _, c := range []struct {
			name, code string
			email      *string
			want       string
		}{
			{"nothing", " ", nil, "REQUIRED code"},
			{"a code alone", code, nil, "REQUIRED email"},
			{"with another's address", code, p("bob@example.com"), "TOKEN_INVALID code"},
			{"with nobody's address", code, p("nobody@example.com"), "TOKEN_INVALID code"},
			{"with no address", code, p(""), "TOKEN_INVALID code"},
			{"a shorter code", code[:9], &email, "TOKEN_INVALID code"},
			{"another token", strings.Repeat("A", 26), nil, "TOKEN_INVALID code"},
		} {
			_, err := s.finish(visitor, c.code, c.email)
			s.want(c.name, err, c.want)
		}
		ann, err := s.finish(visitor, " "+strings.ToLower(code[:5])+"-"+code[5:]+" ", p("ANN@example.com"))
		s.must(err)
		if ann.CustomerID != id || !s.works(ann) || !s.customer(id).EmailVerified {
			t.Errorf("%+v", ann)
		}
		_, err = s.finish(visitor, code, &email)
		s.want("the code again", err, "TOKEN_INVALID code")
		_, err = s.finish(visitor, token, nil)
		s.want("its token", err, "TOKEN_INVALID code")

		_, token = s.codeFor(email)
		if _, err = s.finish(visitor, token, nil); err != nil {
			t.Errorf("a token alone: %v", err)
		}
		if !s.works(ann) {
			t.Error("signing in again ended the session of before")
		}
		code, token = s.codeFor(email)
		newer, newerToken := s.codeFor(email) // which anybody can ask for
		s.pass(15*time.Minute - time.Second)
		if _, err = s.finish(visitor, code, &email); err != nil {
			t.Errorf("an older code, just in time: %v", err)
		}
		for _, beside := range []string{newer, newerToken, token} {
			_, err = s.finish(visitor, beside, &email)
			s.want("beside a code that was used", err, "TOKEN_INVALID code")
		}
		code, token = s.codeFor(email)
		s.pass(15 * time.Minute)
		_, err = s.finish(visitor, code, &email)
		s.want("too late", err, "TOKEN_INVALID code")
		_, err = s.finish(visitor, token, nil)
		s.want("a token too late", err, "TOKEN_INVALID code")
	})
}

func TestCodesAreThrottled(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.make("ann@example.com", nil)
		code, _ := s.codeFor("ann@example.com")
		for _, email := range []string{"ann@example.com", "nobody@example.com"} {
			for range 10 {
				_, err := s.finish(visitor, "AAAAAAAAAA", &email)
				s.want("a wrong code for "+email, err, "TOKEN_INVALID code")
			}
			_, err := s.finish(visitor, code, &email)
			s.want("the eleventh for "+email, err, "RATE_LIMITED")
		}
		if _, err := s.finish(auth.Caller{Address: "192.0.2.2"}, code, p("ann@example.com")); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
	})
}

// TestLoginCodesLockNobodyOut: somebody with many networks keeps no owner of an address from asking for emails and
// signing in by them.
func TestLoginCodesLockNobodyOut(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		email := "ann@example.com"
		s.make(email, nil)
		code, _ := s.codeFor(email)
		for i := range 101 {
			far := auth.Caller{Address: fmt.Sprintf("2001:db8:%x::/64", i)}
			_, err := s.finish(far, "AAAAAAAAAA", &email)
			s.want("a wrong code", err, "TOKEN_INVALID code")
			if i < 31 {
				s.must(s.RequestPasswordReset(t.Context(), far, email))
			}
		}
		s.want("she asks", s.RequestPasswordReset(t.Context(), visitor, email), "")
		_, err := s.finish(visitor, code, &email)
		s.want("her code", err, "")
	})
}

func TestSignInsAtTheSameMoment(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.make("ann@example.com", nil)
		code, token := s.codeFor("ann@example.com")
		got := together(6, func(i int) error {
			if i%2 == 0 {
				_, err := s.finish(visitor, token, nil)
				return err
			}
			_, err := s.finish(visitor, code, p("ann@example.com"))
			return err
		})
		if got[0] != "" || got[1] != "TOKEN_INVALID code" || s.count("sessions") != 1 {
			t.Errorf("%q", got)
		}
	})
}
