package orders

import (
	"context"
	"fmt"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// CreateShipment records a shipment of an open order: the given line items, or everything that is still to be shipped.
// It requires ORDERS_WRITE, and with CONFLICT also returns the current order.
func (s *Service) CreateShipment(
	ctx context.Context, caller auth.Caller, in CreateShipmentInput,
) (*models.Order, error) {
	return s.change(ctx, caller, in.OrderID, func(c *change) error {
		if err := c.expect("order", in.ExpectedVersion, c.o.Version); err != nil {
			return err
		}
		if c.o.Status != models.OrderOpen {
			c.f.Add(at.At("orderId"), apperr.CodeStepNotAllowed, fmt.Sprintf("The order is %s", c.o.Status))
			return nil
		}
		shipment := &models.Shipment{
			Carrier:        c.line(at.At("carrier"), in.Carrier, maxCarrier),
			TrackingNumber: c.line(at.At("trackingNumber"), in.TrackingNumber, maxTracking),
			TrackingURL:    c.url(at.At("trackingUrl"), in.TrackingURL),
			ShippedAt:      c.when(at.At("shippedAt"), in.ShippedAt),
		}
		var items []*models.ShippedItem
		var err error
		if in.Items == nil {
			if items, err = c.rest(); err == nil && len(items) == 0 {
				c.f.Add(at.At("orderId"), apperr.CodeStepNotAllowed, "Nothing is left to be shipped")
			}
		} else {
			items, err = c.checkShipmentItems(in.Items, nil)
		}
		if err != nil {
			return err
		}
		if err := c.limitRecords(at.At("orderId"), shipment, "shipments"); err != nil || !c.f.Empty() {
			return err
		}
		c.ship(shipment, items)
		c.deriveFulfillment()
		return nil
	})
}

// CancelShipment cancels a shipment of an open order that was recorded by mistake. Its line items are to be shipped
// again. It requires ORDERS_WRITE.
func (s *Service) CancelShipment(ctx context.Context, caller auth.Caller, id string) (*models.Order, error) {
	return changeRecord(ctx, s, caller, "shipment", id, shipmentOrder, func(c *change, sent *models.Shipment) error {
		switch {
		case sent.CancelledAt != nil:
			c.refuse("The shipment is already cancelled")
			return nil
		case c.o.Status != models.OrderOpen:
			c.refuse(fmt.Sprintf("The order is %s", c.o.Status))
			return nil
		}
		items, err := c.shippedItems(sent.ID)
		if err != nil {
			return err
		}
		c.addEvent(models.EventOrderShipmentCancelled, c.shipmentChanges(sent, items).Removed(), nil)
		c.countShipped(items, -1)
		c.deriveFulfillment()
		sent.CancelledAt = &c.now
		return c.storeShipment(sent)
	})
}

func shipmentOrder(sent *models.Shipment) string { return sent.OrderID }

// checkShipmentItems checks the line items of a shipment. earlier are the quantities that the shipment has before it is
// corrected, by line item; nil for a new shipment.
func (c *change) checkShipmentItems(
	list []*ShipmentItemInput, earlier map[string]int,
) ([]*models.ShippedItem, error) {
	if len(list) == 0 {
		c.f.Add(at.At("items"), apperr.CodeRequired, "Add at least one line item")
		return nil, nil
	}
	items, err := c.itemsByID()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var rows []*models.ShippedItem
	for i, in := range list {
		path := at.At("items", strconv.Itoa(i))
		item := items[in.ItemID]
		switch {
		case item == nil:
			c.f.Add(path.At("itemId"), apperr.CodeNotFound, noSuchItem)
			continue
		case seen[in.ItemID]:
			c.f.Add(path.At("itemId"), apperr.CodeInvalid, "The line item is listed twice")
			continue
		}
		seen[in.ItemID] = true
		most := unshipped(item) + earlier[item.ID]
		if c.quantity(path.At("quantity"), in.Quantity, most, "At most %d can still be shipped") {
			rows = append(rows, &models.ShippedItem{ItemID: item.ID, Quantity: in.Quantity})
		}
	}
	return rows, nil
}

// rest returns the line items that are still to be shipped.
func (c *change) rest() ([]*models.ShippedItem, error) {
	if _, err := c.itemsByID(); err != nil {
		return nil, err
	}
	var rows []*models.ShippedItem
	for _, item := range c.items {
		if n := unshipped(item); n > 0 {
			rows = append(rows, &models.ShippedItem{ItemID: item.ID, Quantity: n})
		}
	}
	return rows, nil
}

// ship adds a shipment with its line items, which are checked, to the order. The fulfillment status does not change.
func (c *change) ship(sent *models.Shipment, items []*models.ShippedItem) {
	sent.ID, sent.OrderID, sent.Version = models.NewID(models.ShipmentID), c.o.ID, 1
	sent.CreatedAt, sent.UpdatedAt = c.now, c.now
	for _, item := range items {
		item.ShipmentID = sent.ID
	}
	c.records.shipments = append(c.records.shipments, sent)
	c.records.shipped = append(c.records.shipped, items...)
	c.addEvent(models.EventOrderShipped, c.shipmentChanges(sent, items), nil)
	c.countShipped(items, 1)
}

// countShipped adds the quantities of a shipment to the line items, or takes them back with the sign -1.
func (c *change) countShipped(list []*models.ShippedItem, sign int) {
	for _, row := range list {
		item := c.byID[row.ItemID]
		item.ShippedQuantity += sign * row.Quantity
		c.touch(item)
	}
}

// shippedItems reads the line items of a shipment of the order, in the order of the checkout.
func (c *change) shippedItems(id string) ([]*models.ShippedItem, error) {
	if _, err := c.itemsByID(); err != nil {
		return nil, err
	}
	var rows []*models.ShippedItem
	if err := c.tx.Where("shipment_id = ?", id).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read items of shipment %s: %w", id, err)
	}
	byItem := map[string]*models.ShippedItem{}
	for _, row := range rows {
		byItem[row.ItemID] = row
	}
	var sorted []*models.ShippedItem
	for _, item := range c.items {
		if row := byItem[item.ID]; row != nil {
			sorted = append(sorted, row)
		}
	}
	return sorted, nil
}

// storeShipment stores a changed shipment.
func (c *change) storeShipment(sent *models.Shipment) error {
	sent.Version, sent.UpdatedAt = sent.Version+1, c.now
	err := c.tx.Model(sent).Select("*").Omit("id", "order_id", "created_at").Updates(sent).Error
	if err != nil {
		return fmt.Errorf("store shipment %s: %w", sent.ID, err)
	}
	return nil
}

// shipmentChanges returns the fields of a shipment as changes from nothing.
func (c *change) shipmentChanges(sent *models.Shipment, items []*models.ShippedItem) events.Changes {
	var changes events.Changes
	changes.Text("shipmentId", nil, &sent.ID)
	changes.Text("items", nil, c.shippedText(items))
	changes.Text("carrier", nil, sent.Carrier)
	changes.Text("trackingNumber", nil, sent.TrackingNumber)
	changes.Text("trackingUrl", nil, sent.TrackingURL)
	return changes
}

// shippedText returns line items of a shipment as events contain them.
func (c *change) shippedText(items []*models.ShippedItem) *string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = c.itemText(item.ItemID, item.Quantity)
	}
	return events.ListText(names)
}
