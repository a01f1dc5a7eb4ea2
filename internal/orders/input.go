package orders

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/customfields"
	"clientele/models"
)

// OrderItemInput is a line to be ordered.
type OrderItemInput struct {
	SKU       string
	Name      string
	Quantity  int
	UnitPrice *models.MoneyInput
	// TaxIncluded is the tax that the price of all of them contains.
	TaxIncluded *models.MoneyInput
}

// charges are the amounts of an order as a whole; each can be nil.
type charges struct {
	shipping, tax, taxIncluded, discount *models.MoneyInput
}

// ShipToInput is where an order goes, as far as its price depends on it.
type ShipToInput struct {
	Country  models.CountryCode
	Postcode *string
}

// QuoteInput is what to price.
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

// OrderContactInput is whom an order's messages go to.
type OrderContactInput struct {
	Name  *string
	Email *string
	Phone *string
}

// CheckoutAddress is an address of the customer's book, or one typed in full: exactly one of the two.
type CheckoutAddress struct {
	AddressID *string
	Address   *models.CreateAddressInput
}

// CheckoutInput is what to order, for whom and where to; the schema describes each member.
type CheckoutInput struct {
	Quote                 *string
	Items                 []*OrderItemInput
	ShippingPrice         *models.MoneyInput
	Tax                   *models.MoneyInput
	TaxIncluded           *models.MoneyInput
	Discount              *models.MoneyInput
	CustomerID            *string
	Contact               *OrderContactInput
	ShippingAddress       *CheckoutAddress
	BillingAddress        *CheckoutAddress
	BillingSameAsShipping bool
	SaveAddress           bool
	Note                  *string
	CustomFields          customfields.Values
	IdempotencyKey        *string
}

// UpdateOrderInput is changes to an order: what is left out stays, null clears.
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

// Limits of what one order holds.
const (
	maxItems    = 100
	maxQuantity = 1_000_000
	maxSKU      = 100
	maxNote     = 1000
	maxReason   = 500
	maxKey      = 255
)
