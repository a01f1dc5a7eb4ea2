package orders

import (
	"fmt"

	"clientele/internal/apperr"
	"clientele/models"
)

const noSuchItem = "The order has no such line item"

// itemsByID reads the line items of the order once. c.items has them in the order of the checkout.
func (c *change) itemsByID() (map[string]*models.OrderItem, error) {
	if c.byID != nil {
		return c.byID, nil
	}
	if c.items == nil && c.tx != nil {
		if err := c.tx.Where("order_id = ?", c.o.ID).Order("position").Find(&c.items).Error; err != nil {
			return nil, fmt.Errorf("read order items: %w", err)
		}
	}
	c.byID = make(map[string]*models.OrderItem, len(c.items))
	for _, item := range c.items {
		c.byID[item.ID] = item
	}
	return c.byID, nil
}

// touch lets the quantities of a line item be stored.
func (c *change) touch(item *models.OrderItem) {
	changed := itemQuantities{item.ID, item.ShippedQuantity, item.CancelledQuantity, item.RefundedQuantity}
	for _, row := range c.records.items {
		if row.ID == item.ID {
			*row = changed
			return
		}
	}
	c.records.items = append(c.records.items, &changed)
}

// quantity checks the quantity of a line item, which must be at least 1 and at most most.
func (c *change) quantity(path apperr.Path, n, most int, limit string) bool {
	switch {
	case n < 1:
		c.f.Add(path, apperr.CodeInvalid, "The quantity must be at least 1")
	case n > most:
		c.f.Add(path, apperr.CodeInvalid, fmt.Sprintf(limit, most))
	default:
		return true
	}
	return false
}

// unshipped returns the quantity of a line item that is still to be shipped.
func unshipped(item *models.OrderItem) int {
	return item.Quantity - item.ShippedQuantity - item.CancelledQuantity
}

// itemText returns a quantity of a line item as events contain it, such as "2 × Blue mug (MUG-1)".
func (c *change) itemText(id string, quantity int) string {
	item := c.byID[id]
	return fmt.Sprintf("%d × %s (%s)", quantity, item.Name, item.SKU)
}
