package accounts

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// moves bounds how often a customer asks for another email address with its password, which costs a hash.
var moves = throttle.Limit{Name: "email changes", Failures: 20, Window: quarter}

// wantedEmail is what a token of an email change is for.
type wantedEmail struct {
	Email string
	From  string // the key of the address that it replaces
}

// RequestEmailChange emails a token to the address that the caller wants to have, and a notice to the one it has, which stays until
// the token comes back. It needs the password where there is one. The answer is the same for free and taken addresses: the
// owner of a taken one is told instead.
func (s *Service) RequestEmailChange(ctx context.Context, caller auth.Caller, newEmail string, password *string) error {
	if caller.Kind != auth.Customer {
		return apperr.SignIn()
	}
	c, err := s.Get(ctx, caller, caller.CustomerID)
	if err != nil {
		return err
	}
	var f apperr.Fields
	to := input.Email(&f, apperr.Path{"newEmail"}, newEmail)
	if f.Empty() && to.Key == c.EmailKey {
		f.Add(apperr.Path{"newEmail"}, apperr.CodeInvalid, "this is the account's address already")
	}
	if err := s.checkPresent(ctx, caller, c, &f, password); err != nil {
		return err
	}
	payload, err := json.Marshal(wantedEmail{Email: to.Shown, From: c.EmailKey})
	if err != nil {
		return fmt.Errorf("ask for another email address: %w", err)
	}
	m := mail.Email{Kind: mail.EmailChange, To: to.Shown, Data: map[string]string{"waiting": models.NewID(models.OnceID)}}
	if err := s.mayAsk(ctx, caller, m); err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		t := onlyTokenOf(models.ToChangeEmail, c)
		t.ID, t.EmailKey, t.Payload = m.Data["waiting"], to.Key, string(payload)
		if _, err := locked(tx, c.ID); err != nil {
			return err
		}
		if err := s.once.Prepare(tx, t, changeLife); err != nil {
			return err
		}
		notice := mail.Email{Kind: mail.EmailChangeNotice, To: c.Email, Data: map[string]string{"customer": c.ID}}
		if c.EmailVerified { // to somebody else's mailbox goes nothing that the caller has typed: it may read like a web address
			notice.Data["newEmail"] = to.Shown
		}
		if err := s.o.Post.Send(tx, notice); err != nil {
			return err
		}
		return s.o.Post.Send(tx, m)
	})
	if err != nil {
		return fmt.Errorf("ask for another email address: %w", err)
	}
	return nil
}

// checkPresent checks the caller's present password, after everything else that f has gathered.
func (s *Service) checkPresent(ctx context.Context, caller auth.Caller, c *models.Customer, f *apperr.Fields, password *string) error {
	if password == nil {
		fresh := false
		if c.PasswordHash == nil {
			var err error
			if fresh, err = s.signedInFreshly(ctx, caller); err != nil {
				return err
			}
		}
		if !fresh {
			f.Add(apperr.Path{"password"}, apperr.CodeRequired, "give the present password; without one, sign in again first")
		}
	}
	if err := f.Err(); err != nil || password == nil {
		return err
	}
	moved := throttle.Bucket{Limit: moves, Of: c.ID}
	return s.guess(ctx, caller, caller.SessionID, c.PasswordHash, *password, notThePassword, moved)
}

func (s *Service) composeChange(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	t, err := s.once.FindPrepared(tx, m.Data["waiting"])
	if err != nil || t == nil {
		return nil, err
	}
	wanted, err := readWanted(t)
	if err != nil {
		return nil, err
	}
	other, err := recipient(tx, t.EmailKey)
	if err != nil {
		return nil, err
	}
	if other != nil {
		return letterTaken(other), nil
	}
	c, err := holder(tx, t, wanted.From)
	if err != nil || c == nil {
		return nil, err
	}
	token, err := s.once.Create(tx, t, changeLife)
	if err != nil {
		return nil, err
	}
	l := letterTo(mail.EmailChange, c, withToken(token, changeLife))
	l.To, l.Values["NewEmail"] = wanted.Email, wanted.Email
	return l, nil
}

func readWanted(t *models.OneTimeToken) (wanted wantedEmail, err error) {
	if err = json.Unmarshal([]byte(t.Payload), &wanted); err != nil {
		err = fmt.Errorf("read an email change: %w", err)
	}
	return wanted, err
}

// changeEmail gives a customer the address that a token went to. Only the customer itself can: signed in, or with its password.
// Otherwise whoever owns a mistyped address would get the account, and whoever makes somebody confirm an address that is not
// asked for would share an account with its owner.
func (s *Service) changeEmail(ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string) (*models.Customer, error) {
	id, err := s.identify(ctx, caller, t, password)
	if err != nil {
		return nil, err
	}
	if !id.known {
		return nil, apperr.Field(apperr.Path{"password"}, apperr.CodeRequired, "sign in as this customer, or give the account's password")
	}
	wanted, err := readWanted(t)
	if err != nil {
		return nil, err
	}
	address, ok := input.ParseEmail(wanted.Email)
	if !ok {
		return nil, fmt.Errorf("an email change is to no address")
	}
	c, err := s.withHolder(ctx, t, wanted.From, id, func(tx *gorm.DB, c *models.Customer) error {
		setEmail(c, address)
		if err := checkFree(tx, c); err != nil {
			return err
		}
		index(c)
		c.EmailVerified, c.Version, c.UpdatedAt = true, c.Version+1, models.At(s.o.Now())
		err := tx.Model(c).Select("email", "email_key", "email_fold", "search_text", "email_verified", "version", "updated_at").Updates(c).Error
		if err != nil {
			return err
		}
		if _, err := s.shutOut(tx, c, caller); err != nil {
			return err
		}
		return onetime.DeleteForCustomer(tx, c.ID)
	})
	return c, atToken(taken(err), "token")
}

// atToken tells faults of what a token is for at the argument that the token came in: that is all that the caller has given.
func atToken(err error, argument string) error {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return err
	}
	var f apperr.Fields
	for _, fault := range e.Fields {
		at := apperr.Path{argument}
		if len(fault.Field) == 1 {
			at = fault.Field
		}
		f.Add(at, fault.Code, fault.Message)
	}
	return f.Err()
}
