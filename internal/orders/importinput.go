package orders

import (
	"clientele/internal/customfields"
	"clientele/models"
)

// ImportOrderInput is an order of another system. An order is matched with a stored one by its external ID if it has
// one, and otherwise by its number. Of a stored order, only the statuses and custom fields are updated. The number, the
// items, the amounts, the note and the locale must be those of the stored order or omitted, and everything else is
// ignored. An order whose personal data was removed gets no note and no personal custom fields.
type ImportOrderInput struct {
	Number     *string // nil for a new one
	ExternalID *string
	// CustomerExternalID and CustomerEmail find the customer to link the order to: by the external ID if there is one,
	// and otherwise by the email address. If neither is set, the order is a guest's. A customer that does not exist is
	// an error.
	CustomerExternalID *string
	CustomerEmail      *string
	PlacedAt           models.Time
	Status             models.OrderStatus       // empty for OPEN
	PaymentStatus      models.PaymentStatus     // empty for UNPAID
	FulfillmentStatus  models.FulfillmentStatus // empty for UNFULFILLED
	Items              []*OrderItemInput
	ShippingPrice      *models.MoneyInput
	Tax                *models.MoneyInput
	TaxIncluded        *models.MoneyInput
	Discount           *models.MoneyInput
	Contact            OrderContactInput
	ShippingAddress    *models.CreateAddressInput
	BillingAddress     *models.CreateAddressInput // nil for the shipping address
	Note               *string
	Locale             *string
	CustomFields       customfields.Values
	// Records are the payments, refunds and shipments of a new order, from which its payment and fulfillment status
	// follow. Without them, the amounts and quantities follow from the statuses. Of a stored order, they are ignored.
	Records *ImportRecords
}

// ImportRecords are what happened to an order. The times must not be in the future.
type ImportRecords struct {
	Payments  []ImportPayment
	Refunds   []ImportRefund
	Shipments []ImportShipment
}

// ImportPayment is a payment, in minor units of the order's currency; 0 for all that is still to be paid.
type ImportPayment struct {
	Minor             int64
	Method, Reference string
	PaidAt            models.Time
}

// ImportRefund is a refund, in minor units of the order's currency; 0 for all that can be refunded.
type ImportRefund struct {
	Minor      int64
	Items      []ImportedItem
	Reason     string
	RefundedAt models.Time
}

// ImportShipment is a shipment of line items, or of all that is still to be shipped if there are none.
type ImportShipment struct {
	Items                                []ImportedItem
	Carrier, TrackingNumber, TrackingURL string
	ShippedAt                            models.Time
}

// ImportedItem is a quantity of a line item, by its position in the order.
type ImportedItem struct {
	Position, Quantity int
	Cancelled          bool // of a refund: it was not shipped and will not be
}
