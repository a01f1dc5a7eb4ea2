package orders

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/mail"
	"clientele/models"
)

// composePlaced composes the email about a new order.
func (s *Service) composePlaced(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	o, content, err := s.composeOrder(tx, m)
	if err != nil || o == nil {
		return nil, err
	}
	if content.Order.Items, err = allItems(tx, o); err != nil {
		return nil, err
	}
	content.Order.Totals = totalsOf(o)
	content.Order.ShippingAddress = s.o.Addresses.Lines(&o.ShippingAddress)
	if lines := s.o.Addresses.Lines(&o.BillingAddress); !slices.Equal(lines, content.Order.ShippingAddress) {
		content.Order.BillingAddress = lines
	}
	return content, nil
}

// composeCancelled composes the email about an order that was cancelled, unless it is open again.
func (s *Service) composeCancelled(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	o, content, err := s.composeOrder(tx, m)
	if err != nil || o == nil || o.Status != models.OrderCancelled {
		return nil, err
	}
	if content.Order.Items, err = allItems(tx, o); err != nil {
		return nil, err
	}
	content.Order.Totals = totalsOf(o)
	return content, nil
}

// composeShipped composes the email about a shipment, unless it was cancelled.
func (s *Service) composeShipped(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	o, content, err := s.composeOrder(tx, m)
	if err != nil || o == nil {
		return nil, err
	}
	var shipments []*models.Shipment
	err = tx.Where("id = ? AND order_id = ? AND cancelled_at IS NULL", m.Data[shipmentData], o.ID).
		Limit(1).Find(&shipments).Error
	if err != nil || len(shipments) == 0 {
		return nil, err
	}
	var shipped []*models.ShippedItem
	if err := tx.Where("shipment_id = ?", shipments[0].ID).Find(&shipped).Error; err != nil {
		return nil, fmt.Errorf("read the items of shipment %s: %w", shipments[0].ID, err)
	}
	quantities := make(map[string]int, len(shipped))
	for _, item := range shipped {
		quantities[item.ItemID] += item.Quantity
	}
	if content.Order.Items, err = someItems(tx, o, quantities); err != nil {
		return nil, err
	}
	content.Order.Carrier, content.Order.TrackingNumber = text(shipments[0].Carrier), text(shipments[0].TrackingNumber)
	content.Order.TrackingLink = text(shipments[0].TrackingURL)
	content.Order.ShippingAddress = s.o.Addresses.Lines(&o.ShippingAddress)
	return content, nil
}

// composeRefunded composes the email about a refund, unless it was voided.
func (s *Service) composeRefunded(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	o, content, err := s.composeOrder(tx, m)
	if err != nil || o == nil {
		return nil, err
	}
	var refunds []*models.Refund
	err = tx.Where("id = ? AND order_id = ? AND voided_at IS NULL", m.Data[refundData], o.ID).
		Limit(1).Find(&refunds).Error
	if err != nil || len(refunds) == 0 {
		return nil, err
	}
	content.Order.Refund = &refunds[0].AmountMinor
	var refunded []*models.RefundedItem
	if err := tx.Where("refund_id = ?", refunds[0].ID).Find(&refunded).Error; err != nil {
		return nil, fmt.Errorf("read the items of refund %s: %w", refunds[0].ID, err)
	}
	quantities := make(map[string]int, len(refunded))
	for _, item := range refunded {
		quantities[item.ItemID] += item.Quantity
	}
	content.Order.Items, err = someItems(tx, o, quantities)
	return content, err
}

// composeOrder reads the order of an email, and addresses the email to its present contact. It returns no order if it
// is anonymous or was deleted.
func (s *Service) composeOrder(tx *gorm.DB, m mail.Email) (*models.Order, *mail.Content, error) {
	o, err := find(tx, "id = ? AND anonymized_at IS NULL", m.Data[orderData])
	if err != nil || o == nil {
		return nil, nil, err
	}
	locale, err := localeOf(tx, o)
	return o, &mail.Content{
		To: o.ContactEmail, Name: o.ContactName, Locale: locale,
		Order: &mail.Order{Number: o.Number, Guest: o.Guest, PlacedAt: o.PlacedAt, Currency: o.Currency},
	}, err
}

// localeOf returns the language of an order: its own, or else that of its customer, or "".
func localeOf(tx *gorm.DB, o *models.Order) (string, error) {
	if o.Locale != nil || o.CustomerID == nil {
		return text(o.Locale), nil
	}
	var found []*models.Customer
	if err := tx.Select("locale").Where("id = ?", *o.CustomerID).Limit(1).Find(&found).Error; err != nil {
		return "", fmt.Errorf("read the language of customer %s: %w", *o.CustomerID, err)
	}
	if len(found) == 0 {
		return "", nil
	}
	return text(found[0].Locale), nil
}

// totalsOf returns the amounts of an order.
func totalsOf(o *models.Order) *mail.OrderTotals {
	return &mail.OrderTotals{
		Subtotal: o.SubtotalMinor, Shipping: o.ShippingMinor, Tax: o.TaxMinor, TaxIncluded: o.TaxIncludedMinor,
		Discount: o.DiscountMinor, Total: o.TotalMinor,
	}
}

// allItems returns the line items of an order, with their prices.
func allItems(tx *gorm.DB, o *models.Order) ([]mail.OrderItem, error) {
	stored, err := storedItems(tx, o)
	if err != nil {
		return nil, err
	}
	items := make([]mail.OrderItem, len(stored))
	for i, item := range stored {
		items[i] = emailItem(item, item.Quantity)
		items[i].Unit = &item.UnitMinor
	}
	return items, nil
}

// someItems returns the line items of an order that have a quantity, without prices.
func someItems(tx *gorm.DB, o *models.Order, quantities map[string]int) ([]mail.OrderItem, error) {
	if len(quantities) == 0 {
		return nil, nil
	}
	stored, err := storedItems(tx, o)
	if err != nil {
		return nil, err
	}
	var items []mail.OrderItem
	for _, item := range stored {
		if n := quantities[item.ID]; n > 0 {
			items = append(items, emailItem(item, n))
		}
	}
	return items, nil
}

func storedItems(tx *gorm.DB, o *models.Order) ([]*models.OrderItem, error) {
	var items []*models.OrderItem
	if err := tx.Where("order_id = ?", o.ID).Order("position").Find(&items).Error; err != nil {
		return nil, fmt.Errorf("read the items of order %s: %w", o.ID, err)
	}
	return items, nil
}

// emailItem returns a quantity of a line item for an email.
func emailItem(item *models.OrderItem, quantity int) mail.OrderItem {
	out := mail.OrderItem{
		Name: item.Name, SKU: item.SKU, Quantity: quantity, Image: text(item.ImageURL), URL: text(item.URL),
	}
	for _, option := range item.Options {
		out.Options = append(out.Options, mail.OrderOption{Name: option.Name, Value: option.Value})
	}
	return out
}
