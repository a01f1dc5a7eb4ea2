package orders

import (
	"context"
	"fmt"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
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

// sorts has the column of each sort field and its value in an order.
var sorts = map[OrderSortField]struct {
	column string
	kind   page.ValueType
	value  func(*models.Order) string
}{
	ByPlacedAt:  {"orders.placed_at", page.Text, func(o *models.Order) string { return o.PlacedAt.Stored() }},
	ByUpdatedAt: {"orders.updated_at", page.Text, func(o *models.Order) string { return o.UpdatedAt.Stored() }},
	ByNumber:    {"orders.number", page.Text, func(o *models.Order) string { return o.Number }},
	ByTotal: {"orders.total_value", page.Integer, func(o *models.Order) string {
		return strconv.FormatInt(o.TotalValue, 10)
	}},
	ByStatus: {"orders.status", page.Text, func(o *models.Order) string { return string(o.Status) }},
	ByPaymentStatus: {"orders.payment_status", page.Text, func(o *models.Order) string {
		return string(o.PaymentStatus)
	}},
	ByFulfillmentStatus: {
		"orders.fulfillment_status", page.Text, func(o *models.Order) string { return string(o.FulfillmentStatus) },
	},
}

// sort returns the requested sort order, newest first if by is nil.
func (s *Service) sort(
	ctx context.Context, caller auth.Caller, by *OrderSort,
) (*customfields.Sorting[*models.Order], error) {
	if by == nil {
		newest := ByPlacedAt
		by = &OrderSort{Field: &newest, Direction: page.Desc}
	}
	desc := by.Direction == page.Desc
	id := func(row *models.Order) string { return row.ID }
	switch {
	case (by.Field == nil) == (by.CustomField == nil):
		return nil, apperr.Bad("orderBy: provide either field or customField")
	case by.CustomField != nil:
		return customfields.ByField(ctx, s.o.Fields, caller, models.OwnerOrder, *by.CustomField, desc, "orders",
			"orders.id", id)
	}
	order, ok := sorts[*by.Field]
	if !ok {
		return nil, apperr.Bad("Orders cannot be sorted by %s", *by.Field)
	}
	list := fmt.Sprintf("orders by %s %s", *by.Field, by.Direction)
	return customfields.ByColumn(
		page.Sort{List: list, Column: order.column, Type: order.kind, ID: "orders.id", Desc: desc}, order.value, id,
	), nil
}
