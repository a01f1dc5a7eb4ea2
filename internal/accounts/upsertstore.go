package accounts

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/bulk"
	"clientele/internal/onetime"
	"clientele/models"
)

// Store implements bulk.Batch.
func (u *upsert) Store(tx *gorm.DB) error {
	var created, updated []*models.Customer
	for _, t := range u.all {
		switch {
		case t.stored == nil:
			created = append(created, &t.c)
		case t.changed:
			updated = append(updated, &t.c)
		}
	}
	if err := u.storeUpdated(tx, updated); err != nil {
		return fmt.Errorf("update customers: %w", err)
	}
	err := db.InsertUnique(tx, created, func(c *models.Customer) string { return c.EmailKey })
	if err != nil {
		return fmt.Errorf("create customers: %w", err)
	}
	if err := u.consents.Store(tx); err != nil {
		return err
	}
	if err := u.storeTags(tx); err != nil {
		return fmt.Errorf("store tags: %w", err)
	}
	var groups regrouping
	for _, t := range u.all {
		if t.regroup {
			groups.add(t.c.ID, t.grouped, t.groups)
		}
	}
	if err := groups.store(tx, u.s.db); err != nil {
		return err
	}
	var books []*bulk.Book
	for _, t := range u.all {
		if t.book != nil {
			books = append(books, t.book)
		}
	}
	if err := u.s.o.Addresses.StoreBooks(tx, books); err != nil {
		return err
	}
	if err := u.s.o.Fields.StoreBatch(tx, u.fields); err != nil {
		return err
	}
	if err := u.endSessions(tx); err != nil {
		return err
	}
	return u.history.Store(tx)
}

// storeUpdated updates stored customers. If one takes a unique value that another one has until then, the values are
// cleared first, because the database checks each row as it is updated.
func (u *upsert) storeUpdated(tx *gorm.DB, rows []*models.Customer) error {
	emails, ids := map[string]string{}, map[string]string{}
	for _, t := range u.all {
		if t.stored != nil {
			emails[t.stored.EmailKey], ids[deref(t.stored.ExternalID)] = t.c.ID, t.c.ID
		}
	}
	takes := func(before map[string]string, value, id string) bool {
		holder := before[value]
		return value != "" && holder != "" && holder != id
	}
	var given []string // customers with new values
	taken := false
	for _, t := range u.all {
		if t.stored == nil || t.c.EmailKey == t.stored.EmailKey && same(t.c.ExternalID, t.stored.ExternalID) {
			continue
		}
		given = append(given, t.c.ID)
		taken = taken || takes(emails, t.c.EmailKey, t.c.ID) || takes(ids, deref(t.c.ExternalID), t.c.ID)
	}
	if taken {
		err := tx.Model(&models.Customer{}).Where(u.s.db.In("id", given)).
			UpdateColumns(map[string]any{"email_key": gorm.Expr("id"), "external_id": nil}).Error
		if err != nil {
			return err
		}
	}
	return db.UpdateRows(tx, rows, "created_at", "orders_count", "last_order_at")
}

// storeTags replaces the tags of the customers whose tags changed.
func (u *upsert) storeTags(tx *gorm.DB) error {
	var cleared []string
	var rows []*models.CustomerTag
	for _, t := range u.all {
		if !t.retag {
			continue
		}
		if t.stored != nil {
			cleared = append(cleared, t.c.ID)
		}
		for _, tag := range t.tags {
			tag.CustomerID = t.c.ID
			rows = append(rows, &tag)
		}
	}
	if len(cleared) > 0 {
		if err := tx.Where(u.s.db.In("customer_id", cleared)).Delete(&models.CustomerTag{}).Error; err != nil {
			return err
		}
	}
	return db.InsertRows(tx, rows)
}

// endSessions ends the sessions of customers who were disabled or got another email address or password, forgets the
// places they logged in from, and deletes their emailed tokens.
func (u *upsert) endSessions(tx *gorm.DB) error {
	var signedOut, forgotten []string
	for _, t := range u.all {
		if t.stored == nil {
			continue
		}
		if t.signOut {
			signedOut = append(signedOut, t.c.ID)
		}
		if t.forget {
			forgotten = append(forgotten, t.c.ID)
		}
	}
	if len(signedOut) == 0 {
		return nil
	}
	if err := tx.Where(u.s.db.In("customer_id", signedOut)).Delete(&models.Session{}).Error; err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if err := u.s.o.Throttle.ForgetCustomers(tx, signedOut); err != nil {
		return err
	}
	err := onetime.DeleteForCustomers(tx, u.s.db, signedOut, models.ToResetPassword, models.ToSignIn,
		models.ToChangeEmail)
	if err != nil || len(forgotten) == 0 {
		return err
	}
	return onetime.DeleteForCustomers(tx, u.s.db, forgotten)
}
