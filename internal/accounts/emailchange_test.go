package accounts_test

import (
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/mail"
)

// changeToken asks for another address and returns the token of the email.
func (s *shop) changeToken(caller auth.Caller, to string) string {
	s.t.Helper()
	s.must(s.RequestEmailChange(s.t.Context(), caller, to, p(password)))
	return s.token(mail.EmailChange)
}

func TestRequestEmailChange(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		s.withPassword("Bob@example.com")
		s.make("none@example.com", nil)
		_, link := s.codeFor("none@example.com")
		none, err := s.finish(visitor, link, nil)
		s.must(err)
		s.box.all()
		for _, c := range []struct {
			name     string
			as       auth.Caller
			to       string
			password *string
			faults   string
			emails   string
		}{
			{"free", ann, "New@Example.com", p(password), "", "email_change_notice ann@example.com, email_change New@example.com"},
			{"taken", ann, "bob@example.com", p(password), "", "email_change_notice ann@example.com, sign_up_taken Bob@example.com"},
			{"no password", ann, "new@example.com", nil, "REQUIRED password", ""},
			{"a wrong password", ann, "new@example.com", p("wrong password"), "INVALID_CREDENTIALS password", ""},
			{"no address, no password", ann, "nonsense", nil, "INVALID newEmail, REQUIRED password", ""},
			{"its own", ann, "ANN@example.com", p(password), "INVALID newEmail", ""},
			{"without a password, freshly signed in", none, "other@example.com", nil, "", "email_change_notice none@example.com, email_change other@example.com"},
		} {
			s.want(c.name, s.RequestEmailChange(t.Context(), c.as, c.to, c.password), c.faults)
			if got := s.box.all(); got != c.emails {
				t.Errorf("%s: %q, want %q", c.name, got, c.emails)
			}
		}
		if got := s.customer(ann.CustomerID); got.Email != "ann@example.com" || !s.logsIn("ann@example.com", password) || s.logsIn("new@example.com", password) {
			t.Errorf("before the confirmation it is %s", got.Email)
		}
		s.pass(quarter)
		s.want("without a password, later", s.RequestEmailChange(t.Context(), none, "other@example.com", nil), "REQUIRED password")
	})
}

// TestNoticeOfEmailChange: it names the new address only to an address that is verified, since whoever signs up with
// somebody else's could have that person told anything.
func TestNoticeOfEmailChange(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		s.must(s.RequestEmailChange(t.Context(), ann, "www.evil.example/prize@evil.example", p(password)))
		if got := s.last(mail.EmailChangeNotice); got.To != "ann@example.com" || got.Values["NewEmail"] != "" {
			t.Errorf("unverified: %+v", got)
		}
		s.must(s.confirm(ann, s.confirmToken(ann), nil))
		s.must(s.RequestEmailChange(t.Context(), ann, "new@example.com", p(password)))
		if got := s.last(mail.EmailChangeNotice); got.Values["NewEmail"] != "new@example.com" {
			t.Errorf("verified: %+v", got)
		}
	})
}

// TestEmailChange: only the customer itself finishes it, and everything of before ends.
func TestEmailChange(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		bob := s.signUp("bob@example.com")
		for _, c := range []struct {
			name     string
			as       func(ann auth.Caller) auth.Caller
			password *string
			want     string
			stays    bool // the session that asked
		}{
			{"signed in", func(ann auth.Caller) auth.Caller { return ann }, nil, "", true},
			{"with the password", func(auth.Caller) auth.Caller { return visitor }, p(password), "", false},
			{"with a wrong one", func(auth.Caller) auth.Caller { return visitor }, p("wrong password"), "INVALID_CREDENTIALS password", true},
			{"by whoever has the mailbox", func(auth.Caller) auth.Caller { return visitor }, nil, "REQUIRED password", true},
			{"by another customer", func(auth.Caller) auth.Caller { return bob }, nil, "REQUIRED password", true},
			{"by a key", func(auth.Caller) auth.Caller { return writer }, nil, "REQUIRED password", true},
		} {
			old, next := "old-"+fold(c.name)+"@example.com", "new-"+fold(c.name)+"@example.com"
			ann := s.signUp(old)
			elsewhere, err := s.login(old, password)
			s.must(err)
			reset := s.resetToken(old)
			token := s.changeToken(ann, next)
			s.want(c.name, s.confirm(c.as(ann), token, c.password), c.want)
			done := c.want == ""
			got := s.customer(ann.CustomerID)
			if done != (got.Email == next) || done != got.EmailVerified {
				t.Errorf("%s: %s %v", c.name, got.Email, got.EmailVerified)
			}
			if s.logsIn(next, password) != done || s.logsIn(old, password) == done {
				t.Errorf("%s: the wrong address logs in", c.name)
			}
			if s.works(ann) != c.stays || s.works(elsewhere) == done {
				t.Errorf("%s: the session that asked works: %v, another: %v", c.name, s.works(ann), s.works(elsewhere))
			}
			if !done { // the token is still good
				s.want(c.name+", and then signed in", s.confirm(ann, token, nil), "")
			}
			s.want(c.name+", again", s.confirm(ann, token, nil), "TOKEN_INVALID token")
			_, _, err = s.ResetPassword(t.Context(), visitor, reset, another)
			s.want(c.name+": a reset of before", err, "TOKEN_INVALID token")
		}
	})
}

func TestLateEmailChange(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		token := s.changeToken(ann, "new@example.com")
		taken := s.make("new@example.com", nil)
		s.want("taken since", s.confirm(ann, token, nil), "EMAIL_TAKEN token")
		_, err := s.Delete(t.Context(), writer, &taken)
		s.must(err)
		s.want("free again", s.confirm(ann, token, nil), "")

		token = s.changeToken(ann, "newer@example.com")
		newest := s.changeToken(ann, "newest@example.com")
		s.want("an older one", s.confirm(ann, token, nil), "TOKEN_INVALID token")
		_, err = s.Update(t.Context(), writer, &ann.CustomerID, accounts.UpdateCustomerInput{Email: graphql.OmittableOf(p("staff@example.com"))})
		s.must(err)
		s.want("changed by the staff since", s.confirm(ann, newest, nil), "TOKEN_INVALID token")
		token = s.changeToken(ann, "newest@example.com")
		s.pass(24 * time.Hour)
		s.want("a day later", s.confirm(ann, token, nil), "TOKEN_INVALID token")
	})
}

// TestConcurrentEmailChanges: one gets it, and the other is told.
func TestConcurrentEmailChanges(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		callers, tokens := make([]auth.Caller, 4), make([]string, 4)
		for i := range callers {
			callers[i] = s.signUp(string(rune('a'+i)) + "@example.com")
			tokens[i] = s.changeToken(callers[i], "wanted@example.com")
		}
		got := together(4, func(i int) error { return s.confirm(callers[i], tokens[i], nil) })
		if got[0] != "" || got[1] != "EMAIL_TAKEN token" || got[3] != "EMAIL_TAKEN token" {
			t.Errorf("%q", got)
		}
	})
}
