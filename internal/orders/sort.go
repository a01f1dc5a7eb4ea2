package orders

import (
	"context"
	"fmt"
	"strconv"

	"gorm.io/gorm"

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

// sorting is an order of the list, with what it needs beside the orders' own columns.
type sorting struct {
	page.Sort
	join  func(*gorm.DB) *gorm.DB
	marks func(context.Context, []*models.Order) (func(*models.Order) page.Mark, error)
}

func (s *Service) sort(ctx context.Context, caller auth.Caller, by *OrderOrder) (*sorting, error) {
	if by == nil {
		newest := ByPlacedAt
		by = &OrderOrder{Field: &newest, Direction: page.Desc}
	}
	desc := by.Direction == page.Desc
	switch {
	case (by.Field == nil) == (by.CustomField == nil):
		return nil, apperr.Bad("orderBy: give field or customField, exactly one of the two")
	case by.CustomField != nil:
		order, err := s.o.Fields.OrderBy(ctx, caller, models.OwnerOrder, *by.CustomField, desc)
		if err != nil {
			return nil, err
		}
		return s.byCustomField(order, desc), nil
	}
	order, ok := sorts[*by.Field]
	if !ok {
		return nil, apperr.Bad("orders cannot be sorted by %s", *by.Field)
	}
	return &sorting{
		Sort: page.Sort{List: fmt.Sprintf("orders by %s %s", *by.Field, by.Direction), Column: order.column, Type: order.kind, ID: "orders.id", Desc: desc},
		join: func(q *gorm.DB) *gorm.DB { return q },
		marks: func(context.Context, []*models.Order) (func(*models.Order) page.Mark, error) {
			return func(o *models.Order) page.Mark { return page.Mark{Value: order.value(o), ID: o.ID} }, nil
		},
	}, nil
}

func (s *Service) byCustomField(order *customfields.Order, desc bool) *sorting {
	return &sorting{
		Sort: page.Sort{List: fmt.Sprintf("orders by %s %v", order.Name(), desc), Column: order.Column(), ID: "orders.id", Desc: desc},
		join: func(q *gorm.DB) *gorm.DB { return order.Join(q, "orders.id") },
		marks: func(ctx context.Context, rows []*models.Order) (func(*models.Order) page.Mark, error) {
			ids := make([]string, len(rows))
			for i, o := range rows {
				ids[i] = o.ID
			}
			marks, err := s.o.Fields.Marks(ctx, order, ids)
			return func(o *models.Order) page.Mark { return page.Mark{Value: marks[o.ID], ID: o.ID} }, err
		},
	}
}
