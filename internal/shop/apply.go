package shop

import (
	"fmt"
	"slices"

	"clientele/internal/apperr"
	"clientele/internal/input"
	"clientele/models"
)

// maxGraceDays is the largest number of days between the request for an erasure and the erasure. The GDPR gives a shop
// one month to act on a request (article 12, paragraph 3).
const maxGraceDays = 30

// orderEmails are the emails about orders that a shop can send, in the order in which they are stored.
var orderEmails = []models.OrderEmail{
	models.OrderEmailPlaced, models.OrderEmailShipped, models.OrderEmailCancelled, models.OrderEmailRefunded,
}

// apply validates changes and applies them to the stored settings.
func (s *Service) apply(f *apperr.Fields, row *models.ShopSettings, in UpdateShopInput) {
	at := apperr.Path{"input"}
	before := s.withDefaults(row).Currency
	if in.Name.IsSet() {
		row.Name = required(f, at.At("name"), in.Name.Value())
		if row.Name != nil {
			*row.Name = input.Required(f, at.At("name"), *row.Name, input.MaxName)
		}
	}
	if in.Currency.IsSet() {
		row.Currency = required(f, at.At("currency"), in.Currency.Value())
		if row.Currency != nil && *row.Currency != before { // the current currency stays valid after it is withdrawn
			if err := row.Currency.Check(); err != nil {
				f.Add(at.At("currency"), apperr.CodeInvalid, err.Error())
			}
		}
	}
	if in.ErasureGraceDays.IsSet() {
		days := required(f, at.At("erasureGraceDays"), in.ErasureGraceDays.Value())
		if days != nil && (*days < 0 || *days > maxGraceDays) {
			f.Add(at.At("erasureGraceDays"), apperr.CodeInvalid, fmt.Sprintf("Must be 0 to %d", maxGraceDays))
		} else if days != nil {
			row.ErasureGraceDays = *days
		}
	}
	if in.DoubleOptIn.IsSet() {
		if v := required(f, at.At("doubleOptIn"), in.DoubleOptIn.Value()); v != nil {
			row.DoubleOptIn = *v
		}
	}
	if in.Locale.IsSet() {
		given := required(f, at.At("locale"), in.Locale.Value())
		if locale := input.Locale(f, at.At("locale"), given); locale != nil {
			row.Locale = *locale
		}
	}
	if in.OrderEmails.IsSet() {
		applyOrderEmails(f, at.At("orderEmails"), row, in.OrderEmails.Value())
	}
}

// applyOrderEmails sets the emails about orders that are sent.
func applyOrderEmails(f *apperr.Fields, at apperr.Path, row *models.ShopSettings, given []models.OrderEmail) {
	if given == nil {
		f.Add(at, apperr.CodeRequired, cannotBeCleared)
		return
	}
	row.OrderEmails = models.Strings{}
	for _, each := range orderEmails {
		if slices.Contains(given, each) {
			row.OrderEmails = append(row.OrderEmails, string(each))
		}
	}
	for _, each := range given {
		if !slices.Contains(orderEmails, each) {
			f.Add(at, apperr.CodeInvalid, fmt.Sprintf("%s is not an email about orders", each))
		}
	}
}

const cannotBeCleared = "Cannot be cleared"

// required returns a copy of v, and adds an error if v is nil.
func required[T any](f *apperr.Fields, at apperr.Path, v *T) *T {
	if v == nil {
		f.Add(at, apperr.CodeRequired, cannotBeCleared)
		return nil
	}
	copied := *v
	return &copied
}
