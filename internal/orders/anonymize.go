package orders

import (
	"fmt"
	"maps"
	"slices"
	"unicode"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/fold"
	"clientele/models"
)

// Anonymize removes the personal data from rows of orders, in the transaction, and unlinks them from their customers.
// What the books need remains; see strip. It records ORDER_ANONYMIZED for each order, and leaves orders that already
// are anonymous unchanged. The orders and their customers must be locked. An open order is an error.
//
// The caller erases what belongs to the orders in other tables.
func (s *Service) Anonymize(tx *gorm.DB, caller auth.Caller, list []*models.Order) error {
	kept, err := customfields.NotPersonal(tx)
	if err != nil {
		return err
	}
	now := models.At(s.o.Now())
	var changed []*models.Order
	var history events.Batch
	customers := map[string]bool{}
	for _, o := range list {
		if o.AnonymizedAt != nil {
			continue
		}
		if o.Status == models.OrderOpen {
			return fmt.Errorf("order %s is open and cannot become anonymous", o.ID)
		}
		if o.CustomerID != nil {
			customers[*o.CustomerID] = true
		}
		strip(o, now, kept)
		changed = append(changed, o)
		history.Add(caller, now, entry(o, models.EventOrderAnonymized))
	}
	if len(changed) == 0 {
		return nil
	}
	if err := db.UpdateRows(tx, changed, "number", "created_at"); err != nil {
		return fmt.Errorf("anonymize orders: %w", err)
	}
	if err := s.recount(tx, slices.Sorted(maps.Keys(customers))...); err != nil {
		return err
	}
	return history.Store(tx)
}

// strip removes the personal data from an order. Its number, external ID, items, amounts, statuses, times, countries,
// regions and the first part of the postcodes remain, and the custom fields with the given ids.
func strip(o *models.Order, now models.Time, fields []string) {
	o.CustomerID = nil
	o.ContactName, o.ContactNameFold = "", ""
	o.ContactEmail, o.ContactEmailKey, o.ContactEmailFold = "", "", ""
	o.ContactPhone, o.Note = nil, nil
	o.ShippingAddress = strippedAddress(o.ShippingAddress, fields)
	o.BillingAddress = strippedAddress(o.BillingAddress, fields)
	o.IdempotencyScope, o.IdempotencyKey, o.InputHash = nil, nil, ""
	if o.Guest && o.GuestTokensRevokedAt == nil {
		o.GuestTokensRevokedAt = &now
	}
	o.AnonymizedAt, o.UpdatedAt, o.Version = &now, now, o.Version+1
	o.SearchText = searchText(o)
}

func strippedAddress(a models.OrderAddress, fields []string) models.OrderAddress {
	stripped := models.OrderAddress{Region: a.Region, Postcode: PostcodePart(a.Postcode), Country: a.Country}
	stripped.PostcodeFold = fold.Text(text(stripped.Postcode))
	for id, values := range a.CustomFields {
		if !slices.Contains(fields, id) {
			continue
		}
		if stripped.CustomFields == nil {
			stripped.CustomFields = models.FieldCopies{}
		}
		stripped.CustomFields[id] = values
	}
	return stripped
}

// maxPostcodePart is the maximum length of the first part of a postcode.
const maxPostcodePart = 3

// PostcodePart returns the first part of a postcode, which describes a region with many people: the first half of its
// letters and digits, at most three. It is nil if nothing is left.
func PostcodePart(postcode *string) *string {
	var letters []rune
	for _, r := range text(postcode) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters = append(letters, r)
		}
	}
	if part := string(letters[:min(len(letters)/2, maxPostcodePart)]); part != "" {
		return &part
	}
	return nil
}

// anonymous is the message of the errors about changes that an anonymous order does not allow.
const anonymous = "The personal data of the order was removed"

// refuseAnonymous returns the STEP_NOT_ALLOWED error for an anonymous order, or nil for any other one.
func refuseAnonymous(o *models.Order, at apperr.Path) error {
	if o.AnonymizedAt == nil {
		return nil
	}
	return apperr.Field(at, apperr.CodeStepNotAllowed, anonymous)
}
