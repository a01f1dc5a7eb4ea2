package addressbook

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/fold"
	"clientele/models"
)

// SaveIn saves a validated address to a customer's address book and returns its id. If the book has an entry with the
// same recipient and place, and no other label, that entry is updated with the values that are set. saved holds the
// ids that the same request has saved before; those entries never lose a value. A full address book is LIMIT_REACHED.
// During checkout the customer's row is locked already.
func (s *Service) SaveIn(
	tx *gorm.DB, caller auth.Caller, customerID string, a models.Address, custom *customfields.Change, saved []string,
) (string, error) {
	if err := lockBook(tx, customerID, apperr.Missing("customer")); err != nil {
		return "", err
	}
	var others []*models.Address
	err := tx.Where("customer_id = ? AND country = ?", customerID, a.Country).
		Order("created_at, id").Find(&others).Error
	if err != nil {
		return "", fmt.Errorf("find matching address: %w", err)
	}
	given := custom.WithoutDefaults()
	entry := entryFor(others, &a, given, saved)
	if entry == nil {
		err = s.add(tx, caller, customerID, &a, custom)
		return a.ID, err
	}
	changed := merged(entry, &a)
	return entry.ID, s.store(tx, caller, *entry, &changed, given)
}

// entryFor returns the entry that a new address matches: preferably one that it would not change, then one with its
// label, then the oldest. It returns nil if there is none.
func entryFor(others []*models.Address, a *models.Address, given *customfields.Change, saved []string) *models.Address {
	var found *models.Address
	best, key := -1, matchKey(a)
	for _, other := range others {
		if other.Country != a.Country || fold.Text(other.Line1) != key[3] { // most differ in these
			continue
		}
		if matchKey(other) != key || contradicts(other.Label, a.Label) {
			continue
		}
		if slices.Contains(saved, other.ID) && (loses(other, a) || !given.Empty()) {
			continue
		}
		rank := 0
		switch {
		case unchanged(other, merged(other, a)):
			rank = 2
		case text(a.Label) != "" && text(other.Label) != "":
			rank = 1
		}
		if rank > best {
			found, best = other, rank
		}
	}
	return found
}

// matchKey returns the recipient and place of an address, without case and accents. Addresses with equal keys match.
func matchKey(a *models.Address) [9]string {
	p := parts(a)
	return [9]string{
		fold.Text(p.FirstName), fold.Text(p.LastName), fold.Text(p.Company), fold.Text(p.Line1), fold.Text(p.Line2),
		fold.Text(p.City), fold.Text(p.Region), fold.Text(p.Postcode), p.Country,
	}
}

// optional returns the optional texts of an address.
func optional(a *models.Address) []**string {
	return []**string{
		&a.Label, &a.FirstName, &a.LastName, &a.Company, &a.Line2, &a.City, &a.Region, &a.Postcode, &a.Phone,
		&a.Instructions,
	}
}

// merged returns an entry updated with a new address. Empty texts keep their value, and a default stays a default.
func merged(entry, a *models.Address) models.Address {
	m, t := *entry, *a
	from := optional(&t)
	for i, field := range optional(&m) {
		if text(*from[i]) != "" {
			*field = *from[i]
		}
	}
	m.Line1 = t.Line1
	m.IsDefaultShipping, m.IsDefaultBilling = m.IsDefaultShipping || t.IsDefaultShipping, m.IsDefaultBilling ||
		t.IsDefaultBilling
	return m
}

// unchanged reports whether an update would leave an entry as it is.
func unchanged(entry *models.Address, updated models.Address) bool {
	return len(changesOf(entry, &updated)) == 0
}

// loses reports whether updating an entry with a new address would replace one of its texts.
func loses(entry, a *models.Address) bool {
	have, given := *entry, *a
	from := optional(&given)
	for i, field := range optional(&have) {
		if contradicts(*field, *from[i]) {
			return true
		}
	}
	return false
}

// contradicts reports whether two texts are both set and differ in more than case and accents.
func contradicts(a, b *string) bool {
	return text(a) != "" && text(b) != "" && fold.Text(*a) != fold.Text(*b)
}
