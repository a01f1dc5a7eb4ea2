package orders

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/events"
	"clientele/models"
)

// applyStep sets a status if refusal allows it, and records the change. Setting the current status changes nothing.
func applyStep[T ~string](
	c *change, at apperr.Path, in graphql.Omittable[*T], status *T, refusal func(*models.Order, T) string,
	what models.EventType, reason *string,
) {
	if next := nextStep(c, at, in, *status, refusal); next != "" {
		takeStep(c, status, next, what, reason)
	}
}

// nextStep returns the status that a caller names; "" if it is the present one, or refusal does not allow it.
func nextStep[T ~string](
	c *change, at apperr.Path, in graphql.Omittable[*T], status T, refusal func(*models.Order, T) string,
) T {
	if !in.IsSet() {
		return ""
	}
	if in.Value() == nil {
		c.f.Add(at, apperr.CodeRequired, "Cannot be cleared")
		return ""
	}
	next := *in.Value()
	if next == status {
		return ""
	}
	if why := refusal(c.o, next); why != "" {
		c.f.Add(at, apperr.CodeStepNotAllowed, why)
		return ""
	}
	return next
}

// takeStep sets a status and records the change, unless it has that status already.
func takeStep[T ~string](c *change, status *T, next T, what models.EventType, reason *string) {
	if next == *status {
		return
	}
	var changed events.Changes
	changed.String(statusFields[what], string(*status), string(next))
	*status = next
	c.addEvent(what, changed, reason)
}

// setPaymentStatus sets a payment status that a caller names, without a payment or a refund. PAID records a payment of
// the rest, and REFUNDED a refund of the rest. The amounts of other statuses are not known: the next payment or refund
// derives the status from the amounts that are.
func (c *change) setPaymentStatus(at apperr.Path, in graphql.Omittable[*models.PaymentStatus]) error {
	next := nextStep(c, at, in, c.o.PaymentStatus, paymentRefusal)
	if next == "" {
		return nil
	}
	if rest := payable(c.o); next == models.Paid && rest > 0 {
		p := &models.Payment{AmountMinor: rest, PaidAt: c.now}
		if err := c.limitRecords(at, p, "payments"); err != nil {
			return err
		}
		c.pay(p)
	}
	if rest := refundable(c.o); next == models.Refunded && rest > 0 {
		r := &models.Refund{AmountMinor: rest, RefundedAt: c.now}
		if err := c.limitRecords(at, r, "refunds"); err != nil {
			return err
		}
		c.addRefund(r, nil)
	}
	takeStep(c, &c.o.PaymentStatus, next, models.EventOrderPaymentStatusChanged, nil)
	return nil
}

// setFulfillmentStatus sets a fulfillment status that a caller names, without a shipment. FULFILLED records a shipment
// of the rest. What PARTIALLY_FULFILLED means is not known: the next shipment derives the status from the quantities.
func (c *change) setFulfillmentStatus(at apperr.Path, in graphql.Omittable[*models.FulfillmentStatus]) error {
	next := nextStep(c, at, in, c.o.FulfillmentStatus, fulfillmentRefusal)
	if next == "" {
		return nil
	}
	if next == models.Fulfilled {
		rest, err := c.rest()
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			sent := &models.Shipment{ShippedAt: c.now}
			if err := c.limitRecords(at, sent, "shipments"); err != nil {
				return err
			}
			c.ship(sent, rest)
		}
	}
	takeStep(c, &c.o.FulfillmentStatus, next, models.EventOrderFulfillmentStatusChanged, nil)
	return nil
}

// derivePayment sets the payment status that follows from the payments and refunds.
func (c *change) derivePayment() {
	takeStep(c, &c.o.PaymentStatus, paymentStatus(c.o), models.EventOrderPaymentStatusChanged, nil)
}

// deriveFulfillment sets the fulfillment status that follows from the quantities of the line items.
func (c *change) deriveFulfillment() {
	takeStep(c, &c.o.FulfillmentStatus, fulfillmentStatus(c.items), models.EventOrderFulfillmentStatusChanged, nil)
}
