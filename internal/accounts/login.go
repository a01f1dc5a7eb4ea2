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

// logIns is the limits of log-ins. The one of an address is wide, since an office is one address. The one of an account from
// anywhere slows strangers only, since whoever knows an email address could otherwise keep its owner out.
var logIns = throttle.Rule{
	Pair:    throttle.Limit{Name: "log-in here", Failures: 10, Window: quarter},
	Address: throttle.Limit{Name: "log-in address", Failures: 500, Window: quarter},
	Account: throttle.Limit{Name: "log-in account", Failures: 100, Window: quarter},
	Volume:  throttle.Limit{Name: "log-in volume", Failures: 100, Window: quarter},
}

// Login opens a session for the customer with this email address and password. Unknown address, customer without a password
// and wrong password do the same work and are the same INVALID_CREDENTIALS; only who has the right one is told
// ACCOUNT_DISABLED. Too many failures are apperr.RateLimited, and so is more than can be hashed.
func (s *Service) Login(ctx context.Context, caller auth.Caller, email, password string) (*models.Customer, *CustomerToken, error) {
	slot, err := s.o.Hasher.Reserve(caller)
	if err != nil {
		return nil, nil, err
	}
	defer slot.Release()
	key := input.EmailKey(email)
	attempt, err := s.begin(ctx, caller, logIns, key)
	if err != nil {
		return nil, nil, err
	}
	var c models.Customer
	err = s.db.Primary(ctx).Where("email_key = ?", key).Take(&c).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil, fmt.Errorf("look for a customer: %w", err)
	}
	ok, fresh, err := slot.Check(ctx, c.PasswordHash, password)
	if err != nil {
		return nil, nil, attempt.Undo(ctx, err)
	}
	refused := apperr.Field(nil, apperr.CodeInvalidCredentials, "email address and password do not belong together")
	if !ok {
		return nil, nil, refused
	}
	var session *models.Session
	var now *models.Customer
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if now, err = locked(tx, c.ID); err != nil {
			return err
		}
		if !same(now.PasswordHash, c.PasswordHash) { // changed since it was checked
			return refused
		}
		if fresh != "" {
			if err := tx.Model(now).Update("password_hash", fresh).Error; err != nil {
				return err
			}
		}
		session, err = s.openSession(tx, c.ID, caller)
		return err
	})
	if apperr.Is(err, apperr.NotFound) { // deleted since it was found
		err = refused
	}
	if err == nil || isDisabled(err) { // the password was right
		err = errors.Join(err, attempt.Succeeded(ctx))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("log in: %w", err)
	}
	token, err := s.mint(session)
	return now, token, err
}

func isDisabled(err error) bool {
	e, ok := apperr.As(err)
	return ok && len(e.Fields) == 1 && e.Fields[0].Code == apperr.CodeAccountDisabled
}
