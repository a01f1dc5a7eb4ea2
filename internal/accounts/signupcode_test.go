package accounts_test

import (
	"context"
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/throttle"
	"clientele/models"
)

// codeForNew starts a sign-in that creates an account, at an address that nobody has, and returns what was emailed.
func (s *shop) codeForNew(email string) (code, token string) {
	s.t.Helper()
	s.must(s.RequestLoginCode(s.t.Context(), auth.Caller{Address: "192.0.2.77"}, email, true))
	l := s.last(mail.SignUpCode)
	return l.Values["Code"], l.Values["Token"]
}

// TestSigningInCreatesAnAccount: whoever verifies an address that nobody has gets an account with it, without a
// password, whether the shop's sign-ups verify the address or not.
func TestSigningInCreatesAnAccount(t *testing.T) {
	for _, verification := range []models.EmailVerification{models.EmailVerificationOptional, models.EmailVerificationRequired} {
		t.Run(string(verification), func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				s.verification = verification
				s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
				s.withPassword("known@example.com")
				disabled := s.make("disabled@example.com", nil)
				_, err := s.Disable(t.Context(), writer, disabled, nil)
				s.must(err)
				for email, emails := range map[string]string{
					"known@example.com": "login_code known@example.com", "New@example.com": "sign_up_code New@example.com", "disabled@example.com": "",
				} {
					s.want(email, s.RequestLoginCode(t.Context(), visitor, email, true), "")
					if got := s.box.all(); got != emails {
						t.Errorf("%s: %q, want %q", email, got, emails)
					}
				}
				if n := s.count("customers"); n != 2 {
					t.Errorf("asking made %d customers", n-2)
				}

				code, token := s.codeForNew("New@example.com")
				older, _ := s.codeForNew("new@example.com")
				_, err = s.finish(visitor, code, p("known@example.com"))
				s.want("with another's address", err, "TOKEN_INVALID code")
				c, made, err := s.LoginWithCode(t.Context(), visitor, code, p("new@EXAMPLE.com"))
				s.must(err)
				if c.Email != "New@example.com" || !c.EmailVerified || c.PasswordHash != nil || c.PasswordGiven || c.Name != nil || c.AcceptsMarketing {
					t.Errorf("%+v", c)
				}
				owner := auth.Caller{Kind: auth.Customer, CustomerID: c.ID, SessionID: made.SessionID, Address: visitor.Address}
				if !s.works(owner) {
					t.Error("it is not signed in")
				}
				for name, again := range map[string]struct {
					code  string
					email *string
				}{"the code again": {code, p("new@example.com")}, "its token": {token, nil}, "an older code": {older, p("new@example.com")}} {
					_, err := s.finish(visitor, again.code, again.email)
					s.want(name, err, "TOKEN_INVALID code")
				}
				_, _, err = s.ChangePassword(t.Context(), owner, nil, password)
				s.want("a first password", err, "")
				_, token = s.codeForNew("link@example.com")
				_, err = s.finish(visitor, token, nil)
				s.want("a link", err, "")
				if !s.customer(c.ID).EmailVerified || s.count("customers") != 4 {
					t.Errorf("%d customers", s.count("customers"))
				}
				_, token = s.codeForNew("late@example.com")
				s.pass(15 * time.Minute)
				_, err = s.finish(visitor, token, nil)
				s.want("too late", err, "TOKEN_INVALID code")
			})
		})
	}
}

// TestAccountCreatedMeanwhile: an account that was created since the code was emailed goes to whoever verifies the
// address, with nothing left of whoever did not, and not to the holder of an old code once its owner has verified the
// address.
func TestAccountCreatedMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		code, _ := s.codeForNew("ann@example.com")
		stranger := s.signUp("ann@example.com")
		ann, err := s.finish(visitor, code, p("ann@example.com"))
		s.must(err)
		if ann.CustomerID != stranger.CustomerID || s.works(stranger) || s.logsIn("ann@example.com", password) || !s.customer(ann.CustomerID).EmailVerified {
			t.Error("the stranger's session or password works, or the address is not verified")
		}

		code, _ = s.codeForNew("bob@example.com")
		bob := s.signUp("bob@example.com")
		_, err = s.finish(bob, code, p("bob@example.com"))
		s.want("the one who is signed in", err, "")
		if !s.works(bob) || !s.logsIn("bob@example.com", password) {
			t.Error("who is signed in and verifies the address loses the password or the session")
		}

		for name, come := range map[string]func(email string){
			"verified by its owner": func(email string) { s.must(s.confirm(visitor, s.confirmToken(s.signUp(email)), p(password))) },
			"created by the shop": func(email string) {
				_, _, err := s.Create(t.Context(), writer, accounts.CreateCustomerInput{Email: email, EmailVerified: p(true)})
				s.must(err)
			},
			"disabled": func(email string) {
				_, err := s.Disable(t.Context(), writer, s.make(email, nil), nil)
				s.must(err)
			},
		} {
			email := fold(name) + "@example.com"
			code, _ := s.codeForNew(email)
			come(email)
			_, err := s.finish(visitor, code, &email)
			s.want(name, err, "TOKEN_INVALID code")
		}
	})
}

// TestSignUpsWithRequiredFields: where a sign-up needs a custom field, an address that nobody has is invited to sign
// up.
func TestSignUpsWithRequiredFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		code, _ := s.codeForNew("before@example.com")
		fields := customfields.New(s.db, s.now, throttle.New(s.db, s.now))
		admin := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
		_, err := fields.Create(t.Context(), admin, customfields.CreateCustomFieldInput{
			Owner: models.OwnerCustomer, Key: "vat", Label: "VAT", Type: models.FieldString, Required: true, Access: models.AccessWrite,
		})
		s.must(err)
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		s.must(s.RequestLoginCode(t.Context(), visitor, "new@example.com", true))
		if got := s.box.all(); got != "sign_up_invitation new@example.com" {
			t.Error(got)
		}
		_, err = s.finish(visitor, code, p("before@example.com"))
		s.want("a code from before", err, "REQUIRED code")
		if s.count("customers") != 0 {
			t.Error("a customer was created without the field")
		}
	})
}

// TestSignInsThatCreateAreSignUps: they count as sign-ups of their network address, and a refused one leaves the code
// good.
func TestSignInsThatCreateAreSignUps(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for i := range 60 {
			s.signUp(string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@example.com")
		}
		code, _ := s.codeForNew("new@example.com")
		_, err := s.finish(visitor, code, p("new@example.com"))
		s.want("the sixty-first", err, "RATE_LIMITED")
		for range 15 { // a correct code does not count as wrong, whatever refuses it
			_, err = s.finish(visitor, code, p("new@example.com"))
			s.want("again", err, "RATE_LIMITED")
		}
		s.pass(16 * time.Second)
		_, err = s.finish(visitor, code, p("wrong@example.com"))
		s.want("with another address", err, "TOKEN_INVALID code")
		_, err = s.finish(visitor, code, p("new@example.com"))
		s.want("when there is room", err, "")
	})
}

func TestCreatingSignInsAtTheSameMoment(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		code, token := s.codeForNew("ann@example.com")
		got := together(6, func(i int) error {
			if i%2 == 0 {
				_, err := s.finish(visitor, token, nil)
				return err
			}
			_, err := s.finish(visitor, code, p("ann@example.com"))
			return err
		})
		if got[0] != "" || got[1] != "TOKEN_INVALID code" || s.count("sessions") != 1 || s.count("customers") != 1 {
			t.Errorf("%q", got)
		}
	})
}

// TestCreatingCostsTheSame: asking for a code that creates an account does the same statements for known and unknown
// addresses.
func TestCreatingCostsTheSame(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.withPassword("known@example.com")
		s.make("passwordless@example.com", nil)
		s.box.held = true
		costs := map[int64]string{}
		for _, email := range []string{"known@example.com", "unknown@example.com", "passwordless@example.com"} {
			ctx, count := counted(context.Background())
			s.must(s.RequestLoginCode(ctx, visitor, email, true))
			costs[count()] = email
		}
		if len(costs) != 1 || len(s.box.queue) != 3 {
			t.Errorf("%v, %d emails", costs, len(s.box.queue))
		}
	})
}
