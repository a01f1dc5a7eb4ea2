package orders

import (
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/fold"
	"clientele/models"
)

// maxNumbers is how many random order numbers are tried. With a billion orders, about one in a thousand is in use.
const maxNumbers = 10

// insert stores an order with its line items and its first event. If a parallel request used the same quote or key
// first, insert returns the order of that request, or an error if the requests differ.
func (s *Service) insert(tx *gorm.DB, d *draft, c contact) (*models.Order, error) {
	o := s.newOrder(d, c)
	if err := s.copyAddressFields(tx, d, o); err != nil {
		return nil, err
	}
	for range maxNumbers {
		o.Number = newNumber()
		o.SearchText = searchText(o)
		done := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(o)
		if done.Error != nil {
			return nil, fmt.Errorf("store order: %w", done.Error)
		}
		if done.RowsAffected == 1 {
			return o, s.insertRest(tx, d, o)
		}
		if placed, err := s.findExistingOrder(tx, d); placed != nil || err != nil {
			d.save = nil // the first request saved them
			return placed, err
		}
	}
	return nil, fmt.Errorf("no free order number in %d tries", maxNumbers)
}

func (s *Service) newOrder(d *draft, c contact) *models.Order {
	now := models.At(s.o.Now())
	o := &models.Order{
		ID: models.NewID(models.OrderID), Status: models.OrderOpen, PaymentStatus: models.Unpaid,
		FulfillmentStatus: models.Unfulfilled,
		Guest:             d.customer == nil, ContactName: c.name, ContactNameFold: fold.Text(c.name),
		ContactPhone: c.phone,
		ContactEmail: c.email.Shown, ContactEmailKey: c.email.Key, ContactEmailFold: c.email.Fold,
		ShippingAddress: orderAddress(d.ship), BillingAddress: orderAddress(d.bill), Note: d.note, Locale: d.locale,
		InputHash: d.hash,
		PlacedAt:  now, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	setAmounts(o, d.basket)
	if d.customer != nil {
		o.CustomerID = &d.customer.ID
	}
	if d.quote != nil {
		o.QuoteID = &d.quote.ID
	}
	if d.key != "" {
		scope := d.idempotencyScope()
		o.IdempotencyScope, o.IdempotencyKey = &scope, &d.key
	}
	return o
}

func setAmounts(o *models.Order, b basket) {
	o.Currency, o.SubtotalMinor, o.ShippingMinor, o.TaxMinor, o.DiscountMinor = b.Currency, b.subtotal(), b.Shipping,
		b.Tax, b.Discount
	o.TaxIncludedMinor, o.TotalMinor = b.Included, b.total()
	o.TotalValue = o.Total().Value()
	if o.TotalMinor == 0 {
		o.PaymentStatus = models.Paid // there is nothing to pay
	}
}

func searchText(o *models.Order) string {
	return fold.Join(&o.Number, &o.ContactName, &o.ContactEmail, o.ContactPhone)
}

func (s *Service) insertRest(tx *gorm.DB, d *draft, o *models.Order) error {
	items := itemsOf(o, d.basket)
	if err := tx.Create(&items).Error; err != nil {
		return fmt.Errorf("store order items: %w", err)
	}
	if _, err := s.o.Fields.StoreIn(tx, o.ID, d.custom); err != nil {
		return err
	}
	if err := events.Record(tx, d.caller, o.PlacedAt, entry(o, models.EventOrderPlaced)); err != nil {
		return err
	}
	if err := s.emailPlaced(tx, o); err != nil {
		return err
	}
	if d.customer == nil {
		if d.caller.Kind == auth.Staff { // the network address is not the guest's
			return nil
		}
		return s.o.Throttle.Remember(tx, d.caller, ownerOf(o))
	}
	return countOrder(tx, d.customer, o)
}

// countOrder counts an order that was linked to a locked customer.
func countOrder(tx *gorm.DB, c *models.Customer, o *models.Order) error {
	last := o.PlacedAt
	if before := c.LastOrderAt; before != nil && before.After(last.Time) {
		last = *before
	}
	err := tx.Model(&models.Customer{}).Where("id = ?", c.ID).
		UpdateColumns(map[string]any{"orders_count": gorm.Expr("orders_count + 1"), "last_order_at": last}).Error
	if err != nil {
		return fmt.Errorf("count order of customer: %w", err)
	}
	return nil
}

func itemsOf(o *models.Order, b basket) []*models.OrderItem {
	items := make([]*models.OrderItem, len(b.Lines))
	for i, l := range b.Lines {
		items[i] = &models.OrderItem{
			ID: models.NewID(models.OrderItemID), OrderID: o.ID, Position: i, SKU: l.SKU, SKUFold: fold.Text(l.SKU),
			Name:     l.Name,
			Quantity: l.Quantity, UnitMinor: l.Unit, TaxIncludedMinor: l.Included, Currency: b.Currency,
			Options: l.Options, ImageURL: optional(l.ImageURL), URL: optional(l.URL),
		}
	}
	return items
}

// optional returns nil for an empty text.
func optional(s string) *string { return filled(&s) }
