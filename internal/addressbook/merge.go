package addressbook

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/events"
	"clientele/models"
)

// BookMerge is how the address book of a customer is added to that of another one.
type BookMerge struct {
	Moved   int // the number of addresses that move
	Doubles int // the number of addresses that the other customer already has, which do not move

	keepID, mergedID string
	kept             int                        // addresses of the customer that remains
	doubles          []*models.Address          // oldest first
	entries          map[string]*models.Address // by the ID of a double: the address that remains for it
	before           map[string]models.Address  // the addresses that remain for doubles, as they are stored
}

// ReadMerge reads the address books of two customers and compares them, with one statement. An address moves unless the
// customer that remains has one with the same recipient and place, and no other label, as in SaveIn.
func (s *Service) ReadMerge(g *gorm.DB, keepID, mergedID string) (*BookMerge, error) {
	books, err := s.LoadBooks(g, []string{keepID, mergedID})
	if err != nil {
		return nil, err
	}
	keep := addressesOf(books[keepID])
	m := &BookMerge{
		keepID: keepID, mergedID: mergedID, kept: len(keep), entries: map[string]*models.Address{},
		before: map[string]models.Address{},
	}
	for _, a := range addressesOf(books[mergedID]) {
		e := entryFor(keep, a, nil, nil)
		if e == nil {
			m.Moved++
			continue
		}
		m.doubles, m.entries[a.ID] = append(m.doubles, a), e
		if _, seen := m.before[e.ID]; !seen {
			m.before[e.ID] = *e
		}
		complete(e, a)
	}
	m.Doubles = len(m.doubles)
	return m, nil
}

func addressesOf(b *bulk.Book) []*models.Address {
	list := make([]*models.Address, len(b.Entries))
	for i := range b.Entries {
		list[i] = &b.Entries[i].Address
	}
	return list
}

// complete gives an entry the texts of a double that it does not have.
func complete(entry, double *models.Address) {
	from := optional(double)
	for i, field := range optional(entry) {
		if text(*field) == "" && text(*from[i]) != "" {
			*field = *from[i]
		}
	}
}

// CheckMerge returns LIMIT_REACHED for an argument if the customer that remains would have too many addresses.
func (s *Service) CheckMerge(f *apperr.Fields, at apperr.Path, m *BookMerge) {
	if m.Moved > 0 && m.kept+m.Moved > s.o.MaxAddresses {
		f.Add(at, apperr.CodeLimitReached,
			fmt.Sprintf("A customer can have at most %d addresses", s.o.MaxAddresses))
	}
}

// StoreMerge moves the addresses and deletes the doubles, with a fixed number of statements, and returns the events to
// record. The addresses that remain for doubles get the texts and the custom fields that they do not have. The defaults
// of the customer that remains stay the defaults. The transaction must have locked both customers before ReadMerge.
func (s *Service) StoreMerge(ctx context.Context, tx *gorm.DB, m *BookMerge) ([]events.Entry, error) {
	doubles, pairs := make([]string, len(m.doubles)), make([][2]string, len(m.doubles))
	for i, a := range m.doubles {
		doubles[i], pairs[i] = a.ID, [2]string{a.ID, m.entries[a.ID].ID}
	}
	custom, err := s.o.Fields.Adopt(ctx, tx, models.OwnerAddress, pairs)
	if err != nil {
		return nil, err
	}
	if len(doubles) > 0 {
		if err := tx.Where(s.db.In("id", doubles)).Delete(&models.Address{}).Error; err != nil {
			return nil, fmt.Errorf("delete duplicate addresses: %w", err)
		}
	}
	if m.Moved > 0 {
		changes := map[string]any{"customer_id": m.keepID}
		if m.kept > 0 {
			changes["is_default_shipping"], changes["is_default_billing"] = false, false
		}
		err := tx.Model(&models.Address{}).Where("customer_id = ?", m.mergedID).UpdateColumns(changes).Error
		if err != nil {
			return nil, fmt.Errorf("move addresses: %w", err)
		}
	}
	var completed []*models.Address
	var list []events.Entry
	compared := map[string]bool{}
	for _, a := range m.doubles {
		e := m.entries[a.ID]
		if before := m.before[e.ID]; !compared[e.ID] {
			compared[e.ID] = true
			changes := append(changesOf(&before, e), custom.Taken(e.ID)...)
			if len(changes) > 0 {
				e.Version, e.UpdatedAt = e.Version+1, models.At(s.o.Now())
				completed = append(completed, e)
				list = append(list, entry(e, models.AddressUpdated, changes))
			}
		}
		deleted := *a
		deleted.CustomerID = m.keepID
		list = append(list, entry(&deleted, models.AddressDeleted, append(deletedValues(a), custom.Lost(a.ID)...)))
	}
	if err := db.UpdateRows(tx, completed, "customer_id", "created_at"); err != nil {
		return nil, fmt.Errorf("complete addresses: %w", err)
	}
	return list, custom.Store(tx)
}
