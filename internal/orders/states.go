package orders

import (
	"fmt"
	"slices"
	"strings"

	"clientele/models"
)

// The statuses that an order can take next, by current status. The functions below check further conditions.
var (
	paymentSteps = map[models.PaymentStatus][]models.PaymentStatus{
		models.Unpaid:            {models.Authorized, models.PartiallyPaid, models.Paid},
		models.Authorized:        {models.Unpaid, models.PartiallyPaid, models.Paid},
		models.PartiallyPaid:     {models.Paid, models.PartiallyRefunded, models.Refunded},
		models.Paid:              {models.PartiallyRefunded, models.Refunded},
		models.PartiallyRefunded: {models.Refunded},
		models.Refunded:          {},
	}
	fulfillmentSteps = map[models.FulfillmentStatus][]models.FulfillmentStatus{
		models.Unfulfilled:        {models.PartiallyFulfilled, models.Fulfilled},
		models.PartiallyFulfilled: {models.Fulfilled},
		models.Fulfilled:          {},
	}
	statusSteps = map[models.OrderStatus][]models.OrderStatus{
		models.OrderOpen:      {models.OrderCompleted, models.OrderCancelled},
		models.OrderCompleted: {},
		models.OrderCancelled: {},
	}
	// closedPayments are the payment statuses that a completed or cancelled order can still take: refunds.
	closedPayments = []models.PaymentStatus{models.PartiallyRefunded, models.Refunded, models.Unpaid}
	// settledPayments are the payment statuses in which an order can be completed.
	settledPayments = []models.PaymentStatus{models.Paid, models.PartiallyRefunded, models.Refunded}
)

// paymentRefusal returns why an order cannot take a payment status; "" if it can.
func paymentRefusal(o *models.Order, to models.PaymentStatus) string {
	if why := stepRefusal("payment status", o.PaymentStatus, to, paymentSteps); why != "" {
		return why
	}
	if o.Status != models.OrderOpen && !slices.Contains(closedPayments, to) {
		return fmt.Sprintf("The order is %s: payments can only be refunded or voided", o.Status)
	}
	return ""
}

// fulfillmentRefusal returns why an order cannot take a fulfillment status; "" if it can. It does not depend on the
// payment status: with cash on delivery and invoices, payment follows shipping.
func fulfillmentRefusal(o *models.Order, to models.FulfillmentStatus) string {
	if o.Status != models.OrderOpen {
		return fmt.Sprintf("The order is %s", o.Status)
	}
	return stepRefusal("fulfillment status", o.FulfillmentStatus, to, fulfillmentSteps)
}

// statusRefusal returns why an order cannot be completed or cancelled; "" if it can.
func statusRefusal(o *models.Order, to models.OrderStatus) string {
	switch {
	case stepRefusal("status", o.Status, to, statusSteps) != "":
		return stepRefusal("status", o.Status, to, statusSteps)
	case to == models.OrderCancelled && o.FulfillmentStatus != models.Unfulfilled:
		return fmt.Sprintf("The order is %s and can no longer be cancelled", o.FulfillmentStatus)
	case to == models.OrderCompleted &&
		(o.FulfillmentStatus != models.Fulfilled || !slices.Contains(settledPayments, o.PaymentStatus)):
		return fmt.Sprintf("The order is %s and %s. It can be completed when it is FULFILLED and PAID or refunded.",
			o.PaymentStatus, o.FulfillmentStatus)
	}
	return ""
}

// correctable reports whether an order's shipping address can still be corrected.
func correctable(o *models.Order) bool {
	return o.FulfillmentStatus == models.Unfulfilled && o.Status == models.OrderOpen
}

// OrderSteps holds the changes that an order allows in its present state.
type OrderSteps struct {
	Status                 []models.OrderStatus
	PaymentStatus          []models.PaymentStatus
	FulfillmentStatus      []models.FulfillmentStatus
	Cancel                 bool
	CorrectShippingAddress bool
	RevokeGuestTokens      bool
	Anonymize              bool
	Ship                   bool
	Payable                *models.Money
	Refundable             *models.Money
}

// Outstanding returns the amount that is still to be paid.
func Outstanding(o *models.Order) *models.Money {
	owed := o.TotalMinor - o.PaidMinor + o.RefundedMinor
	if o.Status == models.OrderCancelled || o.PaymentStatus == models.Refunded || owed < 0 {
		owed = 0
	}
	return &models.Money{Minor: owed, Currency: o.Currency}
}

// Steps returns the changes that an order allows in its present state.
func Steps(o *models.Order) *OrderSteps {
	s := &OrderSteps{
		Status: []models.OrderStatus{}, Cancel: statusRefusal(o, models.OrderCancelled) == "",
		CorrectShippingAddress: correctable(o),
		RevokeGuestTokens:      o.Guest && o.AnonymizedAt == nil,
		Anonymize:              o.Status != models.OrderOpen && o.AnonymizedAt == nil,
		Ship:                   o.Status == models.OrderOpen && o.FulfillmentStatus != models.Fulfilled,
		Payable:                &models.Money{Minor: o.TotalMinor - o.PaidMinor + o.RefundedMinor, Currency: o.Currency},
		Refundable:             &models.Money{Minor: o.PaidMinor - o.RefundedMinor, Currency: o.Currency},
		PaymentStatus: allowedSteps(paymentSteps[o.PaymentStatus], func(to models.PaymentStatus) string {
			return paymentRefusal(o, to)
		}),
		FulfillmentStatus: allowedSteps(fulfillmentSteps[o.FulfillmentStatus],
			func(to models.FulfillmentStatus) string { return fulfillmentRefusal(o, to) }),
	}
	if statusRefusal(o, models.OrderCompleted) == "" {
		s.Status = append(s.Status, models.OrderCompleted)
	}
	return s
}

func allowedSteps[T any](steps []T, why func(T) string) []T {
	out := []T{}
	for _, to := range steps {
		if why(to) == "" {
			out = append(out, to)
		}
	}
	return out
}

func stepRefusal[T ~string](what string, from, to T, steps map[T][]T) string {
	next := steps[from]
	if slices.Contains(next, to) {
		return ""
	}
	if len(next) == 0 {
		return fmt.Sprintf("The %s is %s and cannot be changed", what, from)
	}
	names := make([]string, len(next))
	for i, n := range next {
		names[i] = string(n)
	}
	return fmt.Sprintf("The %s is %s and can only change to %s", what, from, strings.Join(names, " or "))
}
