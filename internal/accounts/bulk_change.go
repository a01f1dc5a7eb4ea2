package accounts

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/models"
)

// ChangeMany makes a change to customers, at most bulk.MaxBatch, in one transaction with a fixed number of statements,
// and returns the results in the same order. The rules and events are those of Update, Disable, Enable and Delete. A
// customer that does not exist, or cannot be changed, is a failed result and affects no other. The caller needs
// CUSTOMERS_WRITE. The IDs must be different.
func (s *Service) ChangeMany(
	ctx context.Context, caller auth.Caller, ids []string, change *BulkChange,
	commit func(tx *gorm.DB, results []bulk.Result) error,
) ([]bulk.Result, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	if len(ids) > bulk.MaxBatch {
		return nil, apperr.Bad("At most %d customers can be changed at once", bulk.MaxBatch)
	}
	b := &bulkBatch{s: s, caller: caller, ids: ids, change: change}
	results, err := bulk.Run(ctx, s.db, bulk.Options{Commit: commit}, b)
	if err != nil {
		return nil, fmt.Errorf("change customers: %w", err)
	}
	return results, nil
}

// bulkBatch is a batch of customers that are being changed. It implements bulk.Batch.
type bulkBatch struct {
	s      *Service
	caller auth.Caller
	ids    []string
	change *BulkChange

	bulkState
}

// bulkState is the state of a batch. A repeated transaction begins with a new one.
type bulkState struct {
	now                 models.Time
	customers           map[string]*models.Customer
	tags                map[string][]models.CustomerTag
	known               *groupSet                         // the groups that the change names
	groups              map[string][]models.CustomerGroup // of the customers, if the change concerns them
	regrouped           regrouping
	fields              *customfields.Batch
	consents            *consent.Book // nil if the change says nothing about marketing
	updated             []*models.Customer
	retagged, signedOut []string
	deleted             []consent.Forgotten
	emails              []mail.Email
	history             events.Batch
}

// Decide implements bulk.Batch.
func (b *bulkBatch) Decide(g *gorm.DB) ([]bulk.Result, error) {
	b.bulkState = bulkState{now: models.At(b.s.o.Now())}
	if err := b.load(g); err != nil {
		return nil, err
	}
	results := make([]bulk.Result, len(b.ids))
	for i, id := range b.ids {
		if c := b.customers[id]; c != nil {
			results[i] = b.apply(c)
		} else {
			results[i] = failed(apperr.Field(nil, apperr.CodeNotFound, "There is no such customer"))
		}
	}
	return results, nil
}

func failed(err error) bulk.Result { return bulk.Result{Outcome: bulk.Failed, Err: err} }

// load reads and locks the customers, in the order of their IDs so that concurrent batches wait for each other, and
// reads what the change needs.
func (b *bulkBatch) load(g *gorm.DB) error {
	var rows []*models.Customer
	if err := db.ForUpdate(g).Where(b.s.db.In("id", b.ids)).Order("id").Find(&rows).Error; err != nil {
		return fmt.Errorf("lock customers: %w", err)
	}
	b.customers, b.tags = map[string]*models.Customer{}, map[string][]models.CustomerTag{}
	found := make([]string, len(rows))
	for i, c := range rows {
		b.customers[c.ID], found[i] = c, c.ID
	}
	if b.change.added != nil || b.change.removed != nil {
		var tags []models.CustomerTag
		q := g.Where(b.s.db.In("customer_id", found)).Order("customer_id, position")
		if err := q.Find(&tags).Error; err != nil {
			return fmt.Errorf("read tags: %w", err)
		}
		for _, tag := range tags {
			b.tags[tag.CustomerID] = append(b.tags[tag.CustomerID], tag)
		}
	}
	if err := b.loadGroups(g, found); err != nil {
		return err
	}
	var changes []*customfields.Change
	if b.change.change != nil {
		changes = append(changes, b.change.change.rest.custom)
	}
	err := b.openConsents(g, rows)
	if err != nil {
		return err
	}
	b.fields, err = b.s.o.Fields.LoadBatch(g, nil, found, changes)
	return err
}

// loadGroups reads the groups that the change names, and those of the customers, if it concerns groups.
func (b *bulkBatch) loadGroups(g *gorm.DB, customerIDs []string) (err error) {
	if b.change.joins == nil && b.change.leaves == nil {
		return nil
	}
	if b.known, err = b.s.loadGroups(g, true, b.change.joins, b.change.leaves); err != nil {
		return err
	}
	b.groups, err = b.s.groupsOf(g, customerIDs)
	return err
}

// applyGroups makes a customer join and leave groups. A group that was deleted since the change was checked is an error
// for a customer who would join it.
func (b *bulkBatch) applyGroups(customerID string) (events.Changes, error) {
	if b.known == nil {
		return nil, nil
	}
	var f apperr.Fields
	before := b.groups[customerID]
	after := slices.DeleteFunc(slices.Clone(before), func(g models.CustomerGroup) bool {
		return b.change.leaves != nil && slices.Contains(b.change.leaves.ids, g.ID)
	})
	if b.change.joins != nil {
		for _, group := range b.known.resolve(&f, b.change.joins) {
			if !slices.ContainsFunc(after, func(g models.CustomerGroup) bool { return g.ID == group.ID }) {
				after = append(after, group)
			}
		}
	}
	if len(after) > maxGroups && len(after) > len(before) {
		f.Add(apperr.Path{"groups"}, apperr.CodeTooLong, tooManyGroups)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	byName(after)
	b.regrouped.add(customerID, before, after)
	return groupChanges(before, after), nil
}

// openConsents reads what is known about the consent of customers to marketing, if the change needs it.
func (b *bulkBatch) openConsents(g *gorm.DB, rows []*models.Customer) (err error) {
	var of consent.People
	for _, c := range rows {
		if ch := b.change.change; ch != nil && (saysConsent(c, ch.accepts) || b.change.verifies && !c.EmailVerified) {
			of.Customers, of.Emails = append(of.Customers, c.ID), append(of.Emails, c.EmailKey)
			of.Adopts = b.change.verifies
		}
	}
	if len(of.Customers) > 0 {
		b.consents, err = b.s.consents.Open(g, b.caller, models.FromShop, of)
	}
	return err
}

// apply makes the change to a customer in memory.
func (b *bulkBatch) apply(c *models.Customer) bulk.Result {
	ch := b.change
	switch {
	case ch.deletes:
		b.deleted = append(b.deleted, consent.Forgotten{CustomerID: c.ID, EmailKey: c.EmailKey})
		b.history.Add(b.caller, b.now, events.Entry{
			Type: models.CustomerDeleted, SubjectID: c.ID, CustomerID: c.ID,
		})
		return bulk.Result{ID: c.ID, Outcome: bulk.Updated}
	case ch.invites && (c.HasPassword() || c.Disabled()):
		return bulk.Result{ID: c.ID, Outcome: bulk.Unchanged}
	case ch.invites:
		b.emails = append(b.emails, mail.Email{
			Kind: mail.AccountInvitation, To: c.Email, Data: map[string]string{"customer": c.ID},
		})
		return bulk.Result{ID: c.ID, Outcome: bulk.Updated}
	}
	before, entries := *c, []events.Entry(nil)
	changes, err := b.applyFields(c)
	if err != nil {
		return failed(err)
	}
	if len(changes) > 0 {
		b.touch(c)
		entries = append(entries, entry(c, models.CustomerUpdated, changes))
	}
	if b.applyDisabled(c) {
		b.touch(c)
		entries = append(entries, disabling(&before, c))
		if c.Disabled() {
			b.signedOut = append(b.signedOut, c.ID)
		}
	}
	if len(entries) == 0 {
		return bulk.Result{ID: c.ID, Outcome: bulk.Unchanged}
	}
	b.updated = append(b.updated, c)
	b.history.Add(b.caller, b.now, entries...)
	return bulk.Result{ID: c.ID, Outcome: bulk.Updated}
}

func (b *bulkBatch) touch(c *models.Customer) { c.Version, c.UpdatedAt = c.Version+1, b.now }

// applyFields applies the changes of fields, tags and custom fields.
func (b *bulkBatch) applyFields(c *models.Customer) (events.Changes, error) {
	ch := b.change
	if ch.added != nil || ch.removed != nil {
		before := b.tags[c.ID]
		after, ok := ch.retag(before)
		if !ok {
			return nil, apperr.Field(apperr.Path{"tags"}, apperr.CodeTooLong, tooManyTags)
		}
		changes := tagChanges(before, after)
		if len(changes) > 0 {
			b.tags[c.ID], b.retagged = after, append(b.retagged, c.ID)
		}
		return changes, nil
	}
	if ch.change == nil {
		return nil, nil
	}
	var f apperr.Fields
	b.fields.Begin()
	refilled := b.fields.Stage(&f, c.ID, ch.change.rest.custom)
	if err := f.Err(); err != nil {
		b.fields.Rollback()
		return nil, err
	}
	regrouped, err := b.applyGroups(c.ID)
	if err != nil {
		b.fields.Rollback()
		return nil, err
	}
	before := *c
	ch.change.apply(c)
	consents := applyConsent(b.consents, &before, c, ch.change.accepts)
	return slices.Concat(changesOf(&before, c), consents, regrouped, refilled), nil
}

// applyDisabled disables or enables a customer, and reports whether that changes anything.
func (b *bulkBatch) applyDisabled(c *models.Customer) bool {
	switch {
	case b.change.disabled == nil:
		return false
	case !*b.change.disabled:
		return enable(c)
	case c.Disabled() && b.change.keepReason:
		return false
	}
	return disable(c, b.change.reason, b.now)
}

// Store implements bulk.Batch.
func (b *bulkBatch) Store(tx *gorm.DB) error {
	if err := db.UpdateRows(tx, b.updated, "created_at", "orders_count", "last_order_at"); err != nil {
		return fmt.Errorf("update customers: %w", err)
	}
	if err := b.consents.Store(tx); err != nil {
		return err
	}
	if err := b.storeTags(tx); err != nil {
		return fmt.Errorf("store tags: %w", err)
	}
	if err := b.regrouped.store(tx, b.s.db); err != nil {
		return err
	}
	if err := b.s.o.Fields.StoreBatch(tx, b.fields); err != nil {
		return err
	}
	if err := b.signOut(tx); err != nil {
		return err
	}
	if err := b.delete(tx); err != nil {
		return err
	}
	if len(b.emails) > 0 {
		if err := b.s.o.Post.SendAll(tx, b.emails); err != nil {
			return err
		}
	}
	return b.history.Store(tx)
}

func (b *bulkBatch) storeTags(tx *gorm.DB) error {
	if len(b.retagged) == 0 {
		return nil
	}
	if err := tx.Where(b.s.db.In("customer_id", b.retagged)).Delete(&models.CustomerTag{}).Error; err != nil {
		return err
	}
	var rows []*models.CustomerTag
	for _, id := range b.retagged {
		for _, tag := range b.tags[id] {
			tag.CustomerID = id
			rows = append(rows, &tag)
		}
	}
	return db.InsertRows(tx, rows)
}

// signOut ends the sessions of customers who were disabled, forgets the places they logged in from, and deletes their
// emailed tokens.
func (b *bulkBatch) signOut(tx *gorm.DB) error {
	if len(b.signedOut) == 0 {
		return nil
	}
	if err := tx.Where(b.s.db.In("customer_id", b.signedOut)).Delete(&models.Session{}).Error; err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if err := b.s.o.Throttle.ForgetCustomers(tx, b.signedOut); err != nil {
		return err
	}
	return onetime.DeleteForCustomers(tx, b.s.db, b.signedOut)
}

// delete deletes customers, and the values of their events.
func (b *bulkBatch) delete(tx *gorm.DB) error {
	if len(b.deleted) == 0 {
		return nil
	}
	if err := b.s.consents.Forget(tx, b.deleted...); err != nil {
		return err
	}
	ids := make([]string, len(b.deleted))
	for i, c := range b.deleted {
		ids[i] = c.CustomerID
	}
	if err := tx.Where(b.s.db.In("id", ids)).Delete(&models.Customer{}).Error; err != nil {
		return fmt.Errorf("delete customers: %w", err)
	}
	return events.EraseAll(tx, b.s.db, ids)
}

// Remember implements bulk.Batch. There are no dry runs.
func (b *bulkBatch) Remember(*bulk.DryRun) error { return nil }
