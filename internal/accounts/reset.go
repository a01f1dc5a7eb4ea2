package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/models"
)

// RequestPasswordReset emails a token for a new password to the customer with the email address, also if the customer
// has no password yet. If there is none, no email is sent; the result is the same. It returns RateLimited after too
// many requests.
func (s *Service) RequestPasswordReset(ctx context.Context, caller auth.Caller, email string) error {
	to, err := checkedEmail("email", email)
	if err != nil {
		return err
	}
	if err := s.requestEmail(ctx, caller, mail.Email{Kind: mail.PasswordReset, To: to.Shown}); err != nil {
		return fmt.Errorf("request password reset: %w", err)
	}
	return nil
}

func checkedEmail(at, email string) (input.Address, error) {
	var f apperr.Fields
	address := input.Email(&f, apperr.Path{at}, email)
	return address, f.Err()
}

func (s *Service) composeReset(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := recipient(tx, input.EmailKey(m.To))
	if err != nil || c == nil || c.Disabled() {
		return nil, err
	}
	token, err := s.once.Create(tx, tokenOf(models.ToResetPassword, c), resetLife)
	if err != nil {
		return nil, err
	}
	return emailTo(mail.PasswordReset, c, mail.TokenValues(token, resetLife)), nil
}

// ResetPassword sets a new password for the customer of an emailed token, ends all of its sessions and other tokens,
// verifies its email address, and logs in. An invalid token is TOKEN_INVALID. An invalid password does not consume the
// token.
func (s *Service) ResetPassword(
	ctx context.Context, caller auth.Caller, token, password string,
) (*models.Customer, *CustomerToken, error) {
	attempt, err := s.beginToken(ctx, caller)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.once.Find(s.db.Primary(ctx), token, models.ToResetPassword)
	if err != nil {
		return nil, nil, err
	}
	var f apperr.Fields
	var owner input.PasswordOwner
	if t != nil {
		owner, err = s.ownerOfPassword(ctx, *t.CustomerID)
	}
	if apperr.Is(err, apperr.NotFound) { // deleted since the token was found
		t, err = nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if t == nil {
		f.Add(apperr.Path{"token"}, apperr.CodeTokenInvalid, onetime.InvalidMessage)
	}
	input.Password(&f, apperr.Path{"password"}, password, owner)
	if err := f.Err(); err != nil {
		return nil, nil, err
	}
	hash, err := s.o.Hasher.Hash(ctx, caller, password)
	if err != nil {
		return nil, nil, attempt.Undo(ctx, err)
	}
	var c *models.Customer
	var session *models.Session
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if c, err = s.redeem(tx, t, t.EmailKey, "token"); err != nil {
			return err
		}
		if err := s.claimAccount(tx, c, &hash); err != nil {
			return err
		}
		if err := s.notify(tx, mail.PasswordChanged, c); err != nil {
			return err
		}
		session, err = s.openSession(tx, c.ID, caller)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reset password: %w", err)
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return nil, nil, err
	}
	made, err := s.newToken(session)
	return c, made, err
}

// claimAccount transfers a locked customer to the caller who has just verified its email address: it sets the password,
// which may be nil, and deletes all sessions, tokens and known addresses.
func (s *Service) claimAccount(tx *gorm.DB, c *models.Customer, hash *string) error {
	before := *c
	c.PasswordGiven = c.PasswordGiven && same(hash, c.PasswordHash)
	c.PasswordHash, c.EmailVerified, c.Version, c.UpdatedAt = hash, true, c.Version+1, models.At(s.o.Now())
	by := events.ByCustomer(c.ID)
	consents, changes, err := s.recordConsent(tx, by, &before, c, nil)
	if err != nil {
		return err
	}
	err = tx.Model(c).
		Select("password_hash", "password_given", "email_verified", "accepts_marketing", "version", "updated_at").
		Updates(c).Error
	if err != nil {
		return err
	}
	if err := consents.Store(tx); err != nil {
		return err
	}
	if err := s.record(tx, by, claimed(&before, c, changes)...); err != nil {
		return err
	}
	if _, err := s.endSessions(tx, c, auth.Caller{}); err != nil {
		return err
	}
	return onetime.DeleteForCustomer(tx, c.ID)
}

// claimed describes the events of a customer whose owner has verified the email address, and so gave the account
// another password or none. consents are the changes of consent to marketing.
func claimed(before, after *models.Customer, consents events.Changes) []events.Entry {
	var list []events.Entry
	if changes := append(changesOf(before, after), consents...); len(changes) > 0 {
		list = append(list, entry(after, models.CustomerUpdated, changes))
	}
	switch {
	case same(before.PasswordHash, after.PasswordHash):
	case after.PasswordHash == nil:
		list = append(list, entry(after, models.CustomerPasswordRemoved, passwordChanges()))
	default:
		list = append(list, entry(after, models.CustomerPasswordChanged, passwordChanges()))
	}
	return list
}

// notify emails a notice to a customer at its present address, which a thief could change before the email is composed.
func (s *Service) notify(tx *gorm.DB, kind mail.Kind, c *models.Customer) error {
	return s.o.Post.Send(tx, mail.Email{Kind: kind, To: c.Email, Data: map[string]string{"customer": c.ID}})
}

func (s *Service) composeNotice(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := lockedOrNil(tx, m.Data["customer"])
	if err != nil || c == nil {
		return nil, err
	}
	l := emailTo(m.Kind, c, map[string]string{"NewEmail": m.Data["newEmail"]})
	l.To = m.To // also if the customer's address has changed since
	return l, nil
}
