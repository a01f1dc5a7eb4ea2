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

// freshly is how new a session must be to give a password to a customer without one.
const freshly = 15 * time.Minute

// guesses bounds how often a session, or who brings an emailed token, may guess the present password.
var guesses = throttle.Limit{Name: "present password", Failures: 10, Window: quarter}

// changes bounds how often a customer changes its password, which costs two hashes and an email.
var changes = throttle.Limit{Name: "password changes", Failures: 20, Window: quarter}

// SetPassword gives a customer a password, with or without one before, and ends all of its sessions. It needs CUSTOMERS_WRITE.
func (s *Service) SetPassword(ctx context.Context, caller auth.Caller, id, password string) (*models.Customer, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	owner, err := s.ownerOfPassword(ctx, id) // before it costs a hash
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
		return s.tell(tx, mail.PasswordChanged, c)
	})
	if err != nil {
		return nil, fmt.Errorf("set a password: %w", err)
	}
	return c, nil
}

// ChangePassword changes the caller's own password, ends all of its other sessions and renews the tokens of its own. A customer
// without a password gives none as the present one, within a quarter of an hour after signing in.
func (s *Service) ChangePassword(ctx context.Context, caller auth.Caller, present *string, password string) (*models.Customer, *CustomerToken, error) {
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
	refused := apperr.Field(at, apperr.CodeInvalidCredentials, "this is not the present password")
	if present == nil {
		if ok, err := s.signedInFreshly(ctx, caller); err != nil {
			return nil, nil, err
		} else if c.PasswordHash != nil || !ok {
			f.Add(at, apperr.CodeRequired, "give the present password")
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
		// Who knew the one from the shop is whom it was given to.
		if err := s.storePassword(tx, c, hash, c.PasswordGiven, caller); err != nil {
			return err
		}
		if err := s.tell(tx, mail.PasswordChanged, c); err != nil {
			return err
		}
		if _, session, err = s.lockedSession(tx, caller.SessionID); err != nil {
			return err
		}
		generation := session.Generation
		s.renew(session, generation)
		if session.Generation == generation { // also a moment after it was renewed
			s.advance(session, generation)
		}
		session.Unclaimed = false // who knew the password before may have the refresh token before
		return saveRenewed(tx, session)
	})
	if errors.Is(err, errSessionEnded) { // since the request began
		err = auth.Ended()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("change a password: %w", err)
	}
	token, err := s.mint(session)
	return c, token, err
}

// changedHash hashes a customer's next password, once the present one is right where there is one. Each counts as a change, whatever
// becomes of it.
func (s *Service) changedHash(
	ctx context.Context, caller auth.Caller, c *models.Customer, present *string, refused error, password string,
) (string, error) {
	changed := throttle.Bucket{Limit: changes, Of: c.ID}
	if present != nil {
		if err := s.guess(ctx, caller, caller.SessionID, c.PasswordHash, *present, refused, changed); err != nil {
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

// guess checks a present password. Guesses are counted for what of names, a session or a token; a wrong one is refused. A right one
// counts in right.
func (s *Service) guess(
	ctx context.Context, caller auth.Caller, of string, hash *string, password string, refused error, right ...throttle.Bucket,
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

// ownerOfPassword returns what a password of a customer must not be made from. It is apperr.NotFound where there is no such customer.
func (s *Service) ownerOfPassword(ctx context.Context, id string) (input.PasswordOwner, error) {
	var found []*models.Customer
	if err := s.db.Primary(ctx).Select("email", "name").Where("id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return input.PasswordOwner{}, fmt.Errorf("look for customer %s: %w", id, err)
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

// storePassword gives a locked customer a password, which is the shop's or follows one of the shop's if given says so. It shuts
// everybody else out, and ends what was emailed to get into the account: whoever had the password or the mailbox before may have
// asked for it.
func (s *Service) storePassword(tx *gorm.DB, c *models.Customer, hash string, given bool, caller auth.Caller) error {
	c.PasswordHash, c.PasswordGiven, c.Version, c.UpdatedAt = &hash, given, c.Version+1, models.At(s.o.Now())
	if err := tx.Model(c).Select("password_hash", "password_given", "version", "updated_at").Updates(c).Error; err != nil {
		return err
	}
	if _, err := s.shutOut(tx, c, caller); err != nil {
		return err
	}
	return onetime.DeleteForCustomer(tx, c.ID, models.ToResetPassword, models.ToSignIn, models.ToChangeEmail)
}

func (s *Service) signedInFreshly(ctx context.Context, caller auth.Caller) (bool, error) {
	session, err := s.liveSession(s.db.Primary(ctx), caller.SessionID)
	if err != nil || session == nil {
		return false, err
	}
	return s.o.Now().Sub(session.CreatedAt.Time) < freshly, nil
}
