package orders

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/models"
)

// RecordPaymentInput is a payment to record. The schema documents its fields.
type RecordPaymentInput struct {
	OrderID         string
	Amount          *models.MoneyInput
	Method          *string
	Reference       *string
	PaidAt          *models.Time
	ExpectedVersion *int
}

// RecordRefundInput is a refund to record.
type RecordRefundInput struct {
	OrderID         string
	Amount          *models.MoneyInput
	Items           []*RefundItemInput
	Reason          *string
	RefundedAt      *models.Time
	ExpectedVersion *int
}

// RefundItemInput is a line item to refund.
type RefundItemInput struct {
	ItemID   string
	Quantity int
	Cancel   bool
}

// CreateShipmentInput is a shipment to record. Items is nil for everything that has not been shipped.
type CreateShipmentInput struct {
	OrderID         string
	Items           []*ShipmentItemInput
	Carrier         *string
	TrackingNumber  *string
	TrackingURL     *string
	ShippedAt       *models.Time
	ExpectedVersion *int
}

// ShipmentItemInput is a line item in a shipment.
type ShipmentItemInput struct {
	ItemID   string
	Quantity int
}

// UpdateShipmentInput holds changes to a shipment. Omitted fields keep their value; null clears a field.
type UpdateShipmentInput struct {
	Items           graphql.Omittable[[]*ShipmentItemInput]
	Carrier         graphql.Omittable[*string]
	TrackingNumber  graphql.Omittable[*string]
	TrackingURL     graphql.Omittable[*string]
	ShippedAt       graphql.Omittable[*models.Time]
	ExpectedVersion *int
}

// Limits of the records of an order. An order has at most maxRecords payments, refunds and shipments each.
const (
	maxRecords   = 200
	maxMethod    = 100
	maxReference = 255
	maxCarrier   = 100
	maxTracking  = 255
)
