package accounts

import (
	"context"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// createsAccount names, in the data of a sign-in email, that an address without an account gets one.
const createsAccount = "createAccount"

// composeSignInNew writes to an address that nobody has: a code that creates the account where that was asked for, else an
// invitation to sign up. A shop whose sign-ups need more than an address, such as a custom field, only invites.
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
	values, err := s.mintSignIn(tx, t)
	if err != nil {
		return nil, err
	}
	return &mail.Content{Kind: mail.SignUpCode, To: m.To, Values: values}, nil
}

// signInNew creates the account of a token that went to an address without one, under all the rules of Create, and signs in. An
// account that somebody has created with the address since, and has not verified, goes to whoever brings the token. One that is
// verified or disabled makes the token TOKEN_INVALID: what opens it is emailed to its owner anew.
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
			c, err = created, s.store(tx, created, rest)
		} else {
			err = s.markEmailVerified(tx, c, caller.Owns(c.ID))
		}
		if err != nil {
			return err
		}
		session, err = s.openSession(tx, c.ID, caller)
		return err
	}
	err = s.o.Throttle.Guard(ctx, caller, func() error { return rest.custom.Conflict(taken(s.db.InTx(ctx, finish))) },
		signUps.On(caller, "", throttle.Known{})...)
	if err != nil {
		return nil, nil, atToken(err, "code")
	}
	return c, session, nil
}
