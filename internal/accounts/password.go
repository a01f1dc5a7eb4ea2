package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// recentLogin is the maximum age of a session with which a customer without a password can set one.
const recentLogin = 15 * time.Minute

// guesses limits wrong current passwords per session or emailed token.
var guesses = throttle.Limit{Name: "present password", Failures: 10, Window: quarter}

// changes limits how often a customer changes its password, which costs two hashes and an email.
var changes = throttle.Limit{Name: "password changes", Failures: 20, Window: quarter}

// SetPassword sets the password of a customer and ends all of its sessions. It needs CUSTOMERS_WRITE.
func (s *Service) SetPassword(ctx context.Context, caller auth.Caller, id, password string) (*models.Customer, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	owner, err := s.ownerOfPassword(ctx, id) // before the password is hashed
	if err != nil {
		return nil, err
	}
	hash, err := s.newHash(ctx, caller, apperr.Path{"password"}, password, owner)
	if err != nil {
		return nil, err
	}
	var c *models.Customer
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if c, err = locked(tx, id); err != nil {
			return err
		}
		if err := s.storePassword(tx, c, hash, true, caller); err != nil {
			return err
		}
		return s.notify(tx, mail.PasswordChanged, c)
	})
	if err != nil {
		return nil, fmt.Errorf("set password: %w", err)
	}
	return c, nil
}

// ChangePassword changes the caller's own password, ends all of its other sessions and replaces the tokens of its
// current one. A customer without a password passes nil as the current one, within 15 minutes after a log-in.
func (s *Service) ChangePassword(
	ctx context.Context, caller auth.Caller, present *string, password string,
) (*models.Customer, *CustomerToken, error) {
	if caller.Kind != auth.Customer {
		return nil, nil, apperr.SignIn()
	}
	c, err := s.Get(ctx, caller, caller.CustomerID)
	if err != nil {
		return nil, nil, err
	}
	var f apperr.Fields
	input.Password(&f, apperr.Path{"newPassword"}, password, passwordOwner(c))
	at := apperr.Path{"currentPassword"}
	refused := apperr.Field(at, apperr.CodeInvalidCredentials, "Wrong current password")
	if present == nil {
		if ok, err := s.signedInRecently(ctx, caller); err != nil {
			return nil, nil, err
		} else if c.PasswordHash != nil || !ok {
			f.Add(at, apperr.CodeRequired, "The current password is required")
		}
	}
	if err := f.Err(); err != nil {
		return nil, nil, err
	}
	before := c.PasswordHash
	hash, err := s.changedHash(ctx, caller, c, present, refused, password)
	if err != nil {
		return nil, nil, err
	}
	var session *models.Session
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if c, err = locked(tx, caller.CustomerID); err != nil {
			return err
		}
		if !same(c.PasswordHash, before) { // changed since it was checked
			return refused
		}
		// A customer who knows a password that was set by the shop is its legitimate owner.
		if err := s.storePassword(tx, c, hash, c.PasswordGiven, caller); err != nil {
			return err
		}
		if err := s.notify(tx, mail.PasswordChanged, c); err != nil {
			return err
		}
		if _, session, err = s.lockedSession(tx, caller.SessionID); err != nil {
			return err
		}
		generation := session.Generation
		s.rotate(session, generation)
		if session.Generation == generation { // also within the grace period
			s.issueNext(session, generation)
		}
		session.Unclaimed = false // an attacker with the previous password may have the previous refresh token
		return saveSession(tx, session)
	})
	if errors.Is(err, errSessionEnded) { // since the request began
		err = auth.Ended()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("change password: %w", err)
	}
	token, err := s.newToken(session)
	return c, token, err
}

// changedHash checks a customer's current password, if there is one, and hashes the new one. Each call counts as a
// change, whether or not the new password is stored.
func (s *Service) changedHash(
	ctx context.Context, caller auth.Caller, c *models.Customer, present *string, refused error, password string,
) (string, error) {
	changed := throttle.Bucket{Limit: changes, Of: c.ID}
	if present != nil {
		err := s.checkPassword(ctx, caller, caller.SessionID, c.PasswordHash, *present, refused, changed)
		if err != nil {
			return "", err
		}
		return s.o.Hasher.Hash(ctx, caller, password)
	}
	attempt, err := s.o.Throttle.Begin(ctx, changed)
	if err != nil {
		return "", err
	}
	hash, err := s.o.Hasher.Hash(ctx, caller, password)
	if err != nil {
		return "", attempt.Undo(ctx, err)
	}
	return hash, nil
}

// checkPassword checks a current password. Wrong ones are counted for a session or token, of, and return the error
// refused; right ones are counted in the buckets right.
func (s *Service) checkPassword(
	ctx context.Context, caller auth.Caller, of string, hash *string, password string, refused error,
	right ...throttle.Bucket,
) error {
	slot, err := s.o.Hasher.Reserve(caller)
	if err != nil {
		return err
	}
	defer slot.Release()
	ok, err := s.o.Throttle.Guess(ctx, throttle.Bucket{Limit: guesses, Of: of}, right, func() (bool, error) {
		ok, _, err := slot.Check(ctx, hash, password)
		return ok, err
	})
	if err == nil && !ok {
		err = refused
	}
	return err
}

func (s *Service) newHash(
	ctx context.Context, caller auth.Caller, at apperr.Path, password string, owner input.PasswordOwner,
) (string, error) {
	var f apperr.Fields
	input.Password(&f, at, password, owner)
	if err := f.Err(); err != nil {
		return "", err
	}
	return s.o.Hasher.Hash(ctx, caller, password)
}

// ownerOfPassword returns the owner for the check of a customer's new password. It returns apperr.NotFound if there is
// no such customer.
func (s *Service) ownerOfPassword(ctx context.Context, id string) (input.PasswordOwner, error) {
	var found []*models.Customer
	if err := s.db.Primary(ctx).Select("email", "name").Where("id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return input.PasswordOwner{}, fmt.Errorf("read customer %s: %w", id, err)
	}
	if len(found) == 0 {
		return input.PasswordOwner{}, apperr.Missing("customer")
	}
	return passwordOwner(found[0]), nil
}

func passwordOwner(c *models.Customer) input.PasswordOwner { return newOwner(c.Email, c.Name) }

func (in CreateCustomerInput) passwordOwner() input.PasswordOwner { return newOwner(in.Email, in.Name) }

func newOwner(email string, name *string) input.PasswordOwner {
	owner := input.PasswordOwner{Email: email}
	if name != nil {
		owner.Name = *name
	}
	return owner
}

// storePassword sets the password of a locked customer. given means that the shop has set it, or the password that it
// replaces. All other sessions and the emailed tokens that give access to the account are deleted, because they may
// belong to an attacker.
func (s *Service) storePassword(tx *gorm.DB, c *models.Customer, hash string, given bool, caller auth.Caller) error {
	c.PasswordHash, c.PasswordGiven, c.Version, c.UpdatedAt = &hash, given, c.Version+1, models.At(s.o.Now())
	err := tx.Model(c).Select("password_hash", "password_given", "version", "updated_at").Updates(c).Error
	if err != nil {
		return err
	}
	if err := s.record(tx, caller, entry(c, models.CustomerPasswordChanged, passwordChanges())); err != nil {
		return err
	}
	if _, err := s.endSessions(tx, c, caller); err != nil {
		return err
	}
	return onetime.DeleteForCustomer(tx, c.ID, models.ToResetPassword, models.ToSignIn, models.ToChangeEmail)
}

func (s *Service) signedInRecently(ctx context.Context, caller auth.Caller) (bool, error) {
	session, err := s.activeSession(s.db.Primary(ctx), caller.SessionID)
	if err != nil || session == nil {
		return false, err
	}
	return s.o.Now().Sub(session.CreatedAt.Time) < recentLogin, nil
}
