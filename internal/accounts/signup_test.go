package accounts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/throttle"
	"clientele/models"
)

// withVerification runs test on a shop that wants a verification before there is an account.
func withVerification(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	onEach(t, func(t *testing.T, s *shop) {
		s.verification = models.EmailVerificationRequired
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		test(t, s)
	})
}

func TestSignUpByMail(t *testing.T) {
	withVerification(t, func(t *testing.T, s *shop) {
		s.withPassword("Taken@example.com")
		if got := s.count("customers"); got != 1 {
			t.Errorf("a key made %d customers", got)
		}
		for _, c := range []struct{ name, email, password, faults, emails string }{
			{"free", "ann@example.com", password, "", "sign_up ann@example.com"},
			{"taken", "taken@example.com", password, "", "sign_up_taken Taken@example.com"},
			{"faults", "nonsense", "short", "INVALID input.email, TOO_SHORT input.password", ""},
			{"faults of a taken one", "taken@example.com", "short", "TOO_SHORT input.password", ""},
		} {
			s.want(c.name, s.signUpByMail(t.Context(), c.email, c.password), c.faults)
			if got := s.box.all(); got != c.emails {
				t.Errorf("%s: %q, want %q", c.name, got, c.emails)
			}
		}
		if got := s.count("customers"); got != 1 {
			t.Errorf("there are %d customers", got)
		}
		s.want("who is signed in is a visitor too", func() error {
			_, _, err := s.Create(t.Context(), auth.Caller{Kind: auth.Customer, CustomerID: "customer_x"}, accounts.CreateCustomerInput{Email: "more@example.com", Password: p(password)})
			return err
		}(), "")
		if got := s.count("customers"); got != 1 {
			t.Errorf("a customer made %d customers", got-1)
		}
	})
}

func TestFinishSignUp(t *testing.T) {
	withVerification(t, func(t *testing.T, s *shop) {
		fields := customfields.New(s.db, s.now, throttle.New(s.db, s.now))
		admin := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
		_, err := fields.Create(t.Context(), admin, customfields.CreateCustomFieldInput{
			Owner: models.OwnerCustomer, Key: "card", Label: "Card", Type: models.FieldInteger, Unique: true, Access: models.AccessWrite,
		})
		s.must(err)
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		sign := func(email string, card int) {
			t.Helper()
			_, _, err := s.Create(t.Context(), visitor, accounts.CreateCustomerInput{
				Email: email, Name: p("Ann"), Phone: p("+353871234567"), Password: p(password), AcceptsMarketing: true,
				MarketingWording: p("News, please."), CustomFields: customfields.Values{"card": card},
			})
			s.must(err)
		}
		sign("Ann@example.com", 7)
		token := s.token(mail.SignUp)
		s.want("a short password", s.confirm(visitor, token, p("short")), "TOO_SHORT password")
		s.want("an empty password", s.confirm(visitor, token, p("")), "REQUIRED password")
		c, made, err := s.VerifyEmail(t.Context(), visitor, token, p(another))
		s.must(err)
		if made == nil || c.Email != "Ann@example.com" || !c.EmailVerified || *c.Name != "Ann" || *c.Phone != "+353871234567" || !c.AcceptsMarketing {
			t.Errorf("%+v %+v", c, made)
		}
		var wording string
		s.must(s.db.Primary(t.Context()).Raw("SELECT wording FROM consents WHERE customer_id = ?", c.ID).Scan(&wording).Error)
		if wording != "News, please." {
			t.Errorf("agreed to %q", wording)
		}
		if !s.works(auth.Caller{CustomerID: c.ID, SessionID: made.SessionID}) || !s.logsIn("ann@example.com", another) {
			t.Error("it is not signed in, or the password does not work")
		}
		if s.logsIn("ann@example.com", password) {
			t.Error("the password of the sign-up works")
		}
		if n := s.count("custom_field_values"); n != 1 {
			t.Errorf("%d custom values", n)
		}
		s.want("again", s.confirm(visitor, token, nil), "TOKEN_INVALID token")

		sign("bob@example.com", 7)
		s.want("a value that is taken", s.confirm(visitor, s.token(mail.SignUp), nil), "NOT_UNIQUE token")
		sign("cid@example.com", 8)
		token = s.token(mail.SignUp)
		id := s.make("cid@example.com", nil)
		s.want("an address that is taken since", s.confirm(visitor, token, nil), "EMAIL_TAKEN token")
		_, err = s.Delete(t.Context(), writer, &id)
		s.must(err)
		s.pass(24*time.Hour - time.Second)
		s.want("free again, just in time", s.confirm(visitor, token, nil), "")
		sign("dot@example.com", 9)
		token = s.token(mail.SignUp)
		s.pass(24 * time.Hour)
		s.want("too late", s.confirm(visitor, token, nil), "TOKEN_INVALID token")
	})
}

// TestWhoVerifiesChoosesThePassword: no password that was typed at sign-up works by the emailed token alone, however
// many people have signed up with the address.
func TestWhoVerifiesChoosesThePassword(t *testing.T) {
	withVerification(t, func(t *testing.T, s *shop) {
		const third = "a third password"
		for _, c := range []struct {
			name   string
			typed  []*string // at each sign-up
			chosen *string   // with the token
		}{
			{"one sign-up, no choice", []*string{p(password)}, nil},
			{"one sign-up, another password", []*string{p(password)}, p(third)},
			{"one sign-up, the same password", []*string{p(password)}, p(password)},
			{"no password at sign-up", []*string{nil}, p(third)},
			{"no password at all", []*string{nil}, nil},
			{"two sign-ups, no choice", []*string{p(another), p(password)}, nil},
			{"two sign-ups, another password", []*string{p(another), p(password)}, p(third)},
			{"the same twice, no choice", []*string{p(password), p(password)}, nil},
		} {
			email := fold(c.name) + "@example.com"
			var tokens []string
			for _, typed := range c.typed {
				_, _, err := s.Create(t.Context(), visitor, accounts.CreateCustomerInput{Email: email, Password: typed})
				s.must(err)
				tokens = append(tokens, s.token(mail.SignUp))
			}
			made, signedIn, err := s.VerifyEmail(t.Context(), visitor, tokens[0], c.chosen) // newer ones do not end it
			s.must(err)
			for _, beside := range tokens[1:] {
				s.want(c.name+": a token beside it", s.confirm(visitor, beside, c.chosen), "TOKEN_INVALID token")
			}
			for _, tried := range []string{password, another, third} {
				if works := c.chosen != nil && tried == *c.chosen; s.logsIn(email, tried) != works {
					t.Errorf("%s: %q works: %v", c.name, tried, !works)
				}
			}
			if made.HasPassword() != (c.chosen != nil) {
				t.Errorf("%s: hasPassword is %v", c.name, made.HasPassword())
			}
			if c.chosen == nil { // it is set later
				caller := auth.Caller{Kind: auth.Customer, CustomerID: made.ID, SessionID: signedIn.SessionID}
				_, _, err := s.ChangePassword(t.Context(), caller, nil, third)
				s.must(err)
				if !s.logsIn(email, third) {
					t.Errorf("%s: the first password does not work", c.name)
				}
			}
		}
	})
}

// TestSignUpsFromBefore: what waited with a password when the program was updated gets none by its token.
func TestSignUpsFromBefore(t *testing.T) {
	withVerification(t, func(t *testing.T, s *shop) {
		s.must(s.signUpByMail(t.Context(), "ann@example.com", password))
		token := s.token(mail.SignUp)
		s.must(s.inTx(func(_ context.Context, tx tx) error {
			return tx.Exec("UPDATE one_time_tokens SET payload = ?", `{"Input":{"Email":"ann@example.com"},"PasswordHash":"$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2E$AAAA","Contested":false}`).Error
		}))
		c, _, err := s.VerifyEmail(t.Context(), visitor, token, nil)
		s.must(err)
		if c.HasPassword() || c.Email != "ann@example.com" {
			t.Errorf("%+v", c)
		}
	})
}

// TestOldPendingSignUps: of many that wait for their turn the newest are written, also to who has an account already.
func TestOldPendingSignUps(t *testing.T) {
	withVerification(t, func(t *testing.T, s *shop) {
		s.make("known@example.com", nil)
		for _, email := range []string{"known@example.com", "unknown@example.com"} {
			s.box.held = true
			for range 9 {
				s.must(s.signUpByMail(t.Context(), email, password))
			}
			waiting := s.box.queue
			s.box.held, s.box.queue = false, nil
			s.box.all()
			for _, m := range waiting {
				s.must(s.inTx(func(_ context.Context, tx tx) error { return s.box.Send(tx, m) }))
			}
			if got := s.box.all(); len(waiting) != 9 || strings.Count(got, email) != 3 {
				t.Errorf("of %d emails to %s: %s", len(waiting), email, got)
			}
		}
	})
}

func TestSignUpsAtTheSameMoment(t *testing.T) {
	withVerification(t, func(t *testing.T, s *shop) {
		got := together(4, func(i int) error {
			return s.signUpByMail(context.Background(), "ann@example.com", []string{password, another}[i%2])
		})
		if got[0]+got[3] != "" || s.count("one_time_tokens") > 4 {
			t.Fatalf("%q", got)
		}
		s.must(s.signUpByMail(t.Context(), "ann@example.com", password))
		token := s.token(mail.SignUp)
		got = together(4, func(int) error { return s.confirm(visitor, token, nil) })
		if got[0] != "" || s.count("customers") != 1 || s.count("sessions") != 1 || s.count("one_time_tokens") != 0 {
			t.Errorf("%q", got)
		}
		for _, other := range got[1:] {
			if other != "TOKEN_INVALID token" && other != "EMAIL_TAKEN token" {
				t.Errorf("%q", got)
			}
		}
		if s.logsIn("ann@example.com", password) || s.logsIn("ann@example.com", another) {
			t.Error("a password of a sign-up works")
		}
	})
}
