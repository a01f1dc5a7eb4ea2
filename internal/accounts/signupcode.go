package accounts

import (
	"context"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// createsAccount is the key, in the data of a log-in email, that requests an account for an address without one.
const createsAccount = "createAccount"

// composeSignInNew composes the email to an address without an account: a code that creates the account, if that was
// requested, or an invitation to sign up. It is always an invitation if a sign-up requires more than an address, such
// as a custom field.
func (s *Service) composeSignInNew(ctx context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	invitation := &mail.Content{Kind: mail.SignUpInvitation, To: m.To, Values: map[string]string{}}
	if m.Data[createsAccount] == "" {
		return invitation, nil
	}
	in := CreateCustomerInput{Email: m.To}
	if _, _, err := s.newCustomer(ctx, auth.Caller{}, in, false); apperr.Is(err, apperr.Invalid) {
		return invitation, nil
	} else if err != nil {
		return nil, err
	}
	payload, err := signUp{in}.write()
	if err != nil {
		return nil, err
	}
	t := &models.OneTimeToken{Purpose: models.ToSignIn, EmailKey: input.EmailKey(m.To), Payload: payload}
	values, err := s.createSignInToken(tx, t)
	if err != nil {
		return nil, err
	}
	return &mail.Content{Kind: mail.SignUpCode, To: m.To, Values: values}, nil
}

// signInNew creates the account of a token that was sent to an address without one, by the rules of Create, and logs
// in. If an account with the address has been created since and is not verified, the caller takes it over. If that
// account is verified or disabled, the token is TOKEN_INVALID.
func (s *Service) signInNew(
	ctx context.Context, caller auth.Caller, t *models.OneTimeToken,
) (*models.Customer, *models.Session, error) {
	created, rest, err := s.customerOf(ctx, t, "code")
	if err != nil {
		return nil, nil, err
	}
	var c *models.Customer
	var session *models.Session
	finish := func(tx *gorm.DB) error {
		if c, err = recipient(tx, t.EmailKey); err != nil {
			return err
		}
		if c != nil && (c.Disabled() || c.EmailVerified) {
			return onetime.Invalid("code")
		}
		if err := s.once.Consume(tx, t, "code"); err != nil {
			return err
		}
		if c == nil {
			c, err = created, s.store(tx, events.ByCustomer(created.ID), created, rest)
		} else {
			err = s.markEmailVerified(tx, c, caller.Owns(c.ID))
		}
		if err != nil {
			return err
		}
		session, err = s.openSession(tx, c.ID, caller)
		return err
	}
	err = s.o.Throttle.Guard(ctx, caller,
		func() error { return rest.custom.Conflict(asFieldError(s.db.InTx(ctx, finish))) },
		signUps.On(caller, "", throttle.Known{})...)
	if err != nil {
		return nil, nil, atToken(err, "code")
	}
	return c, session, nil
}
