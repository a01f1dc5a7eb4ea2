package orders

import (
	"cmp"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/events"
	"clientele/models"
)

// apply applies a record to the state. If the record fails, the state stays the same.
func (b *orderBatch) apply(i int) (bulk.Result, error) {
	r := b.records[i]
	target := b.target(r)
	check := b.forNew
	if target != nil {
		check = b.forStored
	}
	checked, err := check(r)
	if err != nil {
		return bulk.Result{}, err
	}
	if err := checked.f.Err(); err != nil {
		return bulk.Result{Outcome: bulk.Failed, Err: err}, nil
	}
	b.fields.Begin()
	var c *change
	outcome := bulk.Created
	if target == nil {
		var t *importedOrder
		t, c = b.create(r, checked, b.ids[i])
		if c.f.Empty() {
			target = t
			b.add(t, checked.customer)
		}
	} else {
		if c, err = b.update(target, r, checked); err != nil {
			return bulk.Result{}, err
		}
		if outcome = bulk.Unchanged; len(c.events) > 0 {
			outcome = bulk.Updated
		}
	}
	if err := c.f.Err(); err != nil {
		b.fields.Rollback()
		return bulk.Result{Outcome: bulk.Failed, Err: err}, nil
	}
	for i, e := range c.events {
		b.history.Add(b.caller, c.times[i], e)
	}
	b.added.join(c.records)
	target.o, target.items = *c.o, c.items
	id := target.o.ID
	if b.o.DryRun != nil && target.stored == nil {
		id = ""
	}
	return bulk.Result{ID: id, Outcome: outcome}, nil
}

// add adds a new order to the state.
func (b *orderBatch) add(t *importedOrder, customer *models.Customer) {
	b.all = append(b.all, t)
	b.index(t)
	if customer == nil {
		return
	}
	l := b.linked[customer.ID]
	if l == nil {
		l = &linkedOrders{customer: customer}
		b.linked[customer.ID] = l
	}
	if l.count++; t.o.PlacedAt.After(l.latest.Time) {
		l.latest = t.o.PlacedAt
	}
}

// create builds a new order. Without records, its only event has its statuses as changes: when it took them is not
// known.
func (b *orderBatch) create(r *orderRecord, checked *checkedOrder, id string) (*importedOrder, *change) {
	o := b.s.newOrder(&checked.draft, checked.contact)
	o.ID, o.Number = id, r.number
	o.ShippingAddress.CustomFields = checked.fields.ship.Copies()
	o.BillingAddress.CustomFields = checked.fields.bill.Copies()
	o.ExternalID, o.ExternalIDFold = checked.externalID, foldOptional(checked.externalID)
	o.PlacedAt, o.CreatedAt, o.UpdatedAt = r.in.PlacedAt, b.now, b.now
	c := &change{o: o, now: o.PlacedAt, caller: b.caller}
	if o.Number == "" {
		o.Number = r.newNumber
		for b.byNumber[o.Number] != nil {
			o.Number = newNumber() // that it is free, too, is checked by the index
		}
	} else if b.byNumber[o.Number] != nil {
		c.f.Add(apperr.Path{"number"}, apperr.CodeNotUnique, "Another order already has this number")
	}
	o.SearchText = searchText(o)
	c.items = itemsOf(o, checked.basket)
	if r.in.Records != nil {
		c.addEvent(models.EventOrderPlaced, nil, nil)
		c.addRecords(r.in.Records, b.now)
		applyStep(c, apperr.Path{"status"}, given(r.in.Status), &o.Status, statusRefusal,
			models.EventOrderStatusChanged, nil)
	} else {
		c.setStatuses(r)
	}
	b.fields.Stage(&c.f, o.ID, checked.custom)
	return &importedOrder{o: *o, changed: true, basket: checked.basket, items: c.items}, c
}

// setStatuses gives a new order the statuses of a record, and the sums that they imply.
func (c *change) setStatuses(r *orderRecord) {
	o := c.o
	var statuses events.Changes
	become(&statuses, models.EventOrderPaymentStatusChanged, &o.PaymentStatus, r.payment(o))
	become(&statuses, models.EventOrderFulfillmentStatusChanged, &o.FulfillmentStatus, r.in.FulfillmentStatus)
	if r.in.Status != "" && r.in.Status != o.Status {
		if why := statusRefusal(o, r.in.Status); why != "" {
			c.f.Add(apperr.Path{"status"}, apperr.CodeStepNotAllowed, why)
		}
	}
	become(&statuses, models.EventOrderStatusChanged, &o.Status, r.in.Status)
	c.addEvent(models.EventOrderPlaced, statuses, nil)
	setSums(o, c.items)
}

// setSums sets the sums of a new order that its statuses imply. Which part was paid, refunded or shipped is not known.
func setSums(o *models.Order, items []*models.OrderItem) {
	switch o.PaymentStatus {
	case models.Paid, models.PartiallyRefunded:
		o.PaidMinor = o.TotalMinor
	case models.Refunded:
		o.PaidMinor, o.RefundedMinor = o.TotalMinor, o.TotalMinor
	}
	if o.FulfillmentStatus == models.Fulfilled {
		for _, item := range items {
			item.ShippedQuantity = item.Quantity
		}
	}
}

// copiesOf returns copies of line items.
func copiesOf(items []*models.OrderItem) []*models.OrderItem {
	copies := make([]*models.OrderItem, len(items))
	for i, item := range items {
		changed := *item
		copies[i] = &changed
	}
	return copies
}

// become gives a new order a status that it had in another system, however it got it there.
func become[T ~string](changes *events.Changes, what models.EventType, status *T, to T) {
	to = cmp.Or(to, *status)
	changes.String(statusFields[what], string(*status), string(to))
	*status = to
}

// update applies a record to a copy of a stored order.
func (b *orderBatch) update(target *importedOrder, r *orderRecord, checked *checkedOrder) (*change, error) {
	o := target.o
	c := &change{o: &o, now: b.now, caller: b.caller}
	if r.number != "" && r.number != o.Number {
		c.f.Add(apperr.Path{"number"}, apperr.CodeInvalid, "The number of a stored order cannot be changed")
	}
	if o.AnonymizedAt != nil && checked.note != nil {
		c.f.Add(apperr.Path{"note"}, apperr.CodeStepNotAllowed, anonymous)
	} else if checked.note != nil && *checked.note != text(o.Note) {
		c.f.Add(apperr.Path{"note"}, apperr.CodeInvalid, "The note of a stored order cannot be changed")
	}
	if checked.locale != nil && *checked.locale != text(o.Locale) {
		c.f.Add(apperr.Path{"locale"}, apperr.CodeInvalid, "The language of a stored order cannot be changed")
	}
	if o.AnonymizedAt != nil && checked.custom.ForAnonymous() {
		c.f.Add(apperr.Path{"customFields"}, apperr.CodeStepNotAllowed, anonymous)
	}
	checked.differences(&c.f, target)
	c.items = copiesOf(target.items)
	if err := errors.Join(
		c.setPaymentStatus(apperr.Path{"paymentStatus"}, given(r.payment(&o))),
		c.setFulfillmentStatus(apperr.Path{"fulfillmentStatus"}, given(r.in.FulfillmentStatus)),
	); err != nil {
		return nil, err
	}
	applyStep(c, apperr.Path{"status"}, given(r.in.Status), &o.Status, statusRefusal,
		models.EventOrderStatusChanged, nil)
	if changed := b.fields.Stage(&c.f, o.ID, checked.custom); len(changed) > 0 {
		c.addEvent(models.EventOrderCustomFieldsChanged, changed, nil)
	}
	if len(c.events) == 0 || !c.f.Empty() {
		return c, nil
	}
	o.Version, o.UpdatedAt = o.Version+1, b.now
	target.changed = true
	for i := range c.events {
		c.events[i].Version = o.Version
	}
	return c, nil
}

// payment returns the payment status of a record; "" for an order with nothing to pay, which is paid.
func (r *orderRecord) payment(o *models.Order) models.PaymentStatus {
	if o.TotalMinor == 0 && r.in.PaymentStatus == models.Unpaid {
		return ""
	}
	return r.in.PaymentStatus
}

// given returns a status of a record as an argument that is omitted if it is empty.
func given[T ~string](status T) graphql.Omittable[*T] {
	if status == "" {
		return graphql.Omittable[*T]{}
	}
	return graphql.OmittableOf(&status)
}
