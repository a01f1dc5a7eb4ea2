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
	"clientele/internal/throttle"
	"clientele/models"
)

const quarter = 15 * time.Minute

// logIns contains the limits of log-ins. That of an address is high, because an office can share one. That of an
// account slows down unknown callers only, so that nobody can lock out the owner of an account.
var logIns = throttle.Rule{
	Pair:    throttle.Limit{Name: "log-in here", Failures: 10, Window: quarter},
	Address: throttle.Limit{Name: "log-in address", Failures: 500, Window: quarter},
	Account: throttle.Limit{Name: "log-in account", Failures: 100, Window: quarter},
	Volume:  throttle.Limit{Name: "log-in volume", Failures: 100, Window: quarter},
}

// Login creates a session for the customer with the email address and password. An unknown address, a customer without
// a password and a wrong password all take the same time and return INVALID_CREDENTIALS. ACCOUNT_DISABLED is returned
// only for the right password. Login returns apperr.RateLimited after too many failures, and if the queue for hashes is
// full.
func (s *Service) Login(
	ctx context.Context, caller auth.Caller, email, password string,
) (*models.Customer, *CustomerToken, error) {
	slot, err := s.o.Hasher.Reserve(caller)
	if err != nil {
		return nil, nil, err
	}
	defer slot.Release()
	key := input.EmailKey(email)
	attempt, err := s.beginAttempt(ctx, caller, logIns, key)
	if err != nil {
		return nil, nil, err
	}
	session, now, err := s.logIn(ctx, caller, slot, attempt, key, password)
	if errors.Is(err, errHashReplaced) { // once more, since the same person may log in twice at the same time
		session, now, err = s.logIn(ctx, caller, slot, attempt, key, password)
	}
	if errors.Is(err, errHashReplaced) || apperr.Is(err, apperr.NotFound) { // changed or deleted since it was found
		err = errLogin
	}
	if err == nil || isDisabled(err) { // the password was right
		err = errors.Join(err, attempt.Succeeded(ctx))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("log in: %w", err)
	}
	token, err := s.newToken(session)
	return now, token, err
}

var (
	errLogin        = apperr.Field(nil, apperr.CodeInvalidCredentials, "Wrong email address or password")
	errHashReplaced = errors.New("the password hash has been replaced since it was checked")
)

// logIn opens a session for the customer with the email address and password. It returns errLogin if they are wrong,
// errHashReplaced if the stored hash has changed since it was checked, and apperr.NotFound if the customer has been
// deleted.
func (s *Service) logIn(
	ctx context.Context, caller auth.Caller, slot *auth.HashSlot, attempt *throttle.Attempt, emailKey, password string,
) (session *models.Session, now *models.Customer, err error) {
	var c models.Customer
	err = s.db.Primary(ctx).Where("email_key = ?", emailKey).Take(&c).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil, fmt.Errorf("find customer by email address: %w", err)
	}
	ok, fresh, err := slot.Check(ctx, c.PasswordHash, password)
	if err != nil {
		return nil, nil, attempt.Undo(ctx, err)
	}
	if !ok {
		return nil, nil, errLogin
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if now, err = locked(tx, c.ID); err != nil {
			return err
		}
		if !same(now.PasswordHash, c.PasswordHash) {
			return errHashReplaced
		}
		if fresh != "" {
			if err := tx.Model(now).Update("password_hash", fresh).Error; err != nil {
				return err
			}
		}
		session, err = s.openSession(tx, c.ID, caller)
		return err
	})
	return session, now, err
}

func isDisabled(err error) bool {
	e, ok := apperr.As(err)
	return ok && len(e.Fields) == 1 && e.Fields[0].Code == apperr.CodeAccountDisabled
}
