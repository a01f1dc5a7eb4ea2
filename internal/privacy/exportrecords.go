package privacy

import (
	"context"
	"fmt"

	"clientele/models"
)

// readRecords reads the payments, refunds and shipments of orders, and returns a function that adds them to the object
// of one of them.
func (e *exporter) readRecords(ctx context.Context, orderIDs []string) (func(orderID string, o *object), error) {
	payments, err := recordsOf(ctx, e, e.shapes.payments, orderIDs, func(p *models.Payment) string { return p.OrderID })
	if err != nil {
		return nil, err
	}
	refunds, err := recordsOf(ctx, e, e.shapes.refunds, orderIDs, func(r *models.Refund) string { return r.OrderID })
	if err != nil {
		return nil, err
	}
	shipments, err := recordsOf(ctx, e, e.shapes.shipments, orderIDs,
		func(s *models.Shipment) string { return s.OrderID })
	if err != nil {
		return nil, err
	}
	return func(orderID string, o *object) {
		o.set("payments", payments(orderID))
		o.set("refunds", refunds(orderID))
		o.set("shipments", shipments(orderID))
	}, nil
}

// recordsOf reads the rows of a table that belong to orders, and returns a function that returns those of one of them,
// oldest first.
func recordsOf[T any](
	ctx context.Context, e *exporter, s *shape[T], orderIDs []string, orderOf func(*T) string,
) (func(orderID string) []*object, error) {
	var rows []*T
	q := s.selected(e.db.Read(ctx)).Where(e.db.In("order_id", orderIDs))
	if err := q.Order("order_id, created_at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the %s of orders: %w", s.table, err)
	}
	found := map[string][]*object{}
	for _, row := range rows {
		found[orderOf(row)] = append(found[orderOf(row)], s.object(ctx, row))
	}
	return func(orderID string) []*object {
		if list := found[orderID]; list != nil {
			return list
		}
		return []*object{}
	}, nil
}
