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

// draft is an order while it is being checked.
type draft struct {
	in         CheckoutInput
	caller     auth.Caller
	customerID string // empty for a guest
	customer   *models.Customer
	quote      *quoteClaims
	expired    bool // the quote
	basket     basket
	note       *string
	key        string // the idempotency key; empty without one
	hash       string
	ship, bill models.Address
	save       []saving
	fields     addressFields
	custom     *customfields.Change
	f          apperr.Fields
}

var at = apperr.Path{"input"}

// Checkout places an order: for the token's customer, for any customer by id with ORDERS_WRITE, or for a guest, and returns it
// with a guest's token. Sent again with the same quote or idempotency key it returns the order that there is. Lines with
// prices need ORDERS_WRITE. Faults of the input are apperr.Invalid.
func (s *Service) Checkout(ctx context.Context, caller auth.Caller, in CheckoutInput) (*models.Order, *string, error) {
	d := &draft{in: in, caller: caller}
	if err := d.who(); err != nil {
		return nil, nil, err
	}
	if err := s.price(d); err != nil {
		return nil, nil, err
	}
	if err := d.identify(); err != nil {
		return nil, nil, err
	}
	placed, err := s.findExistingOrder(s.db.Primary(ctx), d)
	if placed != nil && caller.Kind == auth.Anonymous && placed.GuestTokensRevokedAt != nil {
		return nil, nil, apperr.Field(at.At("quote"), apperr.CodeQuoteUsed, // what opens the order must not be what once placed it
			"the quote has made an order already, whose links were revoked: open it by its number and email address")
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

// who finds out whose order it is to be.
func (d *draft) who() error {
	named := d.in.CustomerID
	switch {
	case d.caller.Kind == auth.Customer:
		d.customerID = d.caller.CustomerID
		if named != nil && *named != d.customerID {
			return apperr.Field(at.At("customerId"), apperr.CodeNotFound, "there is no such customer")
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

// price takes the lines from the quote, or from a caller who may set prices.
func (s *Service) price(d *draft) error {
	in := d.in
	c := charges{in.ShippingPrice, in.Tax, in.TaxIncluded, in.Discount}
	if in.Items != nil || in.Quote == nil && c != (charges{}) {
		if !d.caller.SetsPrices() {
			return apperr.Scope(string(models.OrdersWrite))
		}
	}
	switch {
	case in.Quote != nil && in.Items != nil:
		d.f.Add(at.At("items"), apperr.CodeInvalid, "give a quote or lines, not both")
	case in.Quote != nil:
		for _, extra := range []struct {
			name   string
			amount *models.MoneyInput
		}{{"shippingPrice", in.ShippingPrice}, {"tax", in.Tax}, {"taxIncluded", in.TaxIncluded}, {"discount", in.Discount}} {
			if extra.amount != nil {
				d.f.Add(at.At(extra.name), apperr.CodeInvalid, "the quote says this already")
			}
		}
		if d.quote, d.expired = s.readQuote(&d.f, *in.Quote); d.quote != nil {
			d.basket = d.quote.basket
		}
	case in.Items == nil && !d.caller.SetsPrices():
		d.f.Add(quotePath, apperr.CodeRequired, "give the quote that the shop signed")
	default:
		d.basket = checkBasket(&d.f, at, in.Items, c)
	}
	d.note = input.Text(&d.f, at.At("note"), in.Note, maxNote)
	if in.IdempotencyKey != nil {
		d.key = input.Required(&d.f, at.At("idempotencyKey"), *in.IdempotencyKey, maxKey)
	}
	return nil
}

// saving is a typed address that goes into the customer's book: the billing address, or the shipping address.
type saving struct {
	billing bool
	custom  *customfields.Change
}

// place checks the rest and stores the order.
func (s *Service) place(ctx context.Context, d *draft) (*models.Order, error) {
	if d.expired {
		d.f.Add(quotePath, apperr.CodeQuoteExpired, "the quote's time has run out: create a new one")
	}
	if err := s.custom(ctx, d); err != nil {
		return nil, err
	}
	var order *models.Order
	place := func(tx *gorm.DB) error {
		if err := d.lockCustomer(tx); err != nil {
			return err
		}
		checked := *d // a transaction that is run again starts from here
		if err := s.address(tx, &checked); err != nil {
			return err
		}
		contact := checked.contact()
		if q := checked.quote; q != nil && checked.f.Empty() && !q.fits(checked.customerID, copied(checked.ship)) {
			checked.f.Add(quotePath, apperr.CodeQuoteMismatch, "the quote is for another customer or another destination")
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
	for _, each := range d.save {
		writes = append(writes, each.custom)
	}
	err := s.o.Fields.Guard(ctx, d.caller, func() error { return s.db.InTx(ctx, place) }, writes...)
	if err != nil {
		return nil, fmt.Errorf("check out: %w", err)
	}
	return order, nil
}

// custom checks the order's custom fields, and those of its typed addresses.
func (s *Service) custom(ctx context.Context, d *draft) error {
	var err error
	if d.custom, err = s.o.Fields.Check(ctx, d.caller, &d.f, at.At("customFields"), models.OwnerOrder, d.in.CustomFields, true); err != nil {
		return err
	}
	return s.checkAddressFields(ctx, d)
}

// refuseBookOnly notes what only an address of the book has, of an address that only an order gets.
func refuseBookOnly(f *apperr.Fields, at apperr.Path, in *models.CreateAddressInput) {
	for _, member := range []struct {
		name, what string
		given      bool
	}{
		{"label", "a label", strings.TrimSpace(text(in.Label)) != ""},
		{"isDefaultShipping", "defaults", in.IsDefaultShipping},
		{"isDefaultBilling", "defaults", in.IsDefaultBilling},
	} {
		if member.given {
			f.Add(at.At(member.name), apperr.CodeInvalid, "only saved addresses have "+member.what)
		}
	}
}

// lockCustomer reads the customer and holds it until the order is stored.
func (d *draft) lockCustomer(tx *gorm.DB) error {
	if d.customerID == "" {
		return nil
	}
	var found []*models.Customer
	if err := db.ForUpdate(tx).Where("id = ?", d.customerID).Limit(1).Find(&found).Error; err != nil {
		return fmt.Errorf("lock customer %s: %w", d.customerID, err)
	}
	if len(found) == 0 {
		return apperr.Field(at.At("customerId"), apperr.CodeNotFound, "there is no such customer")
	}
	d.customer = found[0]
	return nil
}
