package orders

import (
	"clientele/internal/customfields"
	"clientele/models"
)

// ImportOrderInput is an order of another system. An order is matched with a stored one by its external ID if it has
// one, and otherwise by its number. Of a stored order, only the statuses and custom fields are updated. The number, the
// items, the amounts, the note and the locale must be those of the stored order or omitted, and everything else is ignored. An
// order whose personal data was removed gets no note and no personal custom fields.
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
}
