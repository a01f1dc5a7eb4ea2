package orders

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/models"
)

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

// Payments returns the payments of orders that the caller has read, oldest first, by order.
func (s *Service) Payments(ctx context.Context, orderIDs []string) (map[string][]*models.Payment, error) {
	return recordsOf(ctx, s, "payments", orderIDs, func(p *models.Payment) string { return p.OrderID })
}

// Refunds returns the refunds of orders that the caller has read, oldest first, by order.
func (s *Service) Refunds(ctx context.Context, orderIDs []string) (map[string][]*models.Refund, error) {
	return recordsOf(ctx, s, "refunds", orderIDs, func(r *models.Refund) string { return r.OrderID })
}

// Shipments returns the shipments of orders that the caller has read, oldest first, by order.
func (s *Service) Shipments(ctx context.Context, orderIDs []string) (map[string][]*models.Shipment, error) {
	return recordsOf(ctx, s, "shipments", orderIDs, shipmentOrder)
}

// recordsOf returns the records of orders by order, in the order in which they were recorded.
func recordsOf[T any](
	ctx context.Context, s *Service, what string, orderIDs []string, orderOf func(*T) string,
) (map[string][]*T, error) {
	var rows []*T
	err := s.db.Read(ctx).Where(s.db.In("order_id", orderIDs)).Order("order_id, created_at, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return byOrder(orderIDs, rows, orderOf), nil
}

// GetPayments returns the payments with the given ids whose orders the caller may read, by id.
func (s *Service) GetPayments(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.Payment, error) {
	return partsOfOrders(s, caller, s.db.Read(ctx), "order_id", ids, func(p *models.Payment) string { return p.ID })
}

// GetRefunds returns the refunds with the given ids whose orders the caller may read, by id.
func (s *Service) GetRefunds(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Refund, error) {
	return partsOfOrders(s, caller, s.db.Read(ctx), "order_id", ids, func(r *models.Refund) string { return r.ID })
}

// GetShipments returns the shipments with the given ids whose orders the caller may read, by id.
func (s *Service) GetShipments(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.Shipment, error) {
	return partsOfOrders(s, caller, s.db.Read(ctx), "order_id", ids, func(r *models.Shipment) string { return r.ID })
}

// RefundItems returns the line items of refunds by refund, in the order of the checkout.
func (s *Service) RefundItems(ctx context.Context, refundIDs []string) (map[string][]*RefundItem, error) {
	var rows []*models.RefundedItem
	err := s.db.Read(ctx).Where(s.db.In("refund_id", refundIDs)).Order("refund_id, item_id, cancelled").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read items of refunds: %w", err)
	}
	rows, items, err := itemsOfRecords(ctx, s, rows, func(r *models.RefundedItem) string { return r.ItemID })
	if err != nil {
		return nil, err
	}
	found := make(map[string][]*RefundItem, len(refundIDs))
	for _, id := range refundIDs {
		found[id] = []*RefundItem{}
	}
	for _, r := range rows {
		found[r.RefundID] = append(found[r.RefundID], &RefundItem{items[r.ItemID], r.Quantity, r.Cancelled})
	}
	return found, nil
}

// ShipmentItems returns the line items of shipments by shipment, in the order of the checkout.
func (s *Service) ShipmentItems(ctx context.Context, shipmentIDs []string) (map[string][]*ShipmentItem, error) {
	var rows []*models.ShippedItem
	err := s.db.Read(ctx).Where(s.db.In("shipment_id", shipmentIDs)).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read items of shipments: %w", err)
	}
	rows, items, err := itemsOfRecords(ctx, s, rows, func(r *models.ShippedItem) string { return r.ItemID })
	if err != nil {
		return nil, err
	}
	found := make(map[string][]*ShipmentItem, len(shipmentIDs))
	for _, id := range shipmentIDs {
		found[id] = []*ShipmentItem{}
	}
	for _, r := range rows {
		found[r.ShipmentID] = append(found[r.ShipmentID], &ShipmentItem{items[r.ItemID], r.Quantity})
	}
	return found, nil
}

// itemsOfRecords returns the line items that rows refer to, by id, and the rows in the order of these items. It leaves
// out rows of orders that were deleted in the meantime.
func itemsOfRecords[T any](
	ctx context.Context, s *Service, rows []*T, itemOf func(*T) string,
) ([]*T, map[string]*models.OrderItem, error) {
	if len(rows) == 0 {
		return nil, nil, nil
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = itemOf(row)
	}
	q := db.SelectColumns(s.db.Read(ctx), itemColumns).Where(s.db.In("id", ids))
	items, err := lists.ByID(q, func(i *models.OrderItem) string { return i.ID })
	if err != nil {
		return nil, nil, fmt.Errorf("read items of orders: %w", err)
	}
	rows = slices.DeleteFunc(rows, func(row *T) bool { return items[itemOf(row)] == nil })
	slices.SortStableFunc(rows, func(a, b *T) int {
		return cmp.Compare(items[itemOf(a)].Position, items[itemOf(b)].Position)
	})
	return rows, items, nil
}

// spent is what a customer has spent in a currency.
type spent struct {
	CustomerID string
	Currency   models.CurrencyCode
	Minor      int64
}

// Spent returns what customers have paid for their orders, less what was refunded, by customer: one amount for each
// currency, in the order of the currencies' codes. Customers see their own, other callers need ORDERS_READ.
func (s *Service) Spent(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]*models.Money, error) {
	if caller.Kind != auth.Customer && !caller.Can(models.OrdersRead) {
		return nil, apperr.Scope(string(models.OrdersRead))
	}
	q := s.db.Read(ctx).Model(&models.Order{}).
		Select("customer_id, currency, CAST(SUM(paid_minor - refunded_minor) AS BIGINT) AS minor").
		Where("paid_minor > 0").Where(s.db.In("customer_id", customerIDs))
	if !caller.Can(models.OrdersRead) {
		q = q.Where("customer_id = ?", caller.CustomerID)
	}
	var rows []spent
	err := q.Group("customer_id, currency").Order("customer_id, currency").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("sum up what customers spent: %w", err)
	}
	found := make(map[string][]*models.Money, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []*models.Money{}
	}
	for _, row := range rows {
		if row.Minor > 0 {
			sum := &models.Money{Minor: row.Minor, Currency: row.Currency}
			found[row.CustomerID] = append(found[row.CustomerID], sum)
		}
	}
	return found, nil
}
