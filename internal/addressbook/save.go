package addressbook

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/customfields"
	"clientele/internal/fold"
	"clientele/models"
)

// SaveIn puts a checked address into a customer's book and returns its id. Where the book has an entry for the same recipient and
// place, that entry gets what was typed, and keeps what was left out; an entry with another label is another address. What the
// same request has saved before, by id, never loses anything to what it saves next. A full book is LIMIT_REACHED. The caller of
// checkout has locked the customer's row already; locking it again costs nothing.
func (s *Service) SaveIn(tx *gorm.DB, customerID string, a models.Address, custom *customfields.Change, saved []string) (string, error) {
	if err := lockBook(tx, customerID, apperr.Missing("customer")); err != nil {
		return "", err
	}
	var others []*models.Address
	err := tx.Where("customer_id = ? AND country = ?", customerID, a.Country).Order("created_at, id").Find(&others).Error
	if err != nil {
		return "", fmt.Errorf("look for an address: %w", err)
	}
	given := custom.Given()
	entry := entryFor(others, &a, given, saved)
	if entry == nil {
		err = s.add(tx, customerID, &a, custom)
		return a.ID, err
	}
	changed := merged(entry, &a)
	return entry.ID, s.store(tx, *entry, &changed, given)
}

// entryFor returns the entry of a book that a typed address is: one that has all of it already, else one with its label, else the
// oldest; nil where there is none.
func entryFor(others []*models.Address, a *models.Address, given *customfields.Change, saved []string) *models.Address {
	var found *models.Address
	best := -1
	for _, other := range others {
		if likeness(other) != likeness(a) || contradicts(other.Label, a.Label) {
			continue
		}
		if slices.Contains(saved, other.ID) && (loses(other, a) || !given.Empty()) {
			continue
		}
		rank := 0
		switch {
		case same(*other, merged(other, a)):
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

// likeness is what makes two addresses the same: where they are and who lives there, without case and accents.
func likeness(a *models.Address) [9]string {
	p := parts(a)
	return [9]string{
		fold.Text(p.FirstName), fold.Text(p.LastName), fold.Text(p.Company), fold.Text(p.Line1), fold.Text(p.Line2),
		fold.Text(p.City), fold.Text(p.Region), fold.Text(p.Postcode), p.Country,
	}
}

// optional are the texts of an address that can be missing.
func optional(a *models.Address) []**string {
	return []**string{
		&a.Label, &a.FirstName, &a.LastName, &a.Company, &a.Line2, &a.City, &a.Region, &a.Postcode, &a.Phone, &a.Instructions,
	}
}

// merged returns an entry with what was typed. It becomes a default where that was asked for, and never stops being one.
func merged(entry, typed *models.Address) models.Address {
	m, t := *entry, *typed
	from := optional(&t)
	for i, field := range optional(&m) {
		if text(*from[i]) != "" {
			*field = *from[i]
		}
	}
	m.Line1 = t.Line1
	m.IsDefaultShipping, m.IsDefaultBilling = m.IsDefaultShipping || t.IsDefaultShipping, m.IsDefaultBilling || t.IsDefaultBilling
	return m
}

// loses tells whether an entry would lose a text to what was typed.
func loses(entry, typed *models.Address) bool {
	have, given := *entry, *typed
	from := optional(&given)
	for i, field := range optional(&have) {
		if contradicts(*field, *from[i]) {
			return true
		}
	}
	return false
}

// contradicts tells whether two texts are both there and differ in more than case and accents.
func contradicts(a, b *string) bool {
	return text(a) != "" && text(b) != "" && fold.Text(*a) != fold.Text(*b)
}
