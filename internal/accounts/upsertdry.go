package accounts

import (
	"cmp"
	"encoding/json"
	"fmt"

	"clientele/internal/bulk"
	"clientele/models"
)

// remembered is a customer as earlier batches of a dry run would have left it.
type remembered struct {
	Customer models.Customer
	Stored   *models.Customer              // as the database has it; nil for a new customer
	Tags     *[]models.CustomerTag         // nil if the batches did not change them
	Groups   *[]models.CustomerGroup       // nil if the batches did not change them
	Entries  *[]bulk.BookEntry             // of the address book; nil if the batches did not change it
	Fields   map[string]models.FieldCopies // values of custom fields that the batches changed, by record
	Consent  models.MarketingState         // to marketing by email; "" if it is not known
}

// The beginnings of the keys of a dry run.
const (
	emailPrefix      = "email="
	externalIDPrefix = "externalId="
)

// recallCustomers adds the customers that earlier batches of the dry run would have changed, and that have or had one
// of the unique values.
func (u *upsert) recallCustomers(rows []*models.Customer, emails, externalIDs []string) error {
	dry := u.o.DryRun
	var ids []string
	for _, c := range rows {
		if dry.Remembers(c.ID) {
			ids = append(ids, c.ID)
		}
	}
	for _, email := range emails {
		if id := dry.Keys[emailPrefix+email]; id != "" {
			ids = append(ids, id)
		}
	}
	for _, externalID := range externalIDs {
		if id := dry.Keys[externalIDPrefix+externalID]; id != "" {
			ids = append(ids, id)
		}
	}
	states, err := dry.Recall(ids)
	if err != nil {
		return err
	}
	for _, text := range states {
		var state remembered
		if err := json.Unmarshal(text, &state); err != nil {
			return fmt.Errorf("recall a customer of the dry run: %w", err)
		}
		t := &upserted{c: state.Customer, stored: state.Stored, recalled: &state}
		u.all = append(u.all, t)
		u.index(t)
	}
	return nil
}

// recall applies what earlier batches of the dry run would have changed in other tables.
func (u *upsert) recall() error {
	for _, t := range u.all {
		state := t.recalled
		if state == nil {
			continue
		}
		if state.Tags != nil {
			t.tags = *state.Tags
		}
		if state.Groups != nil {
			t.groups = *state.Groups
		}
		if state.Entries != nil {
			t.book = &bulk.Book{CustomerID: t.c.ID, Entries: *state.Entries}
		} else if t.stored == nil && t.book == nil {
			t.book = &bulk.Book{CustomerID: t.c.ID}
		}
		for owner, values := range state.Fields {
			u.fields.SetValues(owner, values)
		}
	}
	return nil
}

// Remember implements bulk.Batch.
func (u *upsert) Remember(dry *bulk.DryRun) error {
	fields := u.fields.Remember(dry)
	states := map[string]json.RawMessage{}
	for _, t := range u.all {
		state := remembered{Customer: t.c, Stored: t.stored, Fields: map[string]models.FieldCopies{}}
		owners := []string{t.c.ID}
		if u.consents != nil {
			state.Consent = u.consents.State(t.c.ID)
		}
		if earlier := t.recalled; earlier != nil {
			state.Consent = cmp.Or(state.Consent, earlier.Consent)
			state.Tags, state.Groups, state.Entries = earlier.Tags, earlier.Groups, earlier.Entries
			for owner := range earlier.Fields {
				owners = append(owners, owner)
			}
		}
		changed := t.changed
		if t.retag {
			state.Tags, changed = &t.tags, true
		}
		if t.regroup {
			state.Groups, changed = &t.groups, true
		}
		if t.book != nil {
			for _, e := range t.book.Entries {
				owners, changed = append(owners, e.ID), changed || e.Changed
			}
			state.Entries = &t.book.Entries
		}
		for _, owner := range owners {
			if values, ok := fields[owner]; ok {
				state.Fields[owner] = values
				changed = true
			}
		}
		if !changed {
			continue
		}
		text, err := json.Marshal(state)
		if err != nil {
			return fmt.Errorf("remember a customer of the dry run: %w", err)
		}
		states[t.c.ID] = text
		u.rememberKeys(t)
		if state.Consent != "" {
			u.o.DryRun.Set(consentPrefix+t.c.EmailKey, string(state.Consent))
		}
	}
	return dry.Remember(states)
}

// rememberKeys makes the dry run remember the unique values of a customer, and those that it does not have anymore.
func (u *upsert) rememberKeys(t *upserted) {
	release := func(c *models.Customer) {
		if u.byEmail[c.EmailKey] == nil {
			u.o.DryRun.Set(emailPrefix+c.EmailKey, "")
		}
		if id := deref(c.ExternalID); id != "" && u.byID[id] == nil {
			u.o.DryRun.Set(externalIDPrefix+id, "")
		}
	}
	if t.stored != nil {
		release(t.stored)
	}
	if t.recalled != nil {
		release(&t.recalled.Customer)
	}
	u.o.DryRun.Set(emailPrefix+t.c.EmailKey, t.c.ID)
	if id := deref(t.c.ExternalID); id != "" {
		u.o.DryRun.Set(externalIDPrefix+id, t.c.ID)
	}
}
