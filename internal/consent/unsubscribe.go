package consent

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// Unsubscribe unsubscribes a person with a token from UnsubscribeToken, and returns the channel. It can be repeated. An
// opt-out by email counts for the mailbox: for the customer and for the subscription without an account. An invalid
// token is TOKEN_INVALID; after too many of them, Unsubscribe returns RateLimited.
func (s *Service) Unsubscribe(ctx context.Context, caller auth.Caller, token string) (*models.MarketingChannel, error) {
	key, err := s.ledger.key(s.db.Primary(ctx))
	if err != nil {
		return nil, err
	}
	var st *models.MarketingConsent
	if id := statementID(key, token); id != "" {
		if st, err = find(s.db.Primary(ctx), id); err != nil {
			return nil, err
		}
	}
	if st == nil { // only invalid tokens are counted: the servers of a mail provider unsubscribe many people
		if _, err := s.o.Throttle.Begin(ctx, throttle.Tokens().On(caller, "", throttle.Known{})...); err != nil {
			return nil, err
		}
		return nil, onetime.Invalid("token")
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if st, err = find(tx, st.ID); err != nil || st == nil {
			return err
		}
		return s.unsubscribe(tx, st)
	})
	if err != nil {
		return nil, fmt.Errorf("unsubscribe: %w", err)
	}
	return &st.Channel, nil
}

// find returns the statement with an ID, or nil.
func find(g *gorm.DB, id string) (*models.MarketingConsent, error) {
	var found []*models.MarketingConsent
	if err := g.Where("id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find a statement about marketing: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found[0], nil
}

// unsubscribe records that the person of a statement unsubscribed from its channel.
func (s *Service) unsubscribe(tx *gorm.DB, st *models.MarketingConsent) error {
	c, emailKey, err := s.personOf(tx, st)
	if err != nil {
		return err
	}
	caller := auth.Caller{}
	of := People{}
	if c != nil {
		caller, of.Customers, emailKey = events.ByCustomer(c.ID), []string{c.ID}, c.EmailKey
	}
	if emailKey != "" {
		if err := lockAddresses(tx, emailKey); err != nil {
			return err
		}
		of.Emails = []string{emailKey}
	}
	b, err := s.ledger.Open(tx, caller, models.FromUnsubscribe, of)
	if err != nil {
		return err
	}
	out := Statement{Channel: st.Channel, State: models.Unsubscribed}
	if row := b.current[place{emailKey, st.Channel}]; row != nil && emailKey != "" {
		b.record(person{address: input.Address{Shown: *row.Email, Key: *row.EmailKey}}, out)
	}
	switch {
	case c != nil && b.current[place{c.ID, st.Channel}] != nil:
		return b.store(tx, c, func() events.Changes { return b.Record(c, out) })
	case c == nil && emailKey == "":
		return b.withdraw(tx, st)
	}
	return b.Store(tx)
}

// personOf returns the customer of a statement, locked, or the normalized email address of a person without an account.
// A statement of a person who was deleted still has the hash of the address: somebody who has an account or a
// subscription with this address now is the person who reads its mailbox.
func (s *Service) personOf(tx *gorm.DB, st *models.MarketingConsent) (*models.Customer, string, error) {
	switch {
	case st.CustomerID != nil:
		c, err := locked(tx, "id = ?", *st.CustomerID)
		return c, "", err
	case st.EmailKey != nil:
		c, err := locked(tx, "email_key = ?", *st.EmailKey)
		return c, *st.EmailKey, err
	case st.EmailHash == "":
		return nil, "", nil
	}
	var rows []*models.MarketingConsent
	err := tx.Where("email_hash = ? AND email_hash <> '' AND current AND (channel || '') = ?", st.EmailHash, st.Channel).
		Where("customer_id IS NOT NULL OR email_key IS NOT NULL").Order("at DESC, id").Find(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("find the person of a statement: %w", err)
	}
	key, err := s.ledger.key(tx)
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows {
		c, emailKey, err := s.personOf(tx, row)
		if err != nil {
			return nil, "", err
		}
		if c != nil && key.Email(c.EmailKey) == st.EmailHash || c == nil && emailKey != "" {
			return c, emailKey, nil
		}
	}
	return nil, "", nil
}

// withdraw records that a person who was deleted unsubscribed, so that a later import does not subscribe the address.
func (b *Book) withdraw(tx *gorm.DB, st *models.MarketingConsent) error {
	if st.EmailHash == "" {
		return nil
	}
	if err := db.Lock(tx, "marketing to "+st.EmailHash); err != nil {
		return fmt.Errorf("lock email address: %w", err)
	}
	var rows []*models.MarketingConsent
	err := tx.Where("email_hash = ? AND email_hash <> '' AND (channel || '') = ?", st.EmailHash, st.Channel).
		Order("at DESC, id DESC").Limit(1).Find(&rows).Error
	if err != nil {
		return fmt.Errorf("find the last statement about an email address: %w", err)
	}
	if len(rows) > 0 && rows[0].State == models.Unsubscribed {
		return nil
	}
	row := &models.MarketingConsent{
		EmailHash: st.EmailHash, Channel: st.Channel, State: models.Unsubscribed, At: b.now, Source: b.source,
		Current: true,
	}
	row.ActorKind, row.ActorID, row.ActorName = events.ActorOf(b.caller)
	for _, before := range rows {
		if before.Current {
			b.end(before)
		}
		if !row.At.After(before.At.Time) {
			row.At = after(before)
		}
	}
	b.add(row)
	return b.Store(tx)
}
