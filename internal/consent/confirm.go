package consent

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// Confirm confirms a subscription with an emailed token, and returns its channel. The statement keeps the wording of
// the subscription that the email was sent for. An invalid token, and one of a subscription that was withdrawn since,
// is TOKEN_INVALID.
func (s *Service) Confirm(ctx context.Context, caller auth.Caller, token string) (*models.MarketingChannel, error) {
	attempt, err := s.o.Throttle.Begin(ctx, throttle.Tokens().On(caller, "", throttle.Known{})...)
	if err != nil {
		return nil, err
	}
	t, err := s.once.Find(s.db.Primary(ctx), token, models.ToConfirmMarketing)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, onetime.Invalid("token")
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if t.CustomerID != nil {
			return s.confirmCustomer(tx, t)
		}
		return s.confirmAddress(tx, t)
	})
	if err != nil {
		return nil, fmt.Errorf("confirm a subscription: %w", err)
	}
	channel := models.ByEmail
	return &channel, attempt.Succeeded(ctx)
}

// confirmCustomer confirms the subscription of a customer, who must still have the address that the token was sent to.
func (s *Service) confirmCustomer(tx *gorm.DB, t *models.OneTimeToken) error {
	c, err := locked(tx, "id = ?", *t.CustomerID)
	if err != nil {
		return err
	}
	if c == nil || c.Disabled() || c.EmailKey != t.EmailKey {
		return onetime.Invalid("token")
	}
	if err := s.once.Consume(tx, t, "token"); err != nil {
		return err
	}
	b, err := s.ledger.Open(tx, events.ByCustomer(c.ID), models.FromConfirmation, People{Customers: []string{c.ID}})
	if err != nil {
		return err
	}
	row := b.current[place{c.ID, models.ByEmail}]
	if row == nil || row.State == models.Unsubscribed {
		return onetime.Invalid("token")
	}
	return b.store(tx, c, func() events.Changes { return b.Record(c, confirmed(row.Wording)) })
}

// confirmed returns the statement that confirms a subscription with a wording.
func confirmed(wording *string) Statement {
	return Statement{Channel: models.ByEmail, State: models.Subscribed, Wording: wording}
}

// confirmAddress confirms a subscription of an email address. If a customer has verified the address, the statements
// become those of the customer. Somebody else can have subscribed the address since with another wording, so the
// wording is that of the token.
func (s *Service) confirmAddress(tx *gorm.DB, t *models.OneTimeToken) error {
	asked, err := subscriptionOf(t)
	if err != nil {
		return err
	}
	c, b, err := s.openAddress(tx, auth.Caller{}, models.FromConfirmation, t.EmailKey)
	if err != nil {
		return err
	}
	if err := s.once.Consume(tx, t, "token"); err != nil {
		return err
	}
	known, row := b.latest(c, t.EmailKey), b.current[place{t.EmailKey, models.ByEmail}]
	if known == nil || known.State == models.Unsubscribed {
		return onetime.Invalid("token")
	}
	st := confirmed(asked.Wording)
	confirm := func() {
		b.record(person{address: input.Address{Shown: *row.Email, Key: *row.EmailKey}}, st)
	}
	if c == nil || !c.EmailVerified {
		confirm()
		return b.Store(tx)
	}
	b.caller = events.ByCustomer(c.ID)
	return b.store(tx, c, func() events.Changes {
		if row == nil { // the customer has verified the address since
			return b.Record(c, st)
		}
		confirm()
		return b.Adopt(c)
	})
}
