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

// codes contains the limits of wrong log-in codes. A code has 49 bits and expires after 15 minutes, so ten thousand
// attempts are harmless.
var codes = throttle.Rule{
	Pair:    throttle.Limit{Name: "code here", Failures: 10, Window: quarter},
	Address: throttle.Tokens().Address,
	Account: throttle.Limit{Name: "code account", Failures: 10_000, Window: quarter},
}

// RequestLoginCode emails a log-in code and token to the customer with the email address. If there is none, it emails
// an invitation to sign up or, with createAccount, a code and token that create the account. The result is the same for
// all addresses. It returns RateLimited after too many requests.
func (s *Service) RequestLoginCode(ctx context.Context, caller auth.Caller, email string, createAccount bool) error {
	to, err := checkedEmail("email", email)
	if err != nil {
		return err
	}
	m := mail.Email{Kind: mail.LoginCode, To: to.Shown}
	if createAccount {
		m.Data = map[string]string{createsAccount: "true"}
	}
	if err := s.requestEmail(ctx, caller, m); err != nil {
		return fmt.Errorf("request log-in code: %w", err)
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
	values, err := s.createSignInToken(tx, tokenOf(models.ToSignIn, c))
	if err != nil {
		return nil, err
	}
	return emailTo(mail.LoginCode, c, values), nil
}

// createSignInToken creates a token with a code, and returns the values of the email.
func (s *Service) createSignInToken(tx *gorm.DB, t *models.OneTimeToken) (map[string]string, error) {
	token, code, err := s.once.CreateWithCode(tx, t, signInLife)
	if err != nil {
		return nil, err
	}
	values := mail.TokenValues(token, signInLife)
	values["Code"] = code
	return values, nil
}

// LoginWithCode logs in the customer of an emailed token, or of an emailed code and the email address, and verifies the
// address. A token or code that was emailed to create an account creates it if necessary. An invalid one is
// TOKEN_INVALID; after too many invalid ones, LoginWithCode returns apperr.RateLimited.
func (s *Service) LoginWithCode(
	ctx context.Context, caller auth.Caller, code string, email *string,
) (*models.Customer, *CustomerToken, error) {
	code = onetime.Normalize(code)
	short := len(code) <= onetime.CodeLength
	key := ""
	switch {
	case code == "":
		return nil, nil, apperr.Field(apperr.Path{"code"}, apperr.CodeRequired, "The code from the email is required")
	case short && email == nil:
		return nil, nil, apperr.Field(apperr.Path{"email"}, apperr.CodeRequired,
			"The email address is required together with a code")
	case short:
		key = input.EmailKey(*email)
	}
	attempt, err := s.beginCode(ctx, caller, key)
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
	if apperr.Is(err, apperr.RateLimited) { // the code was valid, so it must not count as a failure
		err = attempt.Undo(ctx, err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("log in with code: %w", err)
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return nil, nil, err
	}
	made, err := s.newToken(session)
	return c, made, err
}

// signIn creates a session for the customer of a token.
func (s *Service) signIn(
	ctx context.Context, caller auth.Caller, t *models.OneTimeToken,
) (*models.Customer, *models.Session, error) {
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

// beginCode counts an attempt to log in with a code that was sent to an address, or with a token if key is empty.
func (s *Service) beginCode(ctx context.Context, caller auth.Caller, key string) (*throttle.Attempt, error) {
	if key == "" {
		return s.beginToken(ctx, caller)
	}
	return s.beginAttempt(ctx, caller, codes, key)
}
