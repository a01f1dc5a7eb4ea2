package orders

import (
	"context"
	"fmt"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/models"
)

// RecordRefund records a refund of an order, of at most what was paid and not refunded yet. It moves no money. It
// requires ORDERS_WRITE, and with CONFLICT also returns the current order.
func (s *Service) RecordRefund(ctx context.Context, caller auth.Caller, in RecordRefundInput) (*models.Order, error) {
	return s.change(ctx, caller, in.OrderID, func(c *change) error {
		if err := c.expect("order", in.ExpectedVersion, c.o.Version); err != nil {
			return err
		}
		r := &models.Refund{
			AmountMinor: c.amount(in.Amount, refundable(c.o), "At most %s can be refunded",
				"No payment is recorded that can be refunded"),
			Reason:     filled(input.Text(&c.f, at.At("reason"), in.Reason, maxReason)),
			RefundedAt: c.when(at.At("refundedAt"), in.RefundedAt),
		}
		if c.o.AnonymizedAt != nil && r.Reason != nil {
			c.f.Add(at.At("reason"), apperr.CodeStepNotAllowed, anonymous)
		}
		items, err := c.checkRefundItems(in.Items)
		if err != nil {
			return err
		}
		if err := c.limitRecords(at.At("orderId"), r, "refunds"); err != nil || !c.f.Empty() {
			return err
		}
		return c.refund(r, items)
	})
}

// VoidRefund voids a refund that was recorded by mistake. Its amount counts as paid again, and its cancelled items are
// to be shipped again. It is refused if more would be paid than the order's total, or a completed order would no longer
// be complete. It requires ORDERS_WRITE.
func (s *Service) VoidRefund(ctx context.Context, caller auth.Caller, id string) (*models.Order, error) {
	orderOf := func(r *models.Refund) string { return r.OrderID }
	return changeRecord(ctx, s, caller, "refund", id, orderOf, func(c *change, r *models.Refund) error {
		switch {
		case r.VoidedAt != nil:
			c.refuse("The refund is already voided")
			return nil
		case r.AmountMinor > payable(c.o):
			c.refuse("The order has been paid again since, and would be paid more than its total")
			return nil
		}
		items, err := c.refundedItems(r.ID)
		if err != nil {
			return err
		}
		c.o.RefundedMinor -= r.AmountMinor
		c.addEvent(models.EventOrderRefundVoided, c.refundChanges(r, items).Removed(), nil)
		if err := c.count(items, -1); err != nil {
			return err
		}
		c.derivePayment()
		c.refuseIncomplete()
		if !c.f.Empty() {
			return nil
		}
		return void(c, r, r.ID)
	})
}

// checkRefundItems checks the line items of a refund.
func (c *change) checkRefundItems(list []*RefundItemInput) ([]*models.RefundedItem, error) {
	if len(list) == 0 {
		return nil, nil
	}
	items, err := c.itemsByID()
	if err != nil {
		return nil, err
	}
	type line struct {
		id     string
		cancel bool
	}
	seen := map[line]bool{}
	refunded := map[string]int{}
	var rows []*models.RefundedItem
	for i, in := range list {
		path := at.At("items", strconv.Itoa(i))
		item := items[in.ItemID]
		key := line{in.ItemID, in.Cancel}
		switch {
		case item == nil:
			c.f.Add(path.At("itemId"), apperr.CodeNotFound, noSuchItem)
			continue
		case seen[key]:
			c.f.Add(path.At("itemId"), apperr.CodeInvalid, "The line item is listed twice")
			continue
		}
		seen[key] = true
		most := item.Quantity - item.RefundedQuantity - refunded[item.ID]
		limit := "At most %d can still be refunded"
		if unsent := unshipped(item); in.Cancel && unsent < most {
			most, limit = unsent, "At most %d can be cancelled: the rest was shipped, or is cancelled already"
		}
		if c.quantity(path.At("quantity"), in.Quantity, most, limit) {
			refunded[item.ID] += in.Quantity
			rows = append(rows, &models.RefundedItem{ItemID: item.ID, Quantity: in.Quantity, Cancelled: in.Cancel})
		}
	}
	return rows, nil
}

// refund adds a refund with its line items, which are checked, to the order, and derives the statuses.
func (c *change) refund(r *models.Refund, items []*models.RefundedItem) error {
	c.addRefund(r, items)
	if err := c.count(items, 1); err != nil {
		return err
	}
	c.derivePayment()
	return nil
}

// addRefund adds a refund to the order. The statuses and the quantities of the line items do not change.
func (c *change) addRefund(r *models.Refund, items []*models.RefundedItem) {
	r.ID, r.OrderID, r.Currency, r.CreatedAt = models.NewID(models.RefundID), c.o.ID, c.o.Currency, c.now
	for _, item := range items {
		item.RefundID = r.ID
	}
	c.o.RefundedMinor += r.AmountMinor
	c.records.refunds = append(c.records.refunds, r)
	c.records.refunded = append(c.records.refunded, items...)
	c.addEvent(models.EventOrderRefundRecorded, c.refundChanges(r, items), nil)
}

// count adds the quantities of a refund to the line items, or takes them back with the sign -1, and derives the
// fulfillment status if some were cancelled.
func (c *change) count(list []*models.RefundedItem, sign int) error {
	if len(list) == 0 {
		return nil
	}
	items, err := c.itemsByID()
	if err != nil {
		return err
	}
	cancelled := false
	for _, row := range list {
		item := items[row.ItemID]
		item.RefundedQuantity += sign * row.Quantity
		if row.Cancelled {
			item.CancelledQuantity += sign * row.Quantity
			cancelled = true
		}
		c.touch(item)
	}
	if cancelled {
		c.deriveFulfillment()
	}
	return nil
}

// refundedItems reads the line items of a refund of the order.
func (c *change) refundedItems(id string) ([]*models.RefundedItem, error) {
	if _, err := c.itemsByID(); err != nil {
		return nil, err
	}
	var rows []*models.RefundedItem
	if err := c.tx.Where("refund_id = ?", id).Order("item_id, cancelled").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read items of refund %s: %w", id, err)
	}
	return rows, nil
}

// refundChanges returns the fields of a refund as changes from nothing.
func (c *change) refundChanges(r *models.Refund, items []*models.RefundedItem) events.Changes {
	amount := moneyText(r.AmountMinor, r.Currency)
	var changes events.Changes
	changes.Text("refundId", nil, &r.ID)
	changes.Text("amount", nil, &amount)
	changes.Text("reason", nil, r.Reason)
	changes.Hide("reason")
	var refunded, cancelled []string
	for _, item := range items {
		name := c.itemText(item.ItemID, item.Quantity)
		refunded = append(refunded, name)
		if item.Cancelled {
			cancelled = append(cancelled, name)
		}
	}
	if refunded != nil {
		changes.Text("items", nil, events.ListText(refunded))
	}
	if cancelled != nil {
		changes.Text("cancelledItems", nil, events.ListText(cancelled))
	}
	return changes
}
