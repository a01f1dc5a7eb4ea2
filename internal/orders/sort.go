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

// OrderOrderField is what orders can be sorted by.
type OrderOrderField string

// The fields that orders can be sorted by.
const (
	ByPlacedAt  OrderOrderField = "PLACED_AT"
	ByUpdatedAt OrderOrderField = "UPDATED_AT"
	ByNumber    OrderOrderField = "NUMBER"
	ByTotal     OrderOrderField = "TOTAL"
	ByStatus    OrderOrderField = "STATUS"
	ByPayment   OrderOrderField = "PAYMENT"
	ByShipping  OrderOrderField = "SHIPPING"
)

// OrderOrder is a sort order of orders: by one of the fields or by a custom field.
type OrderOrder struct {
	Field       *OrderOrderField
	CustomField *string
	Direction   page.Direction
}

// sorts has the column of each sort field and what an order's row holds there.
var sorts = map[OrderOrderField]struct {
	column string
	kind   page.ValueType
	value  func(*models.Order) string
}{
	ByPlacedAt:  {"orders.placed_at", page.Text, func(o *models.Order) string { return o.PlacedAt.Stored() }},
	ByUpdatedAt: {"orders.updated_at", page.Text, func(o *models.Order) string { return o.UpdatedAt.Stored() }},
	ByNumber:    {"orders.number", page.Text, func(o *models.Order) string { return o.Number }},
	ByTotal:     {"orders.total_value", page.Integer, func(o *models.Order) string { return strconv.FormatInt(o.TotalValue, 10) }},
	ByStatus:    {"orders.status", page.Text, func(o *models.Order) string { return string(o.Status) }},
	ByPayment:   {"orders.payment", page.Text, func(o *models.Order) string { return string(o.Payment) }},
	ByShipping:  {"orders.shipping", page.Text, func(o *models.Order) string { return string(o.Shipping) }},
}

// sort returns the order that was asked for, newest first where by is nil.
func (s *Service) sort(ctx context.Context, caller auth.Caller, by *OrderOrder) (*customfields.Sorting[*models.Order], error) {
	if by == nil {
		newest := ByPlacedAt
		by = &OrderOrder{Field: &newest, Direction: page.Desc}
	}
	desc := by.Direction == page.Desc
	id := func(row *models.Order) string { return row.ID }
	switch {
	case (by.Field == nil) == (by.CustomField == nil):
		return nil, apperr.Bad("orderBy: give field or customField, exactly one of the two")
	case by.CustomField != nil:
		return customfields.ByField(ctx, s.o.Fields, caller, models.OwnerOrder, *by.CustomField, desc, "orders", "orders.id", id)
	}
	order, ok := sorts[*by.Field]
	if !ok {
		return nil, apperr.Bad("orders cannot be sorted by %s", *by.Field)
	}
	list := fmt.Sprintf("orders by %s %s", *by.Field, by.Direction)
	return customfields.ByColumn(page.Sort{List: list, Column: order.column, Type: order.kind, ID: "orders.id", Desc: desc}, order.value, id), nil
}
