package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// signUp is a sign-up that waits until its email address is verified. It holds no password: whoever verifies the address chooses it,
// since anybody can sign up with an address that is not their own.
type signUp struct {
	Input CreateCustomerInput
}

// signUpByMail keeps a checked sign-up until the emailed token comes back, and makes no account. Free and taken addresses are the
// same work and the same answer, since nobody's account is looked at: whoever reads the email learns which it was.
func (s *Service) signUpByMail(ctx context.Context, caller auth.Caller, in CreateCustomerInput) error {
	to, err := checkedEmail("email", in.Email)
	if err != nil {
		return err
	}
	m := mail.Email{Kind: mail.SignUp, To: to.Shown, Data: map[string]string{"waiting": models.NewID(models.OnceID)}}
	if err := s.mayAsk(ctx, caller, m, signUps.On(caller, "", throttle.Known{})...); err != nil {
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
		return fmt.Errorf("sign up by mail: %w", err)
	}
	return nil
}

func (u signUp) write() (string, error) {
	text, err := json.Marshal(u)
	if err != nil {
		return "", fmt.Errorf("write a sign-up: %w", err)
	}
	return string(text), nil
}

func readSignUp(t *models.OneTimeToken) (*signUp, error) {
	d := json.NewDecoder(strings.NewReader(t.Payload))
	d.UseNumber() // as custom fields come with a request
	var kept signUp
	if err := d.Decode(&kept); err != nil {
		return nil, fmt.Errorf("read a sign-up: %w", err)
	}
	return &kept, nil
}

func (s *Service) composeSignUp(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	t, err := s.once.FindPrepared(tx, m.Data["waiting"])
	if err != nil || t == nil { // newer ones have their own emails: else a flood of them fills the owner's mailbox for days
		return nil, err
	}
	c, err := recipient(tx, input.EmailKey(m.To))
	if err != nil {
		return nil, err
	}
	if c != nil {
		return letterTaken(c), nil
	}
	kept, err := readSignUp(t)
	if err != nil {
		return nil, err
	}
	token, err := s.once.Create(tx, t, signUpLife)
	if err != nil {
		return nil, err
	}
	l := &mail.Content{Kind: mail.SignUp, To: m.To, Values: withToken(token, signUpLife)}
	if kept.Input.Name != nil {
		l.Name = *kept.Input.Name
	}
	return l, nil
}

// customerOf returns the customer of a sign-up that a token keeps, as verified, under all the rules of Create. Faults are told at the
// argument that the token came in.
func (s *Service) customerOf(ctx context.Context, t *models.OneTimeToken, argument string) (*models.Customer, rest, error) {
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

// finishSignUp makes the account of a sign-up whose address is verified by its token, under all the rules of Create, and signs in.
// The account gets the password that is given here, or none. What can be refused before it is looked up whether the address and the
// values are free is refused before.
func (s *Service) finishSignUp(ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string) (*models.Customer, *CustomerToken, error) {
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
		if err := checkFree(s.db.Read(ctx), c); err != nil {
			return err
		}
		if password != nil {
			hash, err := slot.Hash(ctx, *password)
			if err != nil {
				return err
			}
			c.PasswordHash = &hash
		}
		return rest.custom.Conflict(taken(s.db.InTx(ctx, func(tx *gorm.DB) error {
			if err := s.once.Consume(tx, t, "token"); err != nil {
				return err
			}
			if err := s.store(tx, c, rest); err != nil {
				return err
			}
			session, err = s.openSession(tx, c.ID, caller)
			return err
		})))
	})
	if err != nil {
		return nil, nil, atToken(err, "token")
	}
	made, err := s.mint(session)
	return c, made, err
}
