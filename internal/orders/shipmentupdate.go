package orders

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// UpdateShipment corrects a shipment that is not cancelled. Its line items can only be corrected while the order is
// open. It requires ORDERS_WRITE, and with CONFLICT also returns the current order.
func (s *Service) UpdateShipment(
	ctx context.Context, caller auth.Caller, id string, in UpdateShipmentInput,
) (*models.Order, error) {
	return changeRecord(ctx, s, caller, "shipment", id, shipmentOrder, func(c *change, sent *models.Shipment) error {
		if err := c.expect("shipment", in.ExpectedVersion, sent.Version); err != nil {
			return err
		}
		if sent.CancelledAt != nil {
			c.refuse("The shipment is cancelled")
			return nil
		}
		changes := c.updateShipmentTexts(sent, in)
		changes = append(changes, c.updateShippedAt(sent, in.ShippedAt)...)
		items, err := c.updateShippedItems(sent, in.Items)
		if err != nil {
			return err
		}
		changes = append(changes, items...)
		if !c.f.Empty() || len(changes) == 0 {
			return nil
		}
		named := events.Changes{{Field: "shipmentId", From: &sent.ID, To: &sent.ID}}
		c.addEvent(models.EventOrderShipmentUpdated, append(named, changes...), nil)
		if len(items) > 0 {
			c.deriveFulfillment()
		}
		return c.storeShipment(sent)
	})
}

// updateShipmentTexts corrects the carrier and the tracking of a shipment.
func (c *change) updateShipmentTexts(sent *models.Shipment, in UpdateShipmentInput) events.Changes {
	var changes events.Changes
	for _, field := range []struct {
		name  string
		in    graphql.Omittable[*string]
		value **string
		check func(apperr.Path, *string) *string
	}{
		{"carrier", in.Carrier, &sent.Carrier, func(path apperr.Path, s *string) *string {
			return c.line(path, s, maxCarrier)
		}},
		{"trackingNumber", in.TrackingNumber, &sent.TrackingNumber, func(path apperr.Path, s *string) *string {
			return c.line(path, s, maxTracking)
		}},
		{"trackingUrl", in.TrackingURL, &sent.TrackingURL, c.url},
	} {
		if !field.in.IsSet() {
			continue
		}
		next := field.check(at.At(field.name), field.in.Value())
		if next != nil && c.o.AnonymizedAt != nil && field.name != "carrier" {
			c.f.Add(at.At(field.name), apperr.CodeStepNotAllowed, anonymous)
		}
		changes.Text(field.name, *field.value, next)
		*field.value = next
	}
	return changes
}

// updateShippedAt corrects the time of a shipment.
func (c *change) updateShippedAt(sent *models.Shipment, in graphql.Omittable[*models.Time]) events.Changes {
	var changes events.Changes
	switch {
	case !in.IsSet():
	case in.Value() == nil:
		c.f.Add(at.At("shippedAt"), apperr.CodeRequired, "Cannot be cleared")
	default:
		next := c.when(at.At("shippedAt"), in.Value())
		changes.String("shippedAt", sent.ShippedAt.Stored(), next.Stored())
		sent.ShippedAt = next
	}
	return changes
}

// updateShippedItems replaces the line items of a shipment.
func (c *change) updateShippedItems(
	sent *models.Shipment, in graphql.Omittable[[]*ShipmentItemInput],
) (events.Changes, error) {
	if !in.IsSet() {
		return nil, nil
	}
	before, err := c.shippedItems(sent.ID)
	if err != nil {
		return nil, err
	}
	earlier := map[string]int{}
	for _, item := range before {
		earlier[item.ItemID] = item.Quantity
	}
	checked, err := c.checkShipmentItems(in.Value(), earlier)
	if err != nil || !c.f.Empty() {
		return nil, err
	}
	var after []*models.ShippedItem // in the order of the checkout
	for _, item := range c.items {
		for _, row := range checked {
			if row.ItemID == item.ID {
				row.ShipmentID = sent.ID
				after = append(after, row)
			}
		}
	}
	var changes events.Changes
	changes.Text("items", c.shippedText(before), c.shippedText(after))
	switch {
	case len(changes) == 0:
		return nil, nil
	case c.o.Status != models.OrderOpen:
		c.f.Add(at.At("items"), apperr.CodeStepNotAllowed, fmt.Sprintf("The order is %s", c.o.Status))
		return nil, nil
	}
	c.countShipped(before, -1)
	c.countShipped(after, 1)
	if err := c.tx.Where("shipment_id = ?", sent.ID).Delete(&models.ShippedItem{}).Error; err != nil {
		return nil, fmt.Errorf("replace items of shipment %s: %w", sent.ID, err)
	}
	if err := db.InsertRows(c.tx, after); err != nil {
		return nil, fmt.Errorf("replace items of shipment %s: %w", sent.ID, err)
	}
	return changes, nil
}
