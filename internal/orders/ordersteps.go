package orders

import (
	"slices"

	"clientele/models"
)

// OrderSteps holds the changes that an order allows in its present state.
type OrderSteps struct {
	OrderID                string
	Status                 []models.OrderStatus
	PaymentStatus          []models.PaymentStatus
	FulfillmentStatus      []models.FulfillmentStatus
	Cancel                 bool
	CorrectShippingAddress bool
	RevokeGuestTokens      bool
	Anonymize              bool
	Ship                   bool // as far as the statuses say; see Shippable
	Payable                *models.Money
	Refundable             *models.Money
}

// Outstanding returns the amount that is still to be paid. What was paid and then refunded is not to be paid again.
func Outstanding(o *models.Order) *models.Money {
	owed := max(0, o.TotalMinor-o.PaidMinor)
	if o.Status == models.OrderCancelled || o.PaymentStatus == models.Refunded {
		owed = 0
	}
	return &models.Money{Minor: owed, Currency: o.Currency}
}

// Shippable reports whether some of an order's line items are still to be shipped.
func Shippable(items []*models.OrderItem) bool {
	return slices.ContainsFunc(items, func(item *models.OrderItem) bool { return unshipped(item) > 0 })
}

// Steps returns the changes that an order allows in its present state.
func Steps(o *models.Order) *OrderSteps {
	s := &OrderSteps{
		OrderID: o.ID, Status: []models.OrderStatus{}, Cancel: statusRefusal(o, models.OrderCancelled) == "",
		CorrectShippingAddress: correctable(o),
		RevokeGuestTokens:      o.Guest && o.AnonymizedAt == nil,
		Anonymize:              o.Status != models.OrderOpen && o.AnonymizedAt == nil,
		Ship:                   o.Status == models.OrderOpen && o.FulfillmentStatus != models.Fulfilled,
		Payable:                &models.Money{Currency: o.Currency},
		Refundable:             &models.Money{Minor: refundable(o), Currency: o.Currency},
		PaymentStatus: allowedSteps(paymentSteps[o.PaymentStatus], func(to models.PaymentStatus) string {
			return paymentRefusal(o, to)
		}),
		FulfillmentStatus: allowedSteps(fulfillmentSteps[o.FulfillmentStatus],
			func(to models.FulfillmentStatus) string { return fulfillmentRefusal(o, to) }),
	}
	if o.Status == models.OrderOpen {
		s.Payable.Minor = payable(o)
	}
	if statusRefusal(o, models.OrderCompleted) == "" {
		s.Status = append(s.Status, models.OrderCompleted)
	}
	return s
}
