package accounts

import (
	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/events"
	"clientele/models"
)

// recordConsent records what a new or changed customer says about marketing, and gives the customer the statements
// about an email address that is verified now. before is nil for a new customer; accepts is nil if nothing is said. It
// sets AcceptsMarketing, which the caller stores, and returns the changes of states for the event. The book must be
// stored after the customer. It is nil, without any SQL statement, if there is nothing to do.
func (s *Service) recordConsent(
	tx *gorm.DB, caller auth.Caller, before, c *models.Customer, accepts *consent.Statement,
) (*consent.Book, events.Changes, error) {
	if !saysConsent(c, accepts) && !verifies(before, c) {
		return nil, nil, nil
	}
	of := consent.People{Emails: []string{c.EmailKey}, Adopts: verifies(before, c)}
	if before != nil {
		of.Customers = []string{c.ID}
	}
	book, err := s.consents.Open(tx, caller, consentSource(caller, before == nil), of)
	if err != nil {
		return nil, nil, err
	}
	return book, applyConsent(book, before, c, accepts), nil
}

// applyConsent is recordConsent with a book that has read what it needs; nil if there is nothing to do.
func applyConsent(b *consent.Book, before, c *models.Customer, accepts *consent.Statement) events.Changes {
	if b == nil {
		return nil
	}
	var changes events.Changes
	if verifies(before, c) {
		changes = b.Adopt(c)
	}
	if saysConsent(c, accepts) {
		changes = changes.Then(b.Record(c, *accepts))
	}
	return changes
}

// saysConsent reports whether a customer wants something else than what is stored. A customer who was asked to confirm
// a subscription does not accept marketing yet, so "no" changes nothing.
func saysConsent(c *models.Customer, accepts *consent.Statement) bool {
	return accepts != nil && (accepts.State == models.Subscribed) != c.AcceptsMarketing
}

// verifies reports whether a change verifies the customer's email address. before is nil for a new customer.
func verifies(before, c *models.Customer) bool {
	return c.EmailVerified && (before == nil || !before.EmailVerified || before.EmailKey != c.EmailKey)
}

// consentSource returns how a caller makes a statement about a customer, not counting imports.
func consentSource(caller auth.Caller, isNew bool) models.MarketingSource {
	switch {
	case caller.Kind != auth.Customer:
		return models.FromShop
	case isNew:
		return models.FromSignUp
	}
	return models.FromCustomer
}
