package consent

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/models"
)

// SetMarketingConsentInput is a statement about marketing. The schema describes the fields of the inputs.
type SetMarketingConsentInput struct {
	Channel models.MarketingChannel
	State   models.MarketingState
	Wording *string
	At      *models.Time
}

// Set records a statement of a customer, or of the caller if customerID is nil, and returns the customer. Only
// CUSTOMERS_WRITE can set the time. A statement about a time before the current one is kept as history. A statement
// that says nothing new is not added. Invalid input is apperr.Invalid; an unknown customer is apperr.NotFound.
func (s *Service) Set(
	ctx context.Context, caller auth.Caller, customerID *string, in SetMarketingConsentInput,
) (*models.Customer, error) {
	id, err := caller.TargetCustomer(customerID, "customerId")
	if err != nil {
		return nil, err
	}
	if in.At != nil && !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	st, err := s.check(in)
	if err != nil {
		return nil, err
	}
	var c *models.Customer
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if c, err = locked(tx, "id = ?", id); err != nil {
			return err
		}
		if c == nil {
			return apperr.Missing("customer")
		}
		if again, err := recorded(tx, c, st); err != nil || again {
			return err
		}
		source := models.FromShop
		if caller.Kind == auth.Customer {
			source = models.FromCustomer
		}
		b, err := s.ledger.Open(tx, caller, source, People{Customers: []string{c.ID}, Emails: []string{c.EmailKey}})
		if err != nil {
			return err
		}
		return b.store(tx, c, func() events.Changes { return b.Record(c, st) })
	})
	if err != nil {
		return nil, fmt.Errorf("set the marketing consent of customer %s: %w", id, err)
	}
	return c, nil
}

// check validates a statement.
func (s *Service) check(in SetMarketingConsentInput) (Statement, error) {
	var f apperr.Fields
	at := apperr.Path{"input"}
	st := Statement{Channel: in.Channel, State: in.State, At: in.At}
	if in.State == models.Pending {
		f.Add(at.At("state"), apperr.CodeInvalid, "Must be SUBSCRIBED or UNSUBSCRIBED")
	}
	st.Wording = Wording(&f, at.At("wording"), in.Wording)
	if in.At != nil && in.At.After(s.o.Now()) {
		f.Add(at.At("at"), apperr.CodeInvalid, "Must not be in the future")
	}
	return st, f.Err()
}

// Wording checks the text that a person agreed to. An empty text is the same as none.
func Wording(f *apperr.Fields, at apperr.Path, s *string) *string {
	text := input.Text(f, at, s, maxWording)
	if text == nil || *text == "" {
		return nil
	}
	return text
}

// recorded reports whether a statement with a given time is stored already, so that it can be sent again.
func recorded(tx *gorm.DB, c *models.Customer, st Statement) (bool, error) {
	if st.At == nil {
		return false, nil
	}
	var same []*models.MarketingConsent
	err := tx.Where("customer_id = ? AND at = ? AND channel = ? AND state = ?", c.ID, *st.At, st.Channel, st.State).
		Find(&same).Error
	if err != nil {
		return false, fmt.Errorf("find the same statement about marketing: %w", err)
	}
	for _, row := range same {
		if sameWording(row, st) {
			return true, nil
		}
	}
	return false, nil
}

// locked reads a customer by a condition and locks the row. It returns nil if there is none.
func locked(tx *gorm.DB, where string, args ...any) (*models.Customer, error) {
	var c models.Customer
	err := db.ForUpdate(tx).Where(where, args...).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("lock customer: %w", err)
	}
	return &c, nil
}

// store makes changes of a locked customer's consent with f, and stores the customer, the statements and the event.
func (b *Book) store(tx *gorm.DB, c *models.Customer, f func() events.Changes) error {
	accepted := c.AcceptsMarketing
	changes := f()
	if len(changes) > 0 {
		changes.Bool("acceptsMarketing", accepted, c.AcceptsMarketing)
		c.Version, c.UpdatedAt = c.Version+1, b.now
		err := db.LockedRow(tx).Model(c).Select("accepts_marketing", "version", "updated_at").Updates(c).Error
		if err != nil {
			return fmt.Errorf("update customer %s: %w", c.ID, err)
		}
		e := events.Entry{
			Type: models.CustomerUpdated, SubjectID: c.ID, CustomerID: c.ID, Changes: changes, Version: c.Version,
		}
		if err := events.Record(tx, b.caller, b.now, e); err != nil {
			return err
		}
	}
	return b.Store(tx)
}
