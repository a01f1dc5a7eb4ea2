package consent

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

// The names of the values in the data of an email that asks for confirmation: of the prepared token of a subscription,
// or of a customer.
const (
	dataRequest  = "request"
	dataCustomer = "customer"
)

// subscription is the payload of the token of a subscription.
type subscription struct {
	Email   string  // as it was entered
	Wording *string // the text that the person agreed to
	At      models.Time
}

// subscriptionOf returns the payload of a token.
func subscriptionOf(t *models.OneTimeToken) (subscription, error) {
	var asked subscription
	if err := json.Unmarshal([]byte(t.Payload), &asked); err != nil {
		return asked, fmt.Errorf("decode subscription: %w", err)
	}
	return asked, nil
}

// Subscribe subscribes a person without an account to marketing by email. It only keeps the request: whether the
// address has an account, or has unsubscribed before, is checked when the email that asks for confirmation is composed,
// which is then sent or, if the person need not confirm, dropped. So the answer and the work are the same for all
// addresses. Invalid input is apperr.Invalid. Subscribe returns RateLimited after too many requests.
func (s *Service) Subscribe(ctx context.Context, caller auth.Caller, email string, text *string) error {
	var f apperr.Fields
	address := input.Email(&f, apperr.Path{"email"}, email)
	agreed := Wording(&f, apperr.Path{"wording"}, text)
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := s.o.Throttle.Begin(ctx, requests.On(caller, address.Key, throttle.Known{})...); err != nil {
		return err
	}
	payload, err := json.Marshal(subscription{Email: address.Shown, Wording: agreed, At: models.At(s.o.Now())})
	if err != nil {
		return fmt.Errorf("encode subscription: %w", err)
	}
	m := mail.Email{
		Kind: mail.ConfirmMarketing, To: address.Shown,
		Data: map[string]string{dataRequest: models.NewID(models.OnceID)},
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		t := &models.OneTimeToken{
			ID: m.Data[dataRequest], Purpose: models.ToConfirmMarketing, EmailKey: address.Key,
			Payload: string(payload),
		}
		if err := s.once.Prepare(tx, t, confirmLife); err != nil {
			return err
		}
		if err := onetime.DeleteUnsent(tx, t); err != nil {
			return err
		}
		return s.o.Post.Send(tx, m)
	})
	if err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	return nil
}

// composeConfirmation composes the email that asks to confirm a subscription.
func (s *Service) composeConfirmation(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	if m.Data[dataCustomer] != "" {
		return s.composeForCustomer(tx, m.Data[dataCustomer])
	}
	t, err := s.once.FindPrepared(tx, m.Data[dataRequest])
	if err != nil || t == nil { // replaced by later requests, or expired
		return nil, err
	}
	pending, err := s.subscribe(tx, t)
	if err != nil {
		return nil, err
	}
	if !pending {
		if err := tx.Where("id = ?", t.ID).Delete(&models.OneTimeToken{}).Error; err != nil {
			return nil, fmt.Errorf("delete the token of a subscription: %w", err)
		}
		return nil, nil
	}
	token, err := s.once.Create(tx, t, confirmLife)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Kind: mail.ConfirmMarketing, To: m.To, Values: mail.TokenValues(token, confirmLife),
	}, nil
}

// subscribe records the statement of a subscription, about the email address: it becomes one of the customer with this
// address only with the confirmation. It reports whether the person must confirm it.
func (s *Service) subscribe(tx *gorm.DB, t *models.OneTimeToken) (pending bool, err error) {
	asked, err := subscriptionOf(t)
	if err != nil {
		return false, err
	}
	c, b, err := s.openAddress(tx, auth.Caller{}, models.FromSubscribe, t.EmailKey)
	if err != nil {
		return false, err
	}
	known := b.latest(c, t.EmailKey)
	if known != nil && (known.State == models.Subscribed ||
		known.State == models.Unsubscribed && known.At.After(asked.At.Time)) {
		return false, nil // there is nothing to do, or it was withdrawn since
	}
	of := person{address: input.Address{Shown: asked.Email, Key: t.EmailKey}, account: c != nil}
	st := Statement{Channel: models.ByEmail, State: models.Subscribed, Wording: asked.Wording}
	if earlier := b.current[place{t.EmailKey, st.Channel}]; earlier == nil || earlier.At.Before(asked.At.Time) {
		b.now = asked.At
	}
	b.record(of, st)
	pending = b.current[place{t.EmailKey, st.Channel}].State == models.Pending
	return pending, b.Store(tx)
}

// openAddress locks the customer with an email address, if there is one, and the address, and opens a book for both.
func (s *Service) openAddress(
	tx *gorm.DB, caller auth.Caller, source models.MarketingSource, emailKey string,
) (*models.Customer, *Book, error) {
	c, err := locked(tx, "email_key = ?", emailKey)
	if err != nil {
		return nil, nil, err
	}
	if err := lockAddresses(tx, emailKey); err != nil {
		return nil, nil, err
	}
	of := People{Emails: []string{emailKey}}
	if c != nil {
		of.Customers = []string{c.ID}
	}
	b, err := s.ledger.Open(tx, caller, source, of)
	return c, b, err
}

// latest returns the last statement about marketing by email to an address: of the address or, if the address of the
// customer c is verified, of the customer. It returns nil without one.
func (b *Book) latest(c *models.Customer, emailKey string) *models.MarketingConsent {
	row := b.current[place{emailKey, models.ByEmail}]
	if c == nil || !c.EmailVerified {
		return row
	}
	if own := b.current[place{c.ID, models.ByEmail}]; row == nil || own != nil && own.At.After(row.At.Time) {
		return own
	}
	return row
}

// composeForCustomer composes the email for a customer who has subscribed.
func (s *Service) composeForCustomer(tx *gorm.DB, id string) (*mail.Content, error) {
	c, err := locked(tx, "id = ?", id)
	if err != nil || c == nil || c.Disabled() {
		return nil, err
	}
	var pending []*models.MarketingConsent
	err = tx.Where("customer_id = ? AND channel = ? AND current AND state = ?", id, models.ByEmail, models.Pending).
		Find(&pending).Error
	if err != nil || len(pending) == 0 {
		return nil, err
	}
	token, err := s.once.Create(tx, &models.OneTimeToken{
		Purpose: models.ToConfirmMarketing, CustomerID: &c.ID, EmailKey: c.EmailKey, Subject: c.ID,
	}, confirmLife)
	if err != nil {
		return nil, err
	}
	return mail.ContentTo(c, mail.ConfirmMarketing, c.Email, mail.TokenValues(token, confirmLife)), nil
}
