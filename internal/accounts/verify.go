package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/models"
)

// RequestEmailVerification emails the caller a token that verifies its address. It returns false, and sends no email,
// if the address is already verified.
func (s *Service) RequestEmailVerification(ctx context.Context, caller auth.Caller) (bool, error) {
	if caller.Kind != auth.Customer {
		return false, apperr.SignIn()
	}
	c, err := s.Get(ctx, caller, caller.CustomerID)
	if err != nil || c.EmailVerified {
		return false, err
	}
	m := mail.Email{Kind: mail.EmailVerification, To: c.Email, Data: map[string]string{"customer": c.ID}}
	if err := s.requestEmail(ctx, caller, m); err != nil {
		return false, fmt.Errorf("request email verification: %w", err)
	}
	return true, nil
}

func (s *Service) composeVerification(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := lockedOrNil(tx, m.Data["customer"])
	if err != nil || c == nil || c.Disabled() || c.EmailVerified {
		return nil, err
	}
	token, err := s.once.Create(tx, replacingTokenOf(models.ToVerifyEmail, c), verifyLife)
	if err != nil {
		return nil, err
	}
	return emailTo(mail.EmailVerification, c, mail.TokenValues(token, verifyLife)), nil
}

// VerifyEmail verifies an email address with an emailed token. Depending on the token, it marks a customer's address as
// verified, changes it to a requested one, or creates the account of a sign-up and logs in. The caller shows that it
// owns the account by being logged in or with the password. An invalid token is TOKEN_INVALID.
func (s *Service) VerifyEmail(
	ctx context.Context, caller auth.Caller, token string, password *string,
) (*models.Customer, *CustomerToken, error) {
	attempt, err := s.beginToken(ctx, caller)
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
		c, made, err = s.completeSignUp(ctx, caller, t, password)
	case models.ToChangeEmail:
		c, err = s.changeEmail(ctx, caller, t, password)
	default:
		c, err = s.verifyEmail(ctx, caller, t, password)
	}
	if apperr.Is(err, apperr.RateLimited) { // the token was valid, so it must not count as a failure
		err = attempt.Undo(ctx, err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("verify email address: %w", err)
	}
	return c, made, attempt.Succeeded(ctx)
}

func (s *Service) verifyEmail(
	ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string,
) (*models.Customer, error) {
	id, err := s.identify(ctx, caller, t, password)
	if err != nil {
		return nil, err
	}
	return s.withTokenCustomer(ctx, t, t.EmailKey, id, func(tx *gorm.DB, c *models.Customer) error {
		return s.markEmailVerified(tx, c, id.known)
	})
}

// markEmailVerified marks the email address of a locked customer as verified. Until then, the account may have been
// created by someone else with this address. So unless the caller is known to be the same person, the existing sessions
// and tokens are deleted, and also the password, if it was not set by the shop.
func (s *Service) markEmailVerified(tx *gorm.DB, c *models.Customer, same bool) error {
	switch {
	case c.EmailVerified:
		return nil
	case !same && c.PasswordGiven:
		return s.claimAccount(tx, c, c.PasswordHash)
	case !same:
		return s.claimAccount(tx, c, nil)
	}
	before, by := *c, events.ByCustomer(c.ID)
	c.EmailVerified, c.Version, c.UpdatedAt = true, c.Version+1, models.At(s.o.Now())
	consents, changes, err := s.recordConsent(tx, by, &before, c, nil)
	if err != nil {
		return err
	}
	err = tx.Model(c).Select("email_verified", "accepts_marketing", "version", "updated_at").Updates(c).Error
	if err != nil {
		return err
	}
	if err := consents.Store(tx); err != nil {
		return err
	}
	return s.record(tx, by, entry(c, models.CustomerUpdated, append(changesOf(&before, c), changes...)))
}

// identity tells whether a caller with a token owns the account.
type identity struct {
	known bool    // whether the caller is the customer
	hash  *string // the stored hash of the password that the caller provided; nil if the caller is logged in
}

// identify checks whether a caller with a customer's token is that customer: logged in, or with the password.
func (s *Service) identify(
	ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string,
) (identity, error) {
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
	hash := found[0].PasswordHash
	return identity{known: true, hash: hash}, s.checkPassword(ctx, caller, t.ID, hash, *password, errWrongPassword)
}

var errWrongPassword = apperr.Field(apperr.Path{"password"}, apperr.CodeInvalidCredentials, "Wrong password")

// withTokenCustomer consumes a token and calls f in a transaction that has locked the customer, who must still have the
// address emailKey.
func (s *Service) withTokenCustomer(
	ctx context.Context, t *models.OneTimeToken, emailKey string, id identity,
	f func(*gorm.DB, *models.Customer) error,
) (*models.Customer, error) {
	var c *models.Customer
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var err error
		if c, err = s.redeem(tx, t, emailKey, "token"); err != nil {
			return err
		}
		if id.hash != nil && !same(id.hash, c.PasswordHash) { // changed since it was checked
			return errWrongPassword
		}
		return f(tx, c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}
