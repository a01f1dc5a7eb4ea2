package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"clientele/internal/auth"
)

// TestOwnerReplacesSignUpsOfOthers: a stranger has signed up with the owner's address and prepared every way into
// the account. Once the owner verifies the address, in any way, none of them works.
func TestOwnerReplacesSignUpsOfOthers(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		finish := func(code string, email *string) error {
			_, err := s.finish(visitor, code, email)
			return err
		}
		for i, owner := range []struct {
			name   string
			verify func(stranger auth.Caller, email string) error
		}{
			{"resets the password", func(_ auth.Caller, email string) error {
				_, _, err := s.ResetPassword(ctx, visitor, s.resetToken(email), "chosen by the owner")
				return err
			}},
			{"signs in by a code", func(_ auth.Caller, email string) error {
				code, _ := s.codeFor(email)
				return finish(code, &email)
			}},
			{"signs in by a link", func(_ auth.Caller, email string) error {
				_, link := s.codeFor(email)
				return finish(link, nil)
			}},
			{"confirms the address", func(stranger auth.Caller, _ string) error {
				return s.confirm(visitor, s.confirmToken(stranger), nil)
			}},
			{"confirms the address, signed in as somebody else", func(stranger auth.Caller, email string) error {
				return s.confirm(s.signUp("other-"+email), s.confirmToken(stranger), nil)
			}},
			{"signs in after the account was disabled and enabled", func(stranger auth.Caller, email string) error {
				_, disabled := s.Disable(ctx, writer, stranger.CustomerID, nil)
				_, enabled := s.Enable(ctx, writer, stranger.CustomerID)
				code, _ := s.codeFor(email)
				return errors.Join(disabled, enabled, finish(code, &email))
			}},
		} {
			email := fmt.Sprintf("owner-%d@example.com", i)
			stranger := s.signUp(email)
			tokens := s.tokensOf(email)
			change := s.changeToken(stranger, "stranger-"+email)
			confirm, reset := s.confirmToken(stranger), s.resetToken(email)
			code, link := s.codeFor(email)
			if err := owner.verify(stranger, email); err != nil {
				t.Errorf("the owner %s: %v", owner.name, err)
				continue
			}
			for what, try := range map[string]func() error{
				"the password":       func() error { _, err := s.login(email, password); return err },
				"the session":        func() error { return lives(s.works(stranger)) },
				"the access token":   func() error { return lives(s.accepts(tokens)) },
				"the refresh token":  func() error { return lives(!s.refuses(tokens.RefreshToken)) },
				"an emailed code":    func() error { return finish(code, &email) },
				"an emailed link":    func() error { return finish(link, nil) },
				"an emailed reset":   func() error { _, _, err := s.ResetPassword(ctx, visitor, reset, another); return err },
				"an emailed token":   func() error { return s.confirm(stranger, confirm, p(password)) },
				"the email change":   func() error { return s.confirm(stranger, change, p(password)) },
				"a first password":   func() error { _, _, err := s.ChangePassword(ctx, stranger, nil, another); return err },
				"a new password":     func() error { _, _, err := s.ChangePassword(ctx, stranger, p(password), another); return err },
				"a new email change": func() error { return s.RequestEmailChange(ctx, stranger, "again-"+email, p(password)) },
			} {
				if try() == nil {
					t.Errorf("the owner %s: %s of the stranger works", owner.name, what)
				}
			}
			if c := s.customer(stranger.CustomerID); c.Email != email || !c.EmailVerified {
				t.Errorf("the owner %s: %+v", owner.name, c)
			}
		}
	})
}

// lives is nil for what still works.
func lives(works bool) error {
	if works {
		return nil
	}
	return errors.New("it has ended")
}
