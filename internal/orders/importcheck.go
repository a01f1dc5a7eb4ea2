package orders

import (
	"slices"

	"clientele/internal/apperr"
	"clientele/internal/customfields"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// maxNumber is the maximum length of an imported order number in characters.
const maxNumber = 50

// orderRecord is a record of a batch.
type orderRecord struct {
	in                 ImportOrderInput
	number, externalID string
	email              string // key of the customer's email address; "" without a valid one
	customerID         string // the customer's external ID
	newNumber          string // for a new order without a number
	// How the record is valid for a new order and for a stored one. They are nil until they are needed.
	asNew, asChange *checkedOrder
}

// checkedOrder is a record that is validated for a new or for a stored order.
type checkedOrder struct {
	draft
	contact    contact
	externalID *string
	customerOf string // ID of the customer that it was validated for
}

// check validates all records, each for a new or a stored order, as it will probably be needed.
func (b *orderBatch) check(list []ImportOrderInput) error {
	b.ids = models.NewIDs(models.OrderID, len(list))
	for _, in := range list {
		var ignored apperr.Fields
		r := &orderRecord{
			in: in, externalID: text(input.Optional(&ignored, nil, in.ExternalID, maxKey)),
			number: normalizeNumber(text(in.Number)), newNumber: newNumber(),
			customerID: text(input.Optional(&ignored, nil, in.CustomerExternalID, maxKey)),
		}
		if address, ok := input.ParseEmail(text(in.CustomerEmail)); ok {
			r.email = address.Key
		}
		b.records = append(b.records, r)
	}
	g := b.s.db.Primary(b.ctx)
	var err error
	if b.customers, err = b.findCustomers(g, false); err != nil {
		return err
	}
	stored, err := b.findStored(g, "id", "number", "external_id")
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, o := range stored {
		known["n"+o.Number], known["e"+text(o.ExternalID)] = true, true
	}
	before := b.ctx
	deferred, references := customfields.DeferReferences(b.ctx)
	b.ctx = deferred
	seen := map[string]bool{}
	for _, r := range b.records {
		key := "e" + r.externalID
		if r.externalID == "" {
			key = "n" + r.number
		}
		matched := key != "n" && known[key]
		if !matched {
			if _, err := b.forNew(r); err != nil {
				return err
			}
		}
		if matched || seen[key] && key != "n" {
			if _, err := b.forStored(r); err != nil {
				return err
			}
		}
		seen[key] = true
	}
	b.ctx = before
	return b.s.o.Fields.CheckReferences(b.ctx, b.caller, references)
}

// forNew returns the record as it is valid for a new order.
func (b *orderBatch) forNew(r *orderRecord) (*checkedOrder, error) {
	return b.checked(r, &r.asNew, true)
}

// forStored returns the record as it is valid for a stored order.
func (b *orderBatch) forStored(r *orderRecord) (*checkedOrder, error) {
	return b.checked(r, &r.asChange, false)
}

func (b *orderBatch) checked(r *orderRecord, cached **checkedOrder, isNew bool) (*checkedOrder, error) {
	customer := b.customers.find(r)
	id := ""
	if customer != nil {
		id = customer.ID
	}
	if *cached != nil && (*cached).customerOf == id {
		return *cached, nil
	}
	c := &checkedOrder{customerOf: id}
	in := &r.in
	c.in.Contact, c.customer, c.customerID = &in.Contact, customer, id
	c.checkCustomer(r)
	c.checkKeys(r)
	c.basket = checkPastBasket(&c.f, nil, in.Items, charges{in.ShippingPrice, in.Tax, in.TaxIncluded, in.Discount})
	if err := b.checkAddresses(c, in); err != nil {
		return nil, err
	}
	c.contact = c.contactBelow(apperr.Path{"contact"})
	c.note = input.Text(&c.f, apperr.Path{"note"}, in.Note, maxNote)
	c.locale = input.Locale(&c.f, apperr.Path{"locale"}, in.Locale)
	var err error
	c.custom, err = b.s.o.Fields.Check(b.ctx, b.caller, &c.f, apperr.Path{"customFields"}, models.OwnerOrder,
		in.CustomFields, isNew)
	*cached = c
	return c, err
}

// checkCustomer checks that a customer exists that the record names.
func (c *checkedOrder) checkCustomer(r *orderRecord) {
	switch {
	case c.customer != nil:
	case r.customerID != "":
		c.f.Add(apperr.Path{"customerExternalId"}, apperr.CodeNotFound, noSuchCustomer)
	case input.Trimmed(text(r.in.CustomerEmail)) == "":
	case r.email == "":
		input.Email(&c.f, apperr.Path{"customerEmail"}, *r.in.CustomerEmail)
	default:
		c.f.Add(apperr.Path{"customerEmail"}, apperr.CodeNotFound, noSuchCustomer)
	}
}

// checkKeys checks the number, the external ID, the time and the statuses.
func (c *checkedOrder) checkKeys(r *orderRecord) {
	in := &r.in
	if in.Number != nil {
		input.Line(&c.f, apperr.Path{"number"}, *in.Number, maxNumber)
	}
	c.externalID = input.Optional(&c.f, apperr.Path{"externalId"}, in.ExternalID, maxKey)
	if in.PlacedAt.IsZero() {
		c.f.Add(apperr.Path{"placedAt"}, apperr.CodeRequired, "Required")
	}
	checkStatus(&c.f, "status", in.Status, statusSteps)
	checkStatus(&c.f, "paymentStatus", in.PaymentStatus, paymentSteps)
	checkStatus(&c.f, "fulfillmentStatus", in.FulfillmentStatus, fulfillmentSteps)
}

// checkStatus checks that a status exists. It can be empty.
func checkStatus[T ~string](f *apperr.Fields, name string, status T, all map[T][]T) {
	if _, ok := all[status]; !ok && status != "" {
		f.Add(apperr.Path{name}, apperr.CodeInvalid, "There is no such status")
	}
}

// checkAddresses checks the addresses. Without a billing address, it is the shipping address.
func (b *orderBatch) checkAddresses(c *checkedOrder, in *ImportOrderInput) error {
	if in.ShippingAddress == nil {
		c.f.Add(apperr.Path{"shippingAddress"}, apperr.CodeRequired, "A shipping address is required")
	}
	for _, a := range []struct {
		name   string
		in     *models.CreateAddressInput
		to     *models.Address
		custom **customfields.Change
	}{
		{"shippingAddress", in.ShippingAddress, &c.ship, &c.fields.ship},
		{"billingAddress", in.BillingAddress, &c.bill, &c.fields.bill},
	} {
		if a.in == nil {
			continue
		}
		at := apperr.Path{a.name}
		rejectBookFields(&c.f, at, a.in)
		*a.to = b.s.o.Addresses.Check(&c.f, at, *a.in)
		var err error
		if *a.custom, err = b.s.o.Addresses.CheckCustom(b.ctx, b.caller, &c.f, at, *a.in); err != nil {
			return err
		}
	}
	if in.BillingAddress == nil {
		c.bill, c.fields.bill = c.ship, c.fields.ship
	}
	return nil
}

// differences adds an error for each line item and amount of a record that differs from those of the stored order.
func (c *checkedOrder) differences(f *apperr.Fields, stored *importedOrder) {
	if !slices.EqualFunc(c.basket.Lines, stored.basket.Lines, line.equal) ||
		c.basket.Currency != stored.basket.Currency {
		f.Add(apperr.Path{"items"}, apperr.CodeInvalid, "The items of a stored order cannot be changed")
		return
	}
	for _, amount := range []struct {
		name       string
		is, stored int64
	}{
		{"shippingPrice", c.basket.Shipping, stored.basket.Shipping},
		{"tax", c.basket.Tax, stored.basket.Tax},
		{"taxIncluded", c.basket.Included, stored.basket.Included},
		{"discount", c.basket.Discount, stored.basket.Discount},
	} {
		if amount.is != amount.stored {
			f.Add(apperr.Path{amount.name}, apperr.CodeInvalid, "The amounts of a stored order cannot be changed")
		}
	}
}

func foldOptional(s *string) *string {
	if s == nil {
		return nil
	}
	folded := fold.Text(*s)
	return &folded
}
