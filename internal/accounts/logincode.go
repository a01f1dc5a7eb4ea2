package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// codes is the limits of wrong sign-in codes. A code has 49 bits and lives for a quarter of an hour, so that ten thousand tries are
// nothing.
var codes = throttle.Rule{
	Pair:    throttle.Limit{Name: "code here", Failures: 10, Window: quarter},
	Address: tries.Address,
	Account: throttle.Limit{Name: "code account", Failures: 10_000, Window: quarter},
}

// RequestLoginCode emails a code and a token to sign in with to the customer with this address. An address that nobody has gets an
// invitation to sign up, or with createAccount a code and a token that create the account. The answer is the same for all. It is
// RateLimited when asked too often.
func (s *Service) RequestLoginCode(ctx context.Context, caller auth.Caller, email string, createAccount bool) error {
	to, err := checkedEmail("email", email)
	if err != nil {
		return err
	}
	m := mail.Email{Kind: mail.LoginCode, To: to.Shown}
	if createAccount {
		m.Data = map[string]string{createsAccount: "true"}
	}
	if err := s.ask(ctx, caller, m); err != nil {
		return fmt.Errorf("start a sign-in: %w", err)
	}
	return nil
}

func (s *Service) composeSignIn(ctx context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := recipient(tx, input.EmailKey(m.To))
	switch {
	case err != nil:
		return nil, err
	case c == nil:
		return s.composeSignInNew(ctx, tx, m)
	case c.Disabled():
		return nil, nil
	}
	values, err := s.mintSignIn(tx, tokenOf(models.ToSignIn, c))
	if err != nil {
		return nil, err
	}
	return letterTo(mail.LoginCode, c, values), nil
}

// mintSignIn stores a token with a code, and returns what the email carries.
func (s *Service) mintSignIn(tx *gorm.DB, t *models.OneTimeToken) (map[string]string, error) {
	token, code, err := s.once.CreateWithCode(tx, t, signInLife)
	if err != nil {
		return nil, err
	}
	values := withToken(token, signInLife)
	values["Code"] = code
	return values, nil
}

// LoginWithCode signs the customer in whose emailed token this is, or whose emailed code together with the email address, and
// verifies the address. One that was emailed to create an account creates it, if there is none yet. What is not good is
// TOKEN_INVALID; too many wrong ones are apperr.RateLimited.
func (s *Service) LoginWithCode(ctx context.Context, caller auth.Caller, code string, email *string) (*models.Customer, *CustomerToken, error) {
	code = onetime.Normalize(code)
	short := len(code) <= onetime.CodeLength
	key := ""
	switch {
	case code == "":
		return nil, nil, apperr.Field(apperr.Path{"code"}, apperr.CodeRequired, "type the code of the email")
	case short && email == nil:
		return nil, nil, apperr.Field(apperr.Path{"email"}, apperr.CodeRequired, "a code is good together with the email address only")
	case short:
		key = input.EmailKey(*email)
	}
	attempt, err := s.tryCode(ctx, caller, key)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.findSignIn(ctx, code, key)
	if err != nil {
		return nil, nil, err
	}
	if t == nil {
		return nil, nil, onetime.Invalid("code")
	}
	finish := s.signIn
	if t.CustomerID == nil {
		finish = s.signInNew
	}
	c, session, err := finish(ctx, caller, t)
	if apperr.Is(err, apperr.RateLimited) { // the code was right: it must not count as a wrong one
		err = attempt.Undo(ctx, err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("finish a sign-in: %w", err)
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return nil, nil, err
	}
	made, err := s.mint(session)
	return c, made, err
}

// signIn signs in the customer of a token.
func (s *Service) signIn(ctx context.Context, caller auth.Caller, t *models.OneTimeToken) (*models.Customer, *models.Session, error) {
	var c *models.Customer
	var session *models.Session
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var err error
		if c, err = s.redeem(tx, t, t.EmailKey, "code"); err != nil {
			return err
		}
		if err := s.markEmailVerified(tx, c, caller.Owns(c.ID)); err != nil {
			return err
		}
		session, err = s.openSession(tx, c.ID, caller)
		return err
	})
	return c, session, err
}

func (s *Service) findSignIn(ctx context.Context, code, key string) (*models.OneTimeToken, error) {
	if key == "" {
		return s.once.Find(s.db.Primary(ctx), code, models.ToSignIn)
	}
	return s.once.FindCode(s.db.Primary(ctx), models.ToSignIn, key, code)
}

// tryCode counts an attempt to sign in by a code that went to an address, or by a token where key is empty.
func (s *Service) tryCode(ctx context.Context, caller auth.Caller, key string) (*throttle.Attempt, error) {
	if key == "" {
		return s.try(ctx, caller)
	}
	return s.begin(ctx, caller, codes, key)
}
