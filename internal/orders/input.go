package orders

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/customfields"
	"clientele/models"
)

// OrderItemInput is a line item of a quote or a new order.
type OrderItemInput struct {
	SKU       string
	Name      string
	Quantity  int
	UnitPrice *models.MoneyInput
	// TaxIncluded is the tax included in the price of the whole line.
	TaxIncluded *models.MoneyInput
	Options     []*OrderItemOptionInput
	ImageURL    *string
	URL         *string
}

// OrderItemOptionInput is an option of an article that the buyer chose.
type OrderItemOptionInput struct {
	Name  string
	Value string
}

// charges holds the amounts of an order as a whole. Each may be nil.
type charges struct {
	shipping, tax, taxIncluded, discount *models.MoneyInput
}

// ShipToInput is the destination that a quote is limited to.
type ShipToInput struct {
	Country  models.CountryCode
	Postcode *string
}

// QuoteInput holds the line items and charges of a quote.
type QuoteInput struct {
	Items         []*OrderItemInput
	CustomerID    *string
	ShipTo        *ShipToInput
	ShippingPrice *models.MoneyInput
	Tax           *models.MoneyInput
	TaxIncluded   *models.MoneyInput
	Discount      *models.MoneyInput
	ExpiresIn     int // seconds
}

// OrderContactInput is the person who receives messages about an order.
type OrderContactInput struct {
	Name  *string
	Email *string
	Phone *string
}

// CheckoutAddress is either a saved address or a new one.
type CheckoutAddress struct {
	AddressID *string
	Address   *models.CreateAddressInput
}

// CheckoutInput describes an order to place. The schema documents its fields.
type CheckoutInput struct {
	Quote                 *string
	Items                 []*OrderItemInput
	ShippingPrice         *models.MoneyInput
	Tax                   *models.MoneyInput
	TaxIncluded           *models.MoneyInput
	Discount              *models.MoneyInput
	CustomerID            graphql.Omittable[*string]
	Contact               *OrderContactInput
	ShippingAddress       *CheckoutAddress
	BillingAddress        *CheckoutAddress
	BillingSameAsShipping *bool
	SaveAddress           bool
	Note                  *string
	Locale                *string
	CustomFields          customfields.Values
	IdempotencyKey        *string
}

// UpdateOrderInput holds changes to an order. Omitted fields keep their value; null clears a field.
type UpdateOrderInput struct {
	Status            graphql.Omittable[*models.OrderStatus]
	PaymentStatus     graphql.Omittable[*models.PaymentStatus]
	FulfillmentStatus graphql.Omittable[*models.FulfillmentStatus]
	ExternalID        graphql.Omittable[*string]
	ShippingAddress   graphql.Omittable[*models.CreateAddressInput]
	Contact           graphql.Omittable[*UpdateOrderContactInput]
	CustomFields      graphql.Omittable[customfields.Values]
	ExpectedVersion   *int
}

// Limits of one order.
const (
	maxItems    = 100
	maxQuantity = 1_000_000
	maxSKU      = 100
	maxNote     = 1000
	maxReason   = 500
	maxKey      = 255

	maxOptions     = 20 // of a line item
	maxOptionName  = 50
	maxOptionValue = 255
)
