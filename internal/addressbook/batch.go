package addressbook

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/models"
)

// LoadBooks reads the address books of customers, by their IDs, with one statement. The transaction must have locked
// the customers.
func (s *Service) LoadBooks(g *gorm.DB, customerIDs []string) (map[string]*bulk.Book, error) {
	books := make(map[string]*bulk.Book, len(customerIDs))
	if len(customerIDs) == 0 {
		return books, nil
	}
	for _, id := range customerIDs {
		books[id] = &bulk.Book{CustomerID: id}
	}
	var rows []*models.Address
	err := g.Where(s.db.In("customer_id", customerIDs)).Order("customer_id, created_at, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read address books: %w", err)
	}
	for _, a := range rows {
		b := books[a.CustomerID]
		b.Entries = append(b.Entries, bulk.BookEntry{
			Address: *a, Stored: true, WasDefault: a.IsDefaultShipping || a.IsDefaultBilling,
		})
	}
	return books, nil
}

// Enter is SaveIn in memory: it adds a validated address to a book, with a new id, or updates the entry with the same
// recipient and place. It returns the events to record, and the id of the entry. saved holds the ids that the same
// record has saved before. A full book is added to f.
func (s *Service) Enter(
	f *apperr.Fields, at apperr.Path, b *bulk.Book, fields *customfields.Batch, id string, a models.Address,
	custom *customfields.Change, saved []string,
) ([]events.Entry, string) {
	var others []*models.Address
	for i := range b.Entries {
		if e := &b.Entries[i]; e.Country == a.Country {
			others = append(others, &e.Address)
		}
	}
	given := custom.WithoutDefaults()
	found := entryFor(others, &a, given, saved)
	if found == nil {
		if err := s.enter(&a, id, b.CustomerID, len(b.Entries)); err != nil {
			e, _ := apperr.As(err)
			f.Add(at, e.Fields[0].Code, e.Fields[0].Message)
			return nil, ""
		}
		fields.Stage(f, id, custom)
		replaceDefaults(b, &a)
		b.Entries = append(b.Entries, bulk.BookEntry{Address: a, Changed: true})
		return []events.Entry{entry(&a, models.AddressCreated, nil)}, id
	}
	before, after := *found, merged(found, &a)
	changes := append(changesOf(&before, &after), fields.Stage(f, found.ID, given)...)
	if len(changes) == 0 {
		return nil, found.ID
	}
	replaceDefaults(b, &after)
	after.Version, after.UpdatedAt = after.Version+1, models.At(s.o.Now())
	place := slices.IndexFunc(b.Entries, func(e bulk.BookEntry) bool { return e.ID == found.ID })
	b.Entries[place].Address, b.Entries[place].Changed = after, true
	return []events.Entry{entry(&after, models.AddressUpdated, changes)}, found.ID
}

// replaceDefaults is unsetDefaults in memory.
func replaceDefaults(b *bulk.Book, a *models.Address) {
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.ID == a.ID {
			continue
		}
		if a.IsDefaultShipping && e.IsDefaultShipping {
			e.IsDefaultShipping, e.Changed = false, true
		}
		if a.IsDefaultBilling && e.IsDefaultBilling {
			e.IsDefaultBilling, e.Changed = false, true
		}
	}
}

// StoreBooks stores the changed entries of books, with at most three statements.
func (s *Service) StoreBooks(tx *gorm.DB, books []*bulk.Book) error {
	var created, updated []*models.Address
	var defaults []string
	for _, b := range books {
		for i := range b.Entries {
			switch e := &b.Entries[i]; {
			case e.Changed && e.Stored:
				updated = append(updated, &e.Address)
				if e.WasDefault {
					defaults = append(defaults, e.ID)
				}
			case e.Changed:
				created = append(created, &e.Address)
			}
		}
	}
	if len(defaults) > 0 { // first, since a customer never has two defaults
		err := tx.Model(&models.Address{}).Where(s.db.In("id", defaults)).
			UpdateColumns(map[string]any{"is_default_shipping": false, "is_default_billing": false}).Error
		if err != nil {
			return fmt.Errorf("unset default addresses: %w", err)
		}
	}
	if err := db.UpdateRows(tx, updated, "customer_id", "created_at"); err != nil {
		return fmt.Errorf("update addresses: %w", err)
	}
	if err := db.InsertRows(tx, created); err != nil {
		return fmt.Errorf("create addresses: %w", err)
	}
	return nil
}
