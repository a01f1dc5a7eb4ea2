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
	case to == models.OrderCompleted && !complete(o):
		return fmt.Sprintf("The order is %s and %s. It can be completed when it is FULFILLED and PAID or refunded.",
			o.PaymentStatus, o.FulfillmentStatus)
	}
	return ""
}

// complete reports whether an order has the statuses of one that is COMPLETED.
func complete(o *models.Order) bool {
	return o.FulfillmentStatus == models.Fulfilled && slices.Contains(settledPayments, o.PaymentStatus)
}

// paymentStatus returns the status that follows from the payments and refunds of an order. An order without any can be
// AUTHORIZED.
func paymentStatus(o *models.Order) models.PaymentStatus {
	net := o.PaidMinor - o.RefundedMinor
	switch {
	case o.RefundedMinor > 0 && net == 0:
		return models.Refunded
	case net >= o.TotalMinor:
		return models.Paid
	case o.RefundedMinor > 0:
		return models.PartiallyRefunded
	case o.PaidMinor > 0:
		return models.PartiallyPaid
	case o.PaymentStatus == models.Authorized:
		return models.Authorized
	}
	return models.Unpaid
}

// fulfillmentStatus returns the status that follows from the quantities of the line items. An order of which nothing
// was shipped is UNFULFILLED, even if all of it was cancelled, so that the order can be cancelled.
func fulfillmentStatus(items []*models.OrderItem) models.FulfillmentStatus {
	shipped, left := 0, 0
	for _, item := range items {
		shipped, left = shipped+item.ShippedQuantity, left+unshipped(item)
	}
	switch {
	case shipped == 0:
		return models.Unfulfilled
	case left == 0:
		return models.Fulfilled
	}
	return models.PartiallyFulfilled
}

// payable returns the largest amount that can be recorded as a payment of an open order, in minor units.
func payable(o *models.Order) int64 { return o.TotalMinor - o.PaidMinor + o.RefundedMinor }

// refundable returns the largest amount that can be recorded as a refund, in minor units.
func refundable(o *models.Order) int64 { return o.PaidMinor - o.RefundedMinor }

// correctable reports whether an order's shipping address can still be corrected.
func correctable(o *models.Order) bool {
	return o.FulfillmentStatus == models.Unfulfilled && o.Status == models.OrderOpen
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
