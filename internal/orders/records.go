package orders

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/auth"
	"clientele/models"
)

var errUnfinished = errors.New("unfinished")

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

// RefundItem is a line item of a refund.
type RefundItem struct {
	Item      *models.OrderItem
	Quantity  int
	Cancelled bool
}

// ShipmentItem is a line item in a shipment.
type ShipmentItem struct {
	Item     *models.OrderItem
	Quantity int
}

// RecordPayment is unfinished.
func (s *Service) RecordPayment(context.Context, auth.Caller, RecordPaymentInput) (*models.Order, error) {
	return nil, errUnfinished
}

// VoidPayment is unfinished.
func (s *Service) VoidPayment(context.Context, auth.Caller, string) (*models.Order, error) {
	return nil, errUnfinished
}

// RecordRefund is unfinished.
func (s *Service) RecordRefund(context.Context, auth.Caller, RecordRefundInput) (*models.Order, error) {
	return nil, errUnfinished
}

// VoidRefund is unfinished.
func (s *Service) VoidRefund(context.Context, auth.Caller, string) (*models.Order, error) {
	return nil, errUnfinished
}

// CreateShipment is unfinished.
func (s *Service) CreateShipment(context.Context, auth.Caller, CreateShipmentInput) (*models.Order, error) {
	return nil, errUnfinished
}

// UpdateShipment is unfinished.
func (s *Service) UpdateShipment(context.Context, auth.Caller, string, UpdateShipmentInput) (*models.Order, error) {
	return nil, errUnfinished
}

// CancelShipment is unfinished.
func (s *Service) CancelShipment(context.Context, auth.Caller, string) (*models.Order, error) {
	return nil, errUnfinished
}

// Payments returns the payments of orders that the caller has read, oldest first, by order.
func (s *Service) Payments(context.Context, []string) (map[string][]*models.Payment, error) {
	return nil, errUnfinished
}

// Refunds returns the refunds of orders that the caller has read, oldest first, by order.
func (s *Service) Refunds(context.Context, []string) (map[string][]*models.Refund, error) {
	return nil, errUnfinished
}

// Shipments returns the shipments of orders that the caller has read, oldest first, by order.
func (s *Service) Shipments(context.Context, []string) (map[string][]*models.Shipment, error) {
	return nil, errUnfinished
}

// Spent returns what customers have paid for orders, less what was refunded, by customer.
func (s *Service) Spent(context.Context, auth.Caller, []string) (map[string][]*models.Money, error) {
	return nil, errUnfinished
}

// RefundItems returns the line items of refunds by refund.
func (s *Service) RefundItems(context.Context, []string) (map[string][]*RefundItem, error) {
	return nil, errUnfinished
}

// ShipmentItems returns the line items of shipments by shipment.
func (s *Service) ShipmentItems(context.Context, []string) (map[string][]*ShipmentItem, error) {
	return nil, errUnfinished
}
