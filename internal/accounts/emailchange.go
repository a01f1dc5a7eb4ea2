package accounts

import (
	"context"
	"encoding/json"
	"fmt"

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

// emailChanges limits how often a customer requests an email change with its password, which costs a hash.
var emailChanges = throttle.Limit{Name: "email changes", Failures: 20, Window: quarter}

// emailChange is the payload of a token for an email change.
type emailChange struct {
	Email string
	From  string // the key of the previous address
}

// RequestEmailChange emails a token to the new address, and a notice to the present one, which remains until the token
// is used. It needs the password, if the customer has one. The result does not reveal whether another customer has the
// address; in that case the other customer is notified.
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
		f.Add(apperr.Path{"newEmail"}, apperr.CodeInvalid, "This is already the email address of the account")
	}
	if err := s.checkCurrentPassword(ctx, caller, c, &f, password, emailChanges); err != nil {
		return err
	}
	payload, err := json.Marshal(emailChange{Email: to.Shown, From: c.EmailKey})
	if err != nil {
		return fmt.Errorf("request email change: %w", err)
	}
	data := map[string]string{"waiting": models.NewID(models.OnceID)}
	m := mail.Email{Kind: mail.EmailChange, To: to.Shown, Data: data}
	if err := s.limitRequests(ctx, caller, m); err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		t := replacingTokenOf(models.ToChangeEmail, c)
		t.ID, t.EmailKey, t.Payload = m.Data["waiting"], to.Key, string(payload)
		if _, err := locked(tx, c.ID); err != nil {
			return err
		}
		if err := s.once.Prepare(tx, t, changeLife); err != nil {
			return err
		}
		notice := mail.Email{Kind: mail.EmailChangeNotice, To: c.Email, Data: map[string]string{"customer": c.ID}}
		// An address that is not verified may be someone else's: it receives no text that the caller has entered.
		if c.EmailVerified {
			notice.Data["newEmail"] = to.Shown
		}
		if err := s.o.Post.Send(tx, notice); err != nil {
			return err
		}
		return s.o.Post.Send(tx, m)
	})
	if err != nil {
		return fmt.Errorf("request email change: %w", err)
	}
	return nil
}

// checkCurrentPassword checks the caller's current password, unless f contains errors. A customer without a password
// must have logged in recently. The limit is of checks with the right password.
func (s *Service) checkCurrentPassword(
	ctx context.Context, caller auth.Caller, c *models.Customer, f *apperr.Fields, password *string,
	limit throttle.Limit,
) error {
	if password == nil {
		recent := false
		if c.PasswordHash == nil {
			var err error
			if recent, err = s.signedInRecently(ctx, caller); err != nil {
				return err
			}
		}
		if !recent {
			f.Add(apperr.Path{"password"}, apperr.CodeRequired,
				"The current password is required. If the account has no password, log in again first.")
		}
	}
	if err := f.Err(); err != nil || password == nil {
		return err
	}
	right := throttle.Bucket{Limit: limit, Of: c.ID}
	return s.checkPassword(ctx, caller, caller.SessionID, c.PasswordHash, *password, errWrongPassword, right)
}

func (s *Service) composeChange(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	t, err := s.once.FindPrepared(tx, m.Data["waiting"])
	if err != nil || t == nil {
		return nil, err
	}
	wanted, err := readEmailChange(t)
	if err != nil {
		return nil, err
	}
	other, err := recipient(tx, t.EmailKey)
	if err != nil {
		return nil, err
	}
	if other != nil {
		return signUpTakenEmail(other), nil
	}
	c, err := lockTokenCustomer(tx, t, wanted.From)
	if err != nil || c == nil {
		return nil, err
	}
	token, err := s.once.Create(tx, t, changeLife)
	if err != nil {
		return nil, err
	}
	l := emailTo(mail.EmailChange, c, mail.TokenValues(token, changeLife))
	l.To, l.Values["NewEmail"] = wanted.Email, wanted.Email
	return l, nil
}

func readEmailChange(t *models.OneTimeToken) (wanted emailChange, err error) {
	if err = json.Unmarshal([]byte(t.Payload), &wanted); err != nil {
		err = fmt.Errorf("decode email change: %w", err)
	}
	return wanted, err
}

// changeEmail changes a customer's email address to the one that a token was sent to. The caller must be logged in as
// the customer or provide its password. Otherwise the owner of a mistyped address could take over the account, and an
// attacker could make the owner of another address confirm it.
func (s *Service) changeEmail(
	ctx context.Context, caller auth.Caller, t *models.OneTimeToken, password *string,
) (*models.Customer, error) {
	id, err := s.identify(ctx, caller, t, password)
	if err != nil {
		return nil, err
	}
	if !id.known {
		return nil, apperr.Field(apperr.Path{"password"}, apperr.CodeRequired,
			"Log in as this customer, or provide the password of the account")
	}
	wanted, err := readEmailChange(t)
	if err != nil {
		return nil, err
	}
	address, ok := input.ParseEmail(wanted.Email)
	if !ok {
		return nil, fmt.Errorf("email change with an invalid address")
	}
	c, err := s.withTokenCustomer(ctx, t, wanted.From, id, func(tx *gorm.DB, c *models.Customer) error {
		before, by := *c, events.ByCustomer(c.ID)
		setEmail(c, address)
		if err := checkUnique(tx, c); err != nil {
			return err
		}
		index(c)
		c.EmailVerified, c.Version, c.UpdatedAt = true, c.Version+1, models.At(s.o.Now())
		consents, changes, err := s.recordConsent(tx, by, &before, c, nil)
		if err != nil {
			return err
		}
		err = tx.Model(c).
			Select("email", "email_key", "email_fold", "search_text", "email_verified", "accepts_marketing", "version",
				"updated_at").
			Updates(c).Error
		if err != nil {
			return err
		}
		if err := consents.Store(tx); err != nil {
			return err
		}
		changed := entry(c, models.CustomerUpdated, append(changesOf(&before, c), changes...))
		if err := s.record(tx, by, changed); err != nil {
			return err
		}
		if _, err := s.endSessions(tx, c, caller); err != nil {
			return err
		}
		return onetime.DeleteForCustomer(tx, c.ID)
	})
	return c, atToken(asFieldError(err), "token")
}

// atToken moves the field errors of a stored input to the argument with the token, because the caller has not provided
// the input.
func atToken(err error, argument string) error {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return err
	}
	var f apperr.Fields
	for _, field := range e.Fields {
		at := apperr.Path{argument}
		if len(field.Field) == 1 {
			at = field.Field
		}
		f.Add(at, field.Code, field.Message)
	}
	return f.Err()
}
