package accounts

import (
	"slices"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/events"
	"clientele/models"
)

// upserted is a customer, stored or new, with the changes of the records that were applied.
type upserted struct {
	c       models.Customer
	stored  *models.Customer // as the database has it; nil for a new customer
	changed bool             // c must be stored
	tags    []models.CustomerTag
	retag   bool // tags must be stored
	groups  []models.CustomerGroup
	grouped []models.CustomerGroup // the groups as the database has them
	regroup bool                   // groups must be stored
	book    *bulk.Book
	// signOut and forget tell that all sessions must end, and that all tokens that were sent by email must not work
	// anymore. With a new password, only some of the tokens are affected.
	signOut, forget bool
	recalled        *remembered // in a dry run, if an earlier batch would have changed it
}

// apply applies a record to the state. If the record fails, the state stays the same.
func (u *upsert) apply(i int) (bulk.Result, error) {
	r := u.records[i]
	target := u.target(r)
	var checked *checkedRecord
	var err error
	if target == nil && u.key(r) != "" {
		checked, err = u.forNew(r)
	} else {
		checked, err = u.forStored(r, customerOf(target))
	}
	if err != nil {
		return bulk.Result{}, err
	}
	if err := checked.f.Err(); err != nil {
		return bulk.Result{Outcome: bulk.Failed, Err: err}, nil
	}
	a := &upsertStep{upsert: u, r: r, checked: checked}
	u.fields.Begin()
	u.consents.Begin()
	outcome := bulk.Unchanged
	if target == nil {
		outcome = bulk.Created
		a.create(u.ids[i])
	} else {
		a.next = *target
		if target.book != nil {
			a.next.book = target.book.Clone()
		}
		a.update()
	}
	a.addAddresses()
	if err := a.f.Err(); err != nil {
		u.fields.Rollback()
		u.consents.Rollback()
		return bulk.Result{Outcome: bulk.Failed, Err: err}, nil
	}
	if target != nil && len(a.entries) > 0 {
		outcome = bulk.Updated
	}
	u.history.Add(u.caller, u.now, a.entries...)
	return bulk.Result{ID: u.shownID(u.replace(target, a.next)), Outcome: outcome}, nil
}

// customerOf returns the customer as it would be after the records that were applied, or nil.
func customerOf(target *upserted) *models.Customer {
	if target == nil {
		return nil
	}
	return &target.c
}

// target returns the customer that a record is matched with, or nil.
func (u *upsert) target(r *upsertRecord) *upserted {
	switch {
	case u.match == bulk.ByEmail:
		return u.byEmail[r.email]
	case r.externalID == "":
		return nil
	}
	return u.byID[r.externalID]
}

// replace replaces the state of a customer, or adds a new one.
func (u *upsert) replace(target *upserted, next upserted) *upserted {
	if target == nil {
		target = &upserted{}
		u.all = append(u.all, target)
	} else {
		delete(u.byEmail, target.c.EmailKey)
		delete(u.byID, deref(target.c.ExternalID))
	}
	*target = next
	u.index(target)
	return target
}

func (u *upsert) index(t *upserted) {
	u.byEmail[t.c.EmailKey] = t
	if id := deref(t.c.ExternalID); id != "" {
		u.byID[id] = t
	}
}

// shownID returns the ID of a customer; "" for one that a dry run would create.
func (u *upsert) shownID(t *upserted) string {
	if u.o.DryRun != nil && t.stored == nil {
		return ""
	}
	return t.c.ID
}

// upsertStep applies one record to a copy of its customer.
type upsertStep struct {
	*upsert
	r       *upsertRecord
	checked *checkedRecord
	f       apperr.Fields
	next    upserted
	entries []events.Entry
}

func (a *upsertStep) create(id string) {
	a.next = upserted{c: *a.checked.c, tags: a.checked.rest.tags, book: &bulk.Book{CustomerID: id}}
	a.next.changed, a.next.retag = true, len(a.next.tags) > 0
	c := &a.next.c
	c.ID, c.CreatedAt, c.UpdatedAt = id, a.now, a.now
	if a.r.in.CreatedAt != nil {
		c.CreatedAt = *a.r.in.CreatedAt
	}
	if a.checked.hash != nil {
		c.PasswordHash, c.PasswordGiven = a.checked.hash, true
	}
	a.checkUnique()
	a.setGroups()
	a.fields.Stage(&a.f, c.ID, a.checked.rest.custom)
	consents := applyConsent(a.consents, nil, c, a.checked.rest.accepts)
	a.entries = append(a.entries, entry(c, models.CustomerCreated, consents))
	a.setDisabled()
}

func (a *upsertStep) update() {
	c, before := &a.next.c, a.next.c
	a.checked.change.apply(c)
	a.checkUnique()
	consents := applyConsent(a.consents, &before, c, a.checked.change.accepts)
	changes := append(changesOf(&before, c), consents...)
	if tags := a.checked.change.rest.tags; tags != nil {
		if retagged := tagChanges(a.next.tags, tags); len(retagged) > 0 {
			changes = append(changes, retagged...)
			a.next.tags, a.next.retag = tags, true
		}
	}
	changes = append(changes, a.setGroups()...)
	changes = append(changes, a.fields.Stage(&a.f, c.ID, a.checked.change.rest.custom)...)
	if len(changes) > 0 {
		a.touch()
		a.entries = append(a.entries, entry(c, models.CustomerUpdated, changes))
	}
	if c.EmailKey != before.EmailKey {
		a.next.signOut, a.next.forget = true, true
	}
	if a.checked.hash != nil && c.PasswordHash == nil {
		c.PasswordHash, c.PasswordGiven, a.next.signOut = a.checked.hash, true, true
		a.touch()
		a.entries = append(a.entries, entry(c, models.CustomerPasswordChanged, passwordChanges()))
	}
	a.setDisabled()
}

// setGroups sets the groups of the record, and returns the change.
func (a *upsertStep) setGroups() events.Changes {
	if a.checked.groups == nil {
		return nil
	}
	groups := a.known.resolve(&a.f, a.checked.groups)
	changes := groupChanges(a.next.groups, groups)
	if len(changes) > 0 {
		a.next.groups, a.next.regroup = groups, true
	}
	return changes
}

// touch gives the customer a new version.
func (a *upsertStep) touch() {
	a.next.c.Version, a.next.c.UpdatedAt, a.next.changed = a.next.c.Version+1, a.now, true
}

// checkUnique checks that no other customer has the email address or the external ID.
func (a *upsertStep) checkUnique() {
	c := &a.next.c
	if other := a.byEmail[c.EmailKey]; other != nil && other.c.ID != c.ID {
		a.f.Add(apperr.Path{"email"}, apperr.CodeEmailTaken, emailTaken)
	}
	if id := deref(c.ExternalID); id != "" {
		if other := a.byID[id]; other != nil && other.c.ID != c.ID {
			a.f.Add(apperr.Path{"externalId"}, apperr.CodeExternalIDTaken, externalIDTaken)
		}
	}
}

// setDisabled disables or enables the customer as the record says.
func (a *upsertStep) setDisabled() {
	c, before := &a.next.c, a.next.c
	disabled, reason := c.Disabled(), c.DisabledReason
	if a.r.in.Disabled.IsSet() {
		disabled = isTrue(a.r.in.Disabled)
	}
	switch given := a.r.in.DisabledReason.IsSet(); {
	case given && disabled:
		reason = a.checked.reason
	case given && deref(a.checked.reason) != "":
		a.f.Add(apperr.Path{"disabledReason"}, apperr.CodeInvalid, "Only a disabled customer has a reason")
		return
	}
	if disabled && !disable(c, reason, a.now) || !disabled && !enable(c) {
		return
	}
	a.touch()
	a.entries = append(a.entries, disabling(&before, c))
	a.next.signOut, a.next.forget = a.next.signOut || disabled, a.next.forget || disabled
}

// addAddresses adds the addresses of the record to the address book.
func (a *upsertStep) addAddresses() {
	var saved []string
	for i, address := range a.checked.addresses {
		at := apperr.Path{"addresses", strconv.Itoa(i)}
		entries, id := a.s.o.Addresses.Enter(&a.f, at, a.next.book, a.fields, a.addressIDs[a.r.firstAddress+i],
			address.Address, address.custom, saved)
		if id == "" { // the book is full
			return
		}
		a.entries, saved = slices.Concat(a.entries, entries), append(saved, id)
	}
}
