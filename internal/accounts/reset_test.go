package accounts_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
)

const (
	quarter = 15 * time.Minute
	another = "another password"
)

func counted(ctx context.Context) (context.Context, func() int64) { return db.CountStatements(ctx) }

// make makes a customer as the staff do.
func (s *shop) make(email string, password *string) string {
	s.t.Helper()
	c, _, err := s.Create(context.Background(), writer, accounts.CreateCustomerInput{Email: email, Password: password})
	s.must(err)
	return c.ID
}

func (s *shop) withPassword(email string) string { return s.make(email, p(password)) }

// together runs f n times at once and returns the faults of each, sorted.
func together(n int, f func(i int) error) []string {
	got := make([]string, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { got[i] = servicetest.Errors(f(i)) })
	}
	wg.Wait()
	slices.Sort(got)
	return got
}

func TestRequestPasswordReset(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.withPassword("Ann@example.com")
		s.make("none@example.com", nil)
		for _, c := range []struct{ name, email, faults, emails string }{
			{"known", "Ann@example.com", "", "password_reset Ann@example.com"},
			{"known in another spelling goes to the stored one", " aNN@EXAMPLE.com", "", "password_reset Ann@example.com"},
			{"unknown", "nobody@example.com", "", ""},
			{"without a password", "none@example.com", "", "password_reset none@example.com"},
			{"no address", "nonsense", "INVALID email", ""},
			{"empty", "", "REQUIRED email", ""},
		} {
			s.want(c.name, s.RequestPasswordReset(t.Context(), visitor, c.email), c.faults)
			if got := s.box.all(); got != c.emails {
				t.Errorf("%s: %q, want %q", c.name, got, c.emails)
			}
		}
	})
}

func TestResetPassword(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		token := s.resetToken("ann@example.com")
		for _, c := range []struct{ name, token, password, want string }{
			{"a short password", token, "short", "TOO_SHORT password"},
			{"no password", token, "", "REQUIRED password"},
			{"another token", "NOTATOKEN", another, "TOKEN_INVALID token"},
			{"no token", "", another, "TOKEN_INVALID token"},
			{"both", "NOTATOKEN", "short", "TOKEN_INVALID token, TOO_SHORT password"},
		} {
			_, _, err := s.ResetPassword(t.Context(), visitor, c.token, c.password)
			s.want(c.name, err, c.want)
		}
		c, made, err := s.ResetPassword(t.Context(), visitor, token, another)
		s.must(err)
		if made == nil || c.ID != ann.CustomerID || !c.EmailVerified {
			t.Errorf("%+v %+v", c, made)
		}
		if stored := s.customer(c.ID); stored.Version != 2 || !stored.EmailVerified {
			t.Errorf("stored is %+v", stored)
		}
		if s.works(ann) {
			t.Error("the session of before works")
		}
		now := ann
		now.SessionID = made.SessionID
		if !s.works(now) {
			t.Error("the new session does not work")
		}
		if s.logsIn("ann@example.com", password) || !s.logsIn("ann@example.com", another) {
			t.Error("the old password works, or the new one does not")
		}
		if got := s.box.all(); got != "password_changed ann@example.com" {
			t.Errorf("emails: %s", got)
		}
		_, _, err = s.ResetPassword(t.Context(), visitor, token, "a third password")
		s.want("used", err, "TOKEN_INVALID token")
	})
}

func TestResetTokensEnd(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name string
			end  func(id, email string)
			want string
		}{
			{"just in time", func(string, string) { s.pass(30*time.Minute - time.Second) }, ""},
			{"too late", func(string, string) { s.pass(30 * time.Minute) }, "TOKEN_INVALID token"},
			{"a newer one, which anybody can ask for", func(_, email string) { s.resetToken(email) }, ""},
			{"a newer one that was used", func(_, email string) {
				_, _, err := s.ResetPassword(t.Context(), visitor, s.resetToken(email), another)
				s.must(err)
			}, "TOKEN_INVALID token"},
			{"one of somebody else", func(string, string) { s.make("other@example.com", nil); s.resetToken("other@example.com") }, ""},
			{"another address", func(id, _ string) {
				_, err := s.Update(t.Context(), writer, &id, accounts.UpdateCustomerInput{Email: graphql.OmittableOf(p("moved@example.com"))})
				s.must(err)
			}, "TOKEN_INVALID token"},
			{"after the sweep", func(string, string) { s.pass(time.Hour); s.must(s.sweepTokens()) }, "TOKEN_INVALID token"},
		} {
			email := "a" + fold(c.name) + "@example.com"
			id := s.withPassword(email)
			token := s.resetToken(email)
			c.end(id, email)
			_, _, err := s.ResetPassword(t.Context(), visitor, token, another)
			s.want(c.name, err, c.want)
		}
	})
}

// TestFirstPassword: whoever has none chooses its first by a reset.
func TestFirstPassword(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.make("ann@example.com", nil)
		if _, _, err := s.ResetPassword(t.Context(), visitor, s.resetToken("ann@example.com"), another); err != nil || !s.logsIn("ann@example.com", another) {
			t.Error(err)
		}
	})
}

func TestResetsAtTheSameMoment(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.withPassword("ann@example.com")
		token := s.resetToken("ann@example.com")
		got := together(6, func(int) error {
			_, _, err := s.ResetPassword(t.Context(), visitor, token, another)
			return err
		})
		if got[0] != "" || got[1] != "TOKEN_INVALID token" {
			t.Errorf("%q", got)
		}
		if n := s.count("sessions"); n != 1 {
			t.Errorf("%d sessions", n)
		}
	})
}

// TestMailsToAGoneAccount: what was asked for before is not written.
func TestEmailsForDeletedRecords(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for kind, compose := range s.Composers() {
			for _, data := range []map[string]string{nil, {"customer": "customer_x", "waiting": "once_x"}} {
				s.must(s.inTx(func(ctx context.Context, tx tx) error {
					l, err := compose(ctx, tx, mail.Email{Kind: kind, To: "gone@example.com", Data: data})
					if err == nil && l != nil && l.Kind != mail.SignUpInvitation {
						t.Errorf("%s: %+v", kind, l)
					}
					return err
				}))
			}
		}
	})
}
