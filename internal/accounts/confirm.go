package accounts

import (
	"context"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

// confirmations limits how often a customer confirms a request with the password, which costs a hash.
var confirmations = throttle.Limit{Name: "confirmed requests", Failures: 20, Window: quarter}

// ConfirmPassword checks the caller's current password before a request that another service carries out. The service
// calls stillRight with the locked customer, which fails if the password has been replaced since. A customer without a
// password passes nil, within 15 minutes after a log-in. User errors, in the argument password, are REQUIRED and
// INVALID_CREDENTIALS. ConfirmPassword returns apperr.RateLimited after too many attempts.
func (s *Service) ConfirmPassword(
	ctx context.Context, caller auth.Caller, password *string,
) (stillRight func(locked *models.Customer) error, err error) {
	if caller.Kind != auth.Customer {
		return nil, apperr.SignIn()
	}
	c, err := s.Get(ctx, caller, caller.CustomerID)
	if err != nil {
		return nil, err
	}
	if err := s.checkCurrentPassword(ctx, caller, c, &apperr.Fields{}, password, confirmations); err != nil {
		return nil, err
	}
	return func(locked *models.Customer) error {
		if !same(locked.PasswordHash, c.PasswordHash) {
			return errWrongPassword
		}
		return nil
	}, nil
}
