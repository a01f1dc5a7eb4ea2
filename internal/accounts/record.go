package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/models"
)

// changesOf returns the changes of a customer's own fields, to decide whether to store them and to record them.
func changesOf(before, after *models.Customer) events.Changes {
	var c events.Changes
	c.String("email", before.Email, after.Email)
	c.Bool("emailVerified", before.EmailVerified, after.EmailVerified)
	c.Text("name", before.Name, after.Name)
	c.Text("phone", before.Phone, after.Phone)
	c.Bool("acceptsMarketing", before.AcceptsMarketing, after.AcceptsMarketing)
	c.Text("locale", before.Locale, after.Locale)
	c.Text("externalId", before.ExternalID, after.ExternalID)
	c.Text("note", before.Note, after.Note)
	c.Text("disabledReason", before.DisabledReason, after.DisabledReason)
	c.Hide("note", "disabledReason")
	return c
}

// passwordChanges returns the change of a password, without values.
func passwordChanges() events.Changes {
	var c events.Changes
	c.Secret("password")
	return c
}

// entry describes an event of a customer as it is now.
func entry(c *models.Customer, what models.EventType, changes events.Changes) events.Entry {
	return events.Entry{Type: what, SubjectID: c.ID, CustomerID: c.ID, Changes: changes, Version: c.Version}
}

// record records events of customers in the transaction of their change.
func (s *Service) record(tx *gorm.DB, caller auth.Caller, entries ...events.Entry) error {
	return events.Record(tx, caller, models.At(s.o.Now()), entries...)
}

// creator returns the caller to record for a new customer: visitors create themselves.
func creator(caller auth.Caller, c *models.Customer) auth.Caller {
	if caller.Kind == auth.APIKey || caller.Kind == auth.Staff {
		return caller
	}
	return events.ByCustomer(c.ID)
}

// AddNote adds a note of the staff to a customer's history. It needs CUSTOMERS_WRITE, and returns apperr.NotFound if
// there is no such customer. The customer never sees the note.
func (s *Service) AddNote(ctx context.Context, caller auth.Caller, customerID, text string) (*models.Event, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	var f apperr.Fields
	note := input.RequiredText(&f, apperr.Path{"text"}, text, input.MaxNote)
	if err := f.Err(); err != nil {
		return nil, err
	}
	var e *models.Event
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := locked(tx, customerID)
		if err != nil {
			return err
		}
		noted := entry(c, models.CustomerNoteAdded, nil)
		noted.Text = &note
		e, err = events.RecordOne(tx, caller, models.At(s.o.Now()), noted)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add a note to customer %s: %w", customerID, err)
	}
	return e, nil
}
