package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/models"
)

// RequestEmailVerification emails the caller a token that verifies its address, and tells whether it did: an address that is verified
// gets none.
func (s *Service) RequestEmailVerification(ctx context.Context, caller auth.Caller) (bool, error) {
	if caller.Kind != auth.Customer {
		return false, apperr.SignIn()
	}
	c, err := s.Get(ctx, caller, caller.CustomerID)
	if err != nil || c.EmailVerified {
		return false, err
	}
	if err := s.ask(ctx, caller, mail.Email{Kind: mail.EmailVerification, To: c.Email, Data: map[string]string{"customer": c.ID}}); err != nil {
		return false, fmt.Errorf("ask for a verification of an email address: %w", err)
	}
	return true, nil
}

func (s *Service) composeConfirm(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := lockedIfThere(tx, m.Data["customer"])
	if err != nil || c == nil || c.Disabled() || c.EmailVerified {
		return nil, err
	}
	token, err := s.once.Create(tx, onlyTokenOf(models.ToVerifyEmail, c), confirmLife)
	if err != nil {
		return nil, err
	}
	return letterTo(mail.EmailVerification, c, withToken(token, confirmLife)), nil
}

// VerifyEmail does what an emailed token is for: it verifies a customer's address, gives a customer the new address that it asked
// for, or makes the account of a sign-up by email and signs in. The caller is the customer, or gives the password, to show that
// the account is its own. A token that is not good is TOKEN_INVALID.
func (s *Service) VerifyEmail(ctx context.Context, caller auth.Caller, token string, password *string) (*models.Customer, *CustomerToken, error) {
	attempt, err := s.try(ctx, caller)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.once.Find(s.db.Primary(ctx), token, models.ToVerifyEmail, models.ToChangeEmail, models.ToSignUp)
	if err != nil {
		return nil, nil, err
	}
	if t == nil {
		return nil, nil, onetime.Invalid("token")
	}
	var c *models.Customer
	var made *CustomerToken
	switch t.Purpose {
	case models.ToSignUp:
		c, made, err = s.finishSignUp(ctx, caller, t, password)
	case models.ToChangeEmail:
		c, err = s.changeEmail(ctx, caller, t, password)
	default:
		c, err = s.verifyEmail(ctx, caller, t, password)
	}
	if apperr.Is(err, apperr.RateLimited) { // the token was right: it must not count as a wrong one
		err = attempt.Undo(ctx, err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("confirm an email address: %w", err)
	}
	return c, made, attempt.Succeeded(ctx)
}

func (s *Service) verifyEmail(ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string) (*models.Customer, error) {
	id, err := s.identify(ctx, caller, t, password)
	if err != nil {
		return nil, err
	}
	return s.withHolder(ctx, t, t.EmailKey, id, func(tx *gorm.DB, c *models.Customer) error { return s.markEmailVerified(tx, c, id.known) })
}

// verify notes that a locked customer's address is its own. An address that was not verified so far may have been somebody else's
// who signed up with it: unless whoever verifies it has shown to be the same person, the sessions and the tokens of before go, and
// with them the password that the sign-up chose. One that the shop gave stays.
func (s *Service) markEmailVerified(tx *gorm.DB, c *models.Customer, same bool) error {
	switch {
	case c.EmailVerified:
		return nil
	case !same && c.PasswordGiven:
		return s.takeOver(tx, c, c.PasswordHash)
	case !same:
		return s.takeOver(tx, c, nil)
	}
	c.EmailVerified, c.Version, c.UpdatedAt = true, c.Version+1, models.At(s.o.Now())
	return tx.Model(c).Select("email_verified", "version", "updated_at").Updates(c).Error
}

// identity is what somebody who brings a token has shown besides.
type identity struct {
	known bool    // it is the customer
	hash  *string // the password's that it gave; nil where it is signed in
}

// identify finds out whether whoever brings a customer's token is that customer: signed in as such, or with its password.
func (s *Service) identify(ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string) (identity, error) {
	if caller.Owns(*t.CustomerID) {
		return identity{known: true}, nil
	}
	if password == nil {
		return identity{}, nil
	}
	var found []*models.Customer
	if err := s.db.Read(ctx).Where("id = ?", *t.CustomerID).Limit(1).Find(&found).Error; err != nil {
		return identity{}, fmt.Errorf("read customer %s: %w", *t.CustomerID, err)
	}
	if len(found) == 0 {
		return identity{}, onetime.Invalid("token")
	}
	return identity{known: true, hash: found[0].PasswordHash}, s.guess(ctx, caller, t.ID, found[0].PasswordHash, *password, notThePassword)
}

var notThePassword = apperr.Field(apperr.Path{"password"}, apperr.CodeInvalidCredentials, "this is not the account's password")

// withHolder spends a token in a transaction that holds its customer, who still has the address emailKey.
func (s *Service) withHolder(ctx context.Context, t *models.OneTimeToken, emailKey string, id identity, f func(*gorm.DB, *models.Customer) error) (*models.Customer, error) {
	var c *models.Customer
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var err error
		if c, err = s.redeem(tx, t, emailKey, "token"); err != nil {
			return err
		}
		if id.hash != nil && !same(id.hash, c.PasswordHash) { // changed since it was checked
			return notThePassword
		}
		return f(tx, c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}
