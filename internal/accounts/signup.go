package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

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

// signUp is a sign-up whose email address is not verified yet. It contains no password: it is chosen with the
// verification, because anyone can sign up with an address that is not their own.
type signUp struct {
	Input CreateCustomerInput
}

// signUpByEmail keeps a checked sign-up until the emailed token comes back, and makes no account. Free and taken
// addresses are the same work and the same answer, since nobody's account is looked at: whoever reads the email learns
// which it was.
func (s *Service) signUpByEmail(ctx context.Context, caller auth.Caller, in CreateCustomerInput) error {
	to, err := checkedEmail("email", in.Email)
	if err != nil {
		return err
	}
	m := mail.Email{Kind: mail.SignUp, To: to.Shown, Data: map[string]string{"waiting": models.NewID(models.OnceID)}}
	if err := s.limitRequests(ctx, caller, m, signUps.On(caller, "", throttle.Known{})...); err != nil {
		return err
	}
	in.Password = nil
	text, err := signUp{in}.write()
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		t := &models.OneTimeToken{
			ID: m.Data["waiting"], Purpose: models.ToSignUp, EmailKey: to.Key, Payload: text,
		}
		if err := s.once.Prepare(tx, t, signUpLife); err != nil {
			return err
		}
		if err := onetime.DeleteUnsent(tx, t); err != nil {
			return err
		}
		return s.o.Post.Send(tx, m)
	})
	if err != nil {
		return fmt.Errorf("sign up by email: %w", err)
	}
	return nil
}

func (u signUp) write() (string, error) {
	text, err := json.Marshal(u)
	if err != nil {
		return "", fmt.Errorf("encode sign-up: %w", err)
	}
	return string(text), nil
}

func readSignUp(t *models.OneTimeToken) (*signUp, error) {
	d := json.NewDecoder(strings.NewReader(t.Payload))
	d.UseNumber() // like the custom fields of a request
	var kept signUp
	if err := d.Decode(&kept); err != nil {
		return nil, fmt.Errorf("decode sign-up: %w", err)
	}
	return &kept, nil
}

func (s *Service) composeSignUp(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	t, err := s.once.FindPrepared(tx, m.Data["waiting"])
	if err != nil || t == nil { // replaced by newer ones, which have their own emails
		return nil, err
	}
	c, err := recipient(tx, input.EmailKey(m.To))
	if err != nil {
		return nil, err
	}
	if c != nil {
		return signUpTakenEmail(c), nil
	}
	kept, err := readSignUp(t)
	if err != nil {
		return nil, err
	}
	token, err := s.once.Create(tx, t, signUpLife)
	if err != nil {
		return nil, err
	}
	l := &mail.Content{Kind: mail.SignUp, To: m.To, Values: mail.TokenValues(token, signUpLife)}
	if kept.Input.Name != nil {
		l.Name = *kept.Input.Name
	}
	if kept.Input.Locale != nil {
		l.Locale = *kept.Input.Locale
	}
	return l, nil
}

// customerOf returns the verified customer of a token's sign-up, by the rules of Create. Errors refer to the argument
// with the token.
func (s *Service) customerOf(
	ctx context.Context, t *models.OneTimeToken, argument string,
) (*models.Customer, rest, error) {
	kept, err := readSignUp(t)
	if err != nil {
		return nil, rest{}, err
	}
	c, more, err := s.newCustomer(ctx, auth.Caller{}, kept.Input, false)
	if err != nil {
		return nil, rest{}, atToken(err, argument)
	}
	c.EmailVerified = true
	return c, more, nil
}

// completeSignUp creates the account of a token's sign-up with the given password or none, by the rules of Create, and
// logs in. Everything else is checked before it looks for unique values that are in use.
func (s *Service) completeSignUp(
	ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string,
) (*models.Customer, *CustomerToken, error) {
	c, rest, err := s.customerOf(ctx, t, "token")
	if err != nil {
		return nil, nil, err
	}
	var slot *auth.HashSlot
	if password != nil {
		var f apperr.Fields
		input.Password(&f, apperr.Path{"password"}, *password, passwordOwner(c))
		if err := f.Err(); err != nil {
			return nil, nil, err
		}
		if slot, err = s.o.Hasher.Reserve(caller); err != nil {
			return nil, nil, err
		}
		defer slot.Release()
	}
	var session *models.Session
	err = s.o.Throttle.Guard(ctx, caller, func() error {
		if err := checkUnique(s.db.Read(ctx), c); err != nil {
			return err
		}
		if password != nil {
			hash, err := slot.Hash(ctx, *password)
			if err != nil {
				return err
			}
			c.PasswordHash = &hash
		}
		return rest.custom.Conflict(asFieldError(s.db.InTx(ctx, func(tx *gorm.DB) error {
			if err := s.once.Consume(tx, t, "token"); err != nil {
				return err
			}
			if err := s.store(tx, events.ByCustomer(c.ID), c, rest); err != nil {
				return err
			}
			session, err = s.openSession(tx, c.ID, caller)
			return err
		})))
	})
	if err != nil {
		return nil, nil, atToken(err, "token")
	}
	made, err := s.newToken(session)
	return c, made, err
}
