package accounts

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/models"
)

// findMatches returns the stored customers that records are matched with, by their key. They are not locked, so they
// only tell how the records will probably be needed.
func (u *upsert) findMatches() (map[string]*models.Customer, error) {
	column, keys := "external_id", []string{}
	if u.match == bulk.ByEmail {
		column = "email_key"
	}
	for _, r := range u.records {
		if key := u.key(r); key != "" {
			keys = append(keys, key)
		}
	}
	found := map[string]*models.Customer{}
	if len(keys) == 0 {
		return found, nil
	}
	q := u.s.db.Primary(u.ctx).Select("id", "email_key", "external_id", "phone", "password_hash")
	if column == "external_id" {
		q = q.Where("external_id <> ''") // for the index
	}
	var rows []*models.Customer
	if err := q.Where(u.s.db.In(column, keys)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find customers: %w", err)
	}
	for _, c := range rows {
		if u.match == bulk.ByEmail {
			found[c.EmailKey] = c
		} else {
			found[deref(c.ExternalID)] = c
		}
	}
	return found, nil
}

// load reads and locks everything that the records can need: the customers with one of their unique values, the tags
// and address books of those that the records are matched with, and custom fields.
func (u *upsert) load(g *gorm.DB) error {
	var err error
	if u.fields, err = u.s.o.Fields.OpenBatch(g, u.o.DryRun, u.changes()); err != nil {
		return err
	}
	if err := u.loadCustomers(g); err != nil {
		return err
	}
	if err := u.openConsents(g); err != nil {
		return err
	}
	var tagged, grouped, booked []string
	loaded := map[string]*upserted{}
	wanted := map[*upserted]*struct{ tags, groups, book bool }{}
	for _, r := range u.records {
		t := u.target(r)
		if t == nil {
			continue
		}
		if _, err := u.forStored(r, &t.c); err != nil { // if it was created since the records were checked
			return err
		}
		if wanted[t] == nil {
			wanted[t], loaded[t.c.ID] = &struct{ tags, groups, book bool }{}, t
		}
		w := wanted[t]
		if r.in.Tags.IsSet() && !w.tags {
			w.tags, tagged = true, append(tagged, t.c.ID)
		}
		if (r.in.GroupIDs.IsSet() || r.in.GroupNames.IsSet()) && !w.groups {
			w.groups, grouped = true, append(grouped, t.c.ID)
		}
		if len(r.in.Addresses) > 0 && !w.book {
			w.book, booked = true, append(booked, t.c.ID)
		}
	}
	if err := u.loadTags(g, tagged, loaded); err != nil {
		return err
	}
	if err := u.loadGroups(g, grouped, loaded); err != nil {
		return err
	}
	books, err := u.s.o.Addresses.LoadBooks(g, booked)
	if err != nil {
		return err
	}
	var owners []string
	for id, t := range loaded {
		owners = append(owners, id)
		if t.book = books[id]; t.book != nil {
			for _, e := range t.book.Entries {
				owners = append(owners, e.ID)
			}
		}
	}
	if err := u.s.o.Fields.LoadValues(g, u.fields, owners, u.changes()); err != nil {
		return err
	}
	return u.recall()
}

// changes returns the changes of custom fields that the records can make.
func (u *upsert) changes() []*customfields.Change {
	var all []*customfields.Change
	for _, r := range u.records {
		for _, checked := range []*checkedRecord{r.asNew, r.asChange} {
			if checked == nil {
				continue
			}
			all = append(all, checked.rest.custom, checked.change.rest.custom)
			for _, a := range checked.addresses {
				all = append(all, a.custom)
			}
		}
	}
	return all
}

// loadCustomers reads and locks the customers that have an email address or external ID of a record. They are locked in
// the order of their IDs, so that concurrent batches wait for each other.
func (u *upsert) loadCustomers(g *gorm.DB) error {
	var emails, ids []string
	for _, r := range u.records {
		if r.email != "" {
			emails = append(emails, r.email)
		}
		if r.externalID != "" {
			ids = append(ids, r.externalID)
		}
	}
	if len(emails) == 0 && len(ids) == 0 {
		return nil
	}
	q := g.Where(u.s.db.In("email_key", emails))
	if len(ids) > 0 {
		q = q.Or(g.Where("external_id <> ''").Where(u.s.db.In("external_id", ids)))
	}
	if len(emails) == 0 {
		q = g.Where("external_id <> ''").Where(u.s.db.In("external_id", ids))
	}
	if u.o.DryRun == nil {
		q = db.ForUpdate(q)
	}
	var rows []*models.Customer
	if err := q.Order("id").Find(&rows).Error; err != nil {
		return fmt.Errorf("lock customers: %w", err)
	}
	for _, c := range rows {
		if u.o.DryRun != nil && u.o.DryRun.Remembers(c.ID) {
			continue // see recallCustomers
		}
		stored := *c
		t := &upserted{c: *c, stored: &stored}
		u.all = append(u.all, t)
		u.index(t)
	}
	if u.o.DryRun == nil {
		return nil
	}
	return u.recallCustomers(rows, emails, ids)
}

func (u *upsert) loadTags(g *gorm.DB, ids []string, customers map[string]*upserted) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []models.CustomerTag
	if err := g.Where(u.s.db.In("customer_id", ids)).Order("customer_id, position").Find(&rows).Error; err != nil {
		return fmt.Errorf("read tags: %w", err)
	}
	for _, tag := range rows {
		t := customers[tag.CustomerID]
		t.tags = append(t.tags, tag)
	}
	return nil
}

// loadGroups reads the groups that the records choose, and those of customers.
func (u *upsert) loadGroups(g *gorm.DB, ids []string, customers map[string]*upserted) error {
	var choices []*groupChoice
	for _, r := range u.records {
		for _, checked := range []*checkedRecord{r.asNew, r.asChange} {
			if checked != nil {
				choices = append(choices, checked.groups)
			}
		}
	}
	var err error
	if u.known, err = u.s.loadGroups(g, u.o.DryRun == nil, choices...); err != nil {
		return err
	}
	groups, err := u.s.groupsOf(g, ids)
	if err != nil {
		return err
	}
	for id, list := range groups {
		customers[id].groups, customers[id].grouped = list, list
	}
	return nil
}
