package orders

import (
	"slices"

	"clientele/internal/apperr"
	"clientele/models"
)

// addRecords adds the records of a new order, in the order of their times, none of which is after until. A record that
// exceeds what the order allows is an error.
func (c *change) addRecords(in *ImportRecords, until models.Time) {
	type step struct {
		at  models.Time
		add func() bool
	}
	var steps []step
	for _, p := range in.Payments {
		steps = append(steps, step{p.PaidAt, func() bool { return c.addPayment(p) }})
	}
	for _, s := range in.Shipments {
		steps = append(steps, step{s.ShippedAt, func() bool { return c.addShipment(s) }})
	}
	for _, r := range in.Refunds {
		steps = append(steps, step{r.RefundedAt, func() bool { return c.addImportedRefund(r) }})
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at.Time) })
	if _, err := c.itemsByID(); err != nil { // cannot happen: a new order has its line items
		c.f.Add(apperr.Path{"items"}, apperr.CodeInvalid, err.Error())
		return
	}
	for _, s := range steps {
		if s.at.Before(c.now.Time) || s.at.After(until.Time) {
			c.f.Add(apperr.Path{"records"}, apperr.CodeInvalid, "A record is older than the order, or in the future")
			return
		}
		c.now = s.at
		if !s.add() {
			c.f.Add(apperr.Path{"records"}, apperr.CodeInvalid, "A record exceeds what the order allows")
			return
		}
	}
	c.records.items = nil // the line items are stored with their quantities
}

func (c *change) addPayment(in ImportPayment) bool {
	amount, ok := within(in.Minor, payable(c.o))
	if !ok {
		return false
	}
	c.pay(&models.Payment{
		AmountMinor: amount, Method: optional(in.Method), Reference: optional(in.Reference), PaidAt: in.PaidAt,
	})
	c.derivePayment()
	return true
}

func (c *change) addImportedRefund(in ImportRefund) bool {
	amount, ok := within(in.Minor, refundable(c.o))
	if !ok {
		return false
	}
	var rows []*models.RefundedItem
	for _, i := range in.Items {
		item := c.itemAt(i.Position)
		if item == nil || i.Quantity < 1 || i.Quantity > item.Quantity-item.RefundedQuantity ||
			i.Cancelled && i.Quantity > unshipped(item) {
			return false
		}
		rows = append(rows, &models.RefundedItem{ItemID: item.ID, Quantity: i.Quantity, Cancelled: i.Cancelled})
	}
	r := &models.Refund{AmountMinor: amount, Reason: optional(in.Reason), RefundedAt: in.RefundedAt}
	return c.refund(r, rows) == nil
}

func (c *change) addShipment(in ImportShipment) bool {
	rows, err := c.rest()
	if len(in.Items) > 0 {
		rows = nil
	}
	for _, i := range in.Items {
		item := c.itemAt(i.Position)
		if item == nil || i.Quantity < 1 || i.Quantity > unshipped(item) {
			return false
		}
		rows = append(rows, &models.ShippedItem{ItemID: item.ID, Quantity: i.Quantity})
	}
	if err != nil || len(rows) == 0 {
		return false
	}
	c.ship(&models.Shipment{
		Carrier: optional(in.Carrier), TrackingNumber: optional(in.TrackingNumber),
		TrackingURL: optional(in.TrackingURL), ShippedAt: in.ShippedAt,
	}, rows)
	c.deriveFulfillment()
	return true
}

// itemAt returns the line item at a position; nil if there is none.
func (c *change) itemAt(position int) *models.OrderItem {
	if position < 0 || position >= len(c.items) {
		return nil
	}
	return c.items[position]
}

// within returns an amount of at most most minor units, which is most if it is 0.
func within(minor, most int64) (int64, bool) {
	if minor == 0 {
		minor = most
	}
	return minor, minor > 0 && minor <= most
}
