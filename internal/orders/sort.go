package orders

import (
	"strconv"

	"clientele/internal/lists"
	"clientele/internal/page"
	"clientele/models"
)

// OrderSortField is a field that orders can be sorted by.
type OrderSortField string

// The fields that orders can be sorted by.
const (
	ByPlacedAt          OrderSortField = "PLACED_AT"
	ByUpdatedAt         OrderSortField = "UPDATED_AT"
	ByNumber            OrderSortField = "NUMBER"
	ByTotal             OrderSortField = "TOTAL"
	ByStatus            OrderSortField = "STATUS"
	ByPaymentStatus     OrderSortField = "PAYMENT_STATUS"
	ByFulfillmentStatus OrderSortField = "FULFILLMENT_STATUS"
)

// OrderSort is the sort order of a list of orders: by a field or by a custom field.
type OrderSort struct {
	Field       *OrderSortField
	CustomField *string
	Direction   page.Direction
}

// table describes how orders can be sorted.
var table = lists.Table[OrderSortField, models.Order]{
	Name: "orders", Title: "Orders", Owner: models.OwnerOrder, Newest: ByPlacedAt, ID: orderID,
	Columns: map[OrderSortField]lists.Column[models.Order]{
		ByPlacedAt:  {SQL: "orders.placed_at", Value: func(o *models.Order) string { return o.PlacedAt.Stored() }},
		ByUpdatedAt: {SQL: "orders.updated_at", Value: func(o *models.Order) string { return o.UpdatedAt.Stored() }},
		ByNumber:    {SQL: "orders.number", Value: func(o *models.Order) string { return o.Number }},
		ByTotal: {
			SQL: "orders.total_value", Type: page.Integer,
			Value: func(o *models.Order) string { return strconv.FormatInt(o.TotalValue, 10) },
		},
		ByStatus: {SQL: "orders.status", Value: func(o *models.Order) string { return string(o.Status) }},
		ByPaymentStatus: {
			SQL: "orders.payment_status", Value: func(o *models.Order) string { return string(o.PaymentStatus) },
		},
		ByFulfillmentStatus: {
			SQL:   "orders.fulfillment_status",
			Value: func(o *models.Order) string { return string(o.FulfillmentStatus) },
		},
	},
}

func orderID(o *models.Order) string { return o.ID }
