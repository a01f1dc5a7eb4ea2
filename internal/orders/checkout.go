package orders

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/input"
	"clientele/models"
)

// draft is an order whose input is being validated.
type draft struct {
	in         CheckoutInput
	caller     auth.Caller
	customerID string // empty for a guest
	customer   *models.Customer
	quote      *quoteClaims
	expired    bool // whether the quote has expired
	basket     basket
	note       *string
	locale     *string
	key        string // idempotency key; empty without one
	hash       string
	ship, bill models.Address
	save       []addressToSave
	fields     addressFields
	custom     *customfields.Change
	f          apperr.Fields
}

var at = apperr.Path{"input"}

const noSuchCustomer = "There is no such customer"

var errNoCustomer = apperr.Field(at.At("customerId"), apperr.CodeNotFound, noSuchCustomer)

// Checkout places an order for the calling customer, for any customer (ORDERS_WRITE) or for a guest. For a guest it
// also returns the token that opens the order. A repeated request with the same quote or idempotency key returns the
// existing order. Line items with prices require ORDERS_WRITE. Invalid input is apperr.Invalid.
func (s *Service) Checkout(ctx context.Context, caller auth.Caller, in CheckoutInput) (*models.Order, *string, error) {
	d := &draft{in: in, caller: caller}
	if err := d.resolveCustomer(); err != nil {
		return nil, nil, err
	}
	if err := s.priceLines(d); err != nil {
		return nil, nil, err
	}
	if err := d.hashInput(); err != nil {
		return nil, nil, err
	}
	placed, err := s.findExistingOrder(s.db.Primary(ctx), d)
	if placed != nil && caller.Kind == auth.Anonymous && placed.GuestTokensRevokedAt != nil {
		// Access was revoked, and the quote must not give it back.
		return nil, nil, apperr.Field(at.At("quote"), apperr.CodeQuoteUsed,
			"The quote was already used and access to its order was revoked. "+
				"Open the order by its number and email address.")
	}
	if err == nil && placed == nil {
		placed, err = s.place(ctx, d)
	}
	if err != nil {
		return nil, nil, err
	}
	token, err := s.guestToken(placed)
	return placed, token, err
}

// resolveCustomer sets the customer who places the order.
func (d *draft) resolveCustomer() error {
	named := d.in.CustomerID.Value()
	switch {
	case d.caller.Kind == auth.Customer:
		d.customerID = d.caller.CustomerID
		switch {
		case named == nil && d.in.CustomerID.IsSet(): // a customer's order is never a guest order
			return apperr.Field(at.At("customerId"), apperr.CodeRequired,
				"Must not be null. Omit it to place the order for the customer of the token.")
		case named != nil && *named != d.customerID:
			return errNoCustomer
		}
	case d.caller.Kind == auth.Anonymous:
		if named != nil {
			return apperr.SignIn()
		}
	case !d.caller.Can(models.OrdersWrite):
		return apperr.Scope(string(models.OrdersWrite))
	case named != nil:
		d.customerID = *named
	}
	return nil
}

// priceLines takes the line items from the quote, or from the input if the caller may set prices.
func (s *Service) priceLines(d *draft) error {
	in := d.in
	c := charges{in.ShippingPrice, in.Tax, in.TaxIncluded, in.Discount}
	if in.Items != nil || in.Quote == nil && c != (charges{}) {
		if !d.caller.SetsPrices() {
			return apperr.Scope(string(models.OrdersWrite))
		}
	}
	switch {
	case in.Quote != nil && in.Items != nil:
		d.f.Add(at.At("items"), apperr.CodeInvalid, "Provide either a quote or line items, not both")
	case in.Quote != nil:
		for _, extra := range []struct {
			name   string
			amount *models.MoneyInput
		}{
			{"shippingPrice", in.ShippingPrice},
			{"tax", in.Tax},
			{"taxIncluded", in.TaxIncluded},
			{"discount", in.Discount},
		} {
			if extra.amount != nil {
				d.f.Add(at.At(extra.name), apperr.CodeInvalid,
					"Not allowed together with a quote, which contains this amount")
			}
		}
		if d.quote, d.expired = s.readQuote(&d.f, *in.Quote); d.quote != nil {
			d.basket = d.quote.basket
		}
	case in.Items == nil && !d.caller.SetsPrices():
		d.f.Add(quotePath, apperr.CodeRequired, "A quote signed by the shop is required")
	default:
		d.basket = checkBasket(&d.f, at, in.Items, c)
	}
	d.note = input.Text(&d.f, at.At("note"), in.Note, maxNote)
	d.locale = input.Locale(&d.f, at.At("locale"), in.Locale)
	if in.IdempotencyKey != nil {
		d.key = input.Required(&d.f, at.At("idempotencyKey"), *in.IdempotencyKey, maxKey)
	}
	return nil
}

// addressToSave is a new address to be saved to the customer's address book: the billing or the shipping address.
type addressToSave struct {
	billing bool
	custom  *customfields.Change
}

// place validates the rest of the input and stores the order.
func (s *Service) place(ctx context.Context, d *draft) (*models.Order, error) {
	if d.expired {
		d.f.Add(quotePath, apperr.CodeQuoteExpired, "The quote has expired. Create a new one.")
	}
	if err := s.checkCustomFields(ctx, d); err != nil {
		return nil, err
	}
	var order *models.Order
	place := func(tx *gorm.DB) error {
		if err := d.lockCustomer(tx); err != nil {
			return err
		}
		checked := *d // the transaction may run again, from the same state
		if err := s.resolveAddresses(tx, &checked); err != nil {
			return err
		}
		contact := checked.contact()
		if checked.locale == nil && checked.customer != nil {
			checked.locale = checked.customer.Locale
		}
		if q := checked.quote; q != nil && checked.f.Empty() &&
			!q.allows(checked.customerID, orderAddress(checked.ship)) {
			checked.f.Add(quotePath, apperr.CodeQuoteMismatch,
				"The quote was created for another customer or destination")
		}
		if err := checked.f.Err(); err != nil {
			return err
		}
		var err error
		if order, err = s.insert(tx, &checked, contact); err != nil {
			return err
		}
		return s.saveAddresses(tx, &checked)
	}
	writes := []*customfields.Change{d.custom}
	for _, save := range d.save {
		writes = append(writes, save.custom)
	}
	err := s.o.Fields.Guard(ctx, d.caller, func() error { return s.db.InTx(ctx, place) }, writes...)
	if err != nil {
		return nil, fmt.Errorf("check out: %w", err)
	}
	return order, nil
}

// checkCustomFields validates the custom fields of the order and of its new addresses.
func (s *Service) checkCustomFields(ctx context.Context, d *draft) error {
	var err error
	if d.custom, err = s.o.Fields.Check(
		ctx, d.caller, &d.f, at.At("customFields"), models.OwnerOrder, d.in.CustomFields, true,
	); err != nil {
		return err
	}
	return s.checkAddressFields(ctx, d)
}

// rejectBookFields reports the fields of an address that exist only in the address book.
func rejectBookFields(f *apperr.Fields, at apperr.Path, in *models.CreateAddressInput) {
	for _, field := range []struct {
		name, message string
		given         bool
	}{
		{"label", "Only saved addresses can have a label", strings.TrimSpace(text(in.Label)) != ""},
		{"isDefaultShipping", "Only saved addresses can be defaults", in.IsDefaultShipping},
		{"isDefaultBilling", "Only saved addresses can be defaults", in.IsDefaultBilling},
	} {
		if field.given {
			f.Add(at.At(field.name), apperr.CodeInvalid, field.message)
		}
	}
}

// lockCustomer reads the customer and locks its row until the order is stored.
func (d *draft) lockCustomer(tx *gorm.DB) error {
	if d.customerID == "" {
		return nil
	}
	var found []*models.Customer
	if err := db.ForUpdate(tx).Where("id = ?", d.customerID).Limit(1).Find(&found).Error; err != nil {
		return fmt.Errorf("lock customer %s: %w", d.customerID, err)
	}
	if len(found) == 0 {
		return errNoCustomer
	}
	d.customer = found[0]
	return nil
}
