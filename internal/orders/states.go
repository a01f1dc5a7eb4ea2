package orders

import (
	"fmt"
	"slices"
	"strings"

	"clientele/models"
)

// The allowed steps: from each state, where an order can go. What else must hold for a step stands in the functions below,
// and nowhere else.
var (
	paymentSteps = map[models.PaymentStatus][]models.PaymentStatus{
		models.Unpaid:            {models.Authorized, models.PartiallyPaid, models.Paid},
		models.Authorized:        {models.Unpaid, models.PartiallyPaid, models.Paid},
		models.PartiallyPaid:     {models.Paid, models.PartiallyRefunded, models.Refunded},
		models.Paid:              {models.PartiallyRefunded, models.Refunded},
		models.PartiallyRefunded: {models.Refunded},
		models.Refunded:          {},
	}
	shippingSteps = map[models.FulfillmentStatus][]models.FulfillmentStatus{
		models.Unfulfilled:        {models.PartiallyFulfilled, models.Fulfilled},
		models.PartiallyFulfilled: {models.Fulfilled},
		models.Fulfilled:          {},
	}
	statusSteps = map[models.OrderStatus][]models.OrderStatus{
		models.OrderOpen:      {models.OrderCompleted, models.OrderCancelled},
		models.OrderCompleted: {},
		models.OrderCancelled: {},
	}
	// closedPayments are the payment states that an order that is no longer open can still get: money that goes back.
	closedPayments = []models.PaymentStatus{models.PartiallyRefunded, models.Refunded, models.Unpaid}
	// settledPayments are those in which an order can be completed: nothing is left to pay.
	settledPayments = []models.PaymentStatus{models.Paid, models.PartiallyRefunded, models.Refunded}
)

// payTo says why a payment cannot take a step; empty if it can.
func payTo(o *models.Order, to models.PaymentStatus) string {
	if why := step("payment", o.PaymentStatus, to, paymentSteps); why != "" {
		return why
	}
	if o.Status != models.OrderOpen && !slices.Contains(closedPayments, to) {
		return fmt.Sprintf("the order is %s: its money can only go back", o.Status)
	}
	return ""
}

// shipTo says why a delivery cannot take a step; empty if it can. The payment has no say: with cash on delivery and invoices the
// money comes after the parcel.
func shipTo(o *models.Order, to models.FulfillmentStatus) string {
	if o.Status != models.OrderOpen {
		return fmt.Sprintf("the order is %s", o.Status)
	}
	return step("shipping", o.FulfillmentStatus, to, shippingSteps)
}

// statusTo says why an order cannot be completed or cancelled; empty if it can.
func statusTo(o *models.Order, to models.OrderStatus) string {
	switch {
	case step("status", o.Status, to, statusSteps) != "":
		return step("status", o.Status, to, statusSteps)
	case to == models.OrderCancelled && o.FulfillmentStatus != models.Unfulfilled:
		return fmt.Sprintf("the order cannot be cancelled: it is %s", o.FulfillmentStatus)
	case to == models.OrderCompleted && (o.FulfillmentStatus != models.Fulfilled || !slices.Contains(settledPayments, o.PaymentStatus)):
		return fmt.Sprintf("the order cannot be completed: it is %s and %s, and must be FULFILLED and PAID or refunded", o.PaymentStatus, o.FulfillmentStatus)
	}
	return ""
}

// correctable tells whether an order's shipping address can still be corrected.
func correctable(o *models.Order) bool {
	return o.FulfillmentStatus == models.Unfulfilled && o.Status == models.OrderOpen
}

// OrderSteps is the steps that an order can take from where it stands.
type OrderSteps struct {
	Status                 []models.OrderStatus
	PaymentStatus          []models.PaymentStatus
	FulfillmentStatus      []models.FulfillmentStatus
	Cancel                 bool
	CorrectShippingAddress bool
	RevokeGuestTokens      bool
}

// Steps returns what an order can become next.
func Steps(o *models.Order) *OrderSteps {
	s := &OrderSteps{
		Status: []models.OrderStatus{}, Cancel: statusTo(o, models.OrderCancelled) == "", CorrectShippingAddress: correctable(o),
		RevokeGuestTokens: o.Guest,
		PaymentStatus:     possible(paymentSteps[o.PaymentStatus], func(to models.PaymentStatus) string { return payTo(o, to) }),
		FulfillmentStatus: possible(shippingSteps[o.FulfillmentStatus], func(to models.FulfillmentStatus) string { return shipTo(o, to) }),
	}
	if statusTo(o, models.OrderCompleted) == "" {
		s.Status = append(s.Status, models.OrderCompleted)
	}
	return s
}

func possible[T any](steps []T, why func(T) string) []T {
	out := []T{}
	for _, to := range steps {
		if why(to) == "" {
			out = append(out, to)
		}
	}
	return out
}

func step[T ~string](what string, from, to T, steps map[T][]T) string {
	next := steps[from]
	if slices.Contains(next, to) {
		return ""
	}
	if len(next) == 0 {
		return fmt.Sprintf("the %s is %s and stays so", what, from)
	}
	var names []string
	for _, n := range next {
		names = append(names, string(n))
	}
	return fmt.Sprintf("the %s is %s, from where it can only become %s", what, from, strings.Join(names, " or "))
}
