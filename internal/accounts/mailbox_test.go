package accounts_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

// mailbox writes each email at once, and keeps it. Where it is held it only takes them, as the queue does.
type mailbox struct {
	composers func() map[mail.Kind]mail.Composer
	held      bool

	mu      sync.Mutex
	letters []*mail.Content
	queue   []mail.Email // while it is held
}

func (b *mailbox) SendAll(tx *gorm.DB, list []mail.Email) error {
	for _, m := range list {
		if err := b.Send(tx, m); err != nil {
			return err
		}
	}
	return nil
}

func (b *mailbox) Send(tx *gorm.DB, m mail.Email) error {
	if b.held {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.queue = append(b.queue, m)
		return nil
	}
	compose := b.composers()[m.Kind]
	if compose == nil {
		return fmt.Errorf("nobody writes %s", m.Kind)
	}
	letter, err := compose(context.Background(), tx, m)
	b.mu.Lock()
	defer b.mu.Unlock()
	if letter != nil {
		b.letters = append(b.letters, letter)
	}
	return err
}

// all empties the box and returns what was in it: "kind to", in the order of sending.
func (b *mailbox) all() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var lines []string
	for _, l := range b.letters {
		lines = append(lines, string(l.Kind)+" "+l.To)
	}
	b.letters = nil
	return strings.Join(lines, ", ")
}

// last empties the box and returns the newest letter of a kind.
func (s *shop) last(kind mail.Kind) *mail.Content {
	s.t.Helper()
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	for i := len(s.box.letters) - 1; i >= 0; i-- {
		if l := s.box.letters[i]; l.Kind == kind {
			s.box.letters = nil
			return l
		}
	}
	s.t.Fatalf("there is no %s", kind)
	return nil
}

// token is the token of the newest letter of a kind.
func (s *shop) token(kind mail.Kind) string {
	s.t.Helper()
	return s.last(kind).Values["Token"]
}

// resetToken asks for a reset and returns the token of the email.
func (s *shop) resetToken(email string) string {
	s.t.Helper()
	s.must(s.RequestPasswordReset(context.Background(), visitor, email))
	return s.token(mail.PasswordReset)
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// want compares an error with the faults in one line.
func (s *shop) want(what string, err error, want string) {
	s.t.Helper()
	if got := servicetest.Errors(err); got != want {
		s.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// customer reads a customer.
func (s *shop) customer(id string) *models.Customer {
	s.t.Helper()
	c, err := s.Get(context.Background(), reader, id)
	s.must(err)
	return c
}

// logsIn tells whether a password is the one of an address.
func (s *shop) logsIn(email, password string) bool {
	s.t.Helper()
	_, err := s.login(email, password)
	if err != nil && servicetest.Errors(err) != "INVALID_CREDENTIALS" {
		s.t.Fatal(err)
	}
	return err == nil
}

var secretForm = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// TestSecretsAreStoredHashed: whoever reads the database has no token and no code.
func TestSecretsAreStoredHashed(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("ann@example.com")
		token := s.resetToken("ann@example.com")
		s.must(s.RequestLoginCode(t.Context(), visitor, "ann@example.com", false))
		signIn := s.last(mail.LoginCode)
		var rows []models.OneTimeToken
		s.must(s.db.Read(t.Context()).Find(&rows).Error)
		if len(rows) != 2 {
			t.Fatalf("%d tokens", len(rows))
		}
		text := fmt.Sprint(rows, *rows[0].Hash, *rows[1].Hash)
		for _, secret := range []string{token, signIn.Values["Token"], signIn.Values["Code"]} {
			if secret == "" || strings.Contains(text, secret) {
				t.Errorf("%q is stored", secret)
			}
		}
		if !secretForm.MatchString(token) || !secretForm.MatchString(signIn.Values["Token"]) {
			t.Errorf("tokens are %s and %s", token, signIn.Values["Token"])
		}
		if !regexp.MustCompile(`^[2-9A-HJKMNP-Z]{10}$`).MatchString(signIn.Values["Code"]) {
			t.Errorf("the code is %s", signIn.Values["Code"])
		}
	})
}

// TestOneTimeTokensAreDeleted: with their customer, and by themselves.
func TestOneTimeTokensAreDeleted(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		s.signUp("bob@example.com")
		token := s.resetToken("ann@example.com")
		s.resetToken("bob@example.com")
		_, err := s.Delete(t.Context(), ann, nil)
		s.must(err)
		_, _, err = s.ResetPassword(t.Context(), visitor, token, "another password")
		s.want("of a deleted customer", err, "TOKEN_INVALID token")
		if n := s.count("one_time_tokens"); n != 1 {
			t.Errorf("%d tokens", n)
		}
	})
}

// TestRequestsCostTheSame: what a visitor asks for does the same statements whoever has the address, since nothing is
// looked up before the email is written.
func TestRequestsCostTheSame(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.verification = models.EmailVerificationRequired
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		s.withPassword("known@example.com")
		s.make("passwordless@example.com", nil)
		s.box.held = true
		for name, request := range map[string]func(context.Context, string) error{
			"requestPasswordReset": func(ctx context.Context, email string) error {
				return s.RequestPasswordReset(ctx, visitor, email)
			},
			"requestLoginCode": func(ctx context.Context, email string) error { return s.RequestLoginCode(ctx, visitor, email, false) },
			"createCustomer":   func(ctx context.Context, email string) error { return s.signUpByMail(ctx, email, password) },
		} {
			costs := map[int64]string{}
			for _, email := range []string{"known@example.com", "unknown@example.com", "passwordless@example.com"} {
				ctx, count := counted(t.Context())
				if err := request(ctx, email); err != nil {
					t.Errorf("%s for %s: %v", name, email, err)
				}
				costs[count()] = email
			}
			if len(costs) != 1 {
				t.Errorf("%s: %v", name, costs)
			}
		}
	})
}

// TestAskingTooOften: known and unknown addresses are throttled alike.
func TestAskingTooOften(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("known@example.com")
		for _, email := range []string{"known@example.com", "unknown@example.com"} {
			for i := range 10 {
				if err := s.RequestPasswordReset(t.Context(), visitor, email); err != nil {
					t.Fatalf("%s, %d: %v", email, i, err)
				}
			}
			s.want("once more for "+email, s.RequestPasswordReset(t.Context(), visitor, email), "RATE_LIMITED")
			s.want("from elsewhere", s.RequestPasswordReset(t.Context(), auth.Caller{Address: "192.0.2.2"}, email), "")
			s.want("another kind of email", s.RequestLoginCode(t.Context(), visitor, email, false), "")
		}
		s.pass(quarter)
		s.want("later", s.RequestPasswordReset(t.Context(), visitor, "known@example.com"), "")
	})
}
