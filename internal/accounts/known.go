package accounts

import (
	"context"

	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/throttle"
)

// known returns how a caller is known to the customer with an email address: the request carries one of the customer's
// sessions, or the account was used from the caller's address before. It does the same work whether or not the customer
// exists.
func (s *Service) known(ctx context.Context, caller auth.Caller, emailKey string) (throttle.Known, error) {
	var k throttle.Known
	if caller.Kind == auth.Customer && caller.CachedCustomer != nil &&
		input.EmailKey(caller.CachedCustomer.Email) == emailKey {
		k.Credential = caller.SessionID
	}
	var err error
	k.Place, err = s.o.Throttle.IsKnown(ctx, caller, throttle.KindCustomer, emailKey)
	return k, err
}

// beginAttempt counts an attempt by a caller on the account with an email address. It returns RateLimited if a limit is
// reached.
func (s *Service) beginAttempt(
	ctx context.Context, caller auth.Caller, rule throttle.Rule, emailKey string, more ...throttle.Bucket,
) (*throttle.Attempt, error) {
	k, err := s.known(ctx, caller, emailKey)
	if err != nil {
		return nil, err
	}
	return s.o.Throttle.Begin(ctx, append(rule.On(caller, emailKey, k), more...)...)
}
