package orders

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/customfields"
	"clientele/models"
)

// customersByKey are the customers that records name.
type customersByKey struct {
	byEmail, byID map[string]*models.Customer
}

// find returns the customer that a record names, or nil.
func (c customersByKey) find(r *orderRecord) *models.Customer {
	switch {
	case r.customerID != "":
		return c.byID[r.customerID]
	case r.email != "":
		return c.byEmail[r.email]
	}
	return nil
}

// findCustomers reads the customers that records name, and locks them in the order of their IDs.
func (b *orderBatch) findCustomers(g *gorm.DB, lock bool) (customersByKey, error) {
	found := customersByKey{map[string]*models.Customer{}, map[string]*models.Customer{}}
	var emails, ids []string
	for _, r := range b.records {
		switch {
		case r.customerID != "":
			ids = append(ids, r.customerID)
		case r.email != "":
			emails = append(emails, r.email)
		}
	}
	q := g
	byID := func() *gorm.DB { return g.Where("external_id <> ''").Where(b.s.db.In("external_id", ids)) }
	switch {
	case len(emails) > 0 && len(ids) > 0:
		q = g.Where(b.s.db.In("email_key", emails)).Or(byID())
	case len(emails) > 0:
		q = g.Where(b.s.db.In("email_key", emails))
	case len(ids) > 0:
		q = byID()
	default:
		return found, nil
	}
	if lock {
		q = db.ForUpdate(q)
	}
	var rows []*models.Customer
	if err := q.Order("id").Find(&rows).Error; err != nil {
		return found, fmt.Errorf("find customers: %w", err)
	}
	for _, c := range rows {
		found.byEmail[c.EmailKey], found.byID[text(c.ExternalID)] = c, c
	}
	return found, nil
}

// findStored returns the columns of the stored orders that have a number or an external ID of a record; all columns if
// none is named.
func (b *orderBatch) findStored(g *gorm.DB, columns ...string) ([]*models.Order, error) {
	var numbers, ids []string
	for _, r := range b.records {
		if r.externalID != "" {
			ids = append(ids, r.externalID)
		}
		if r.number != "" {
			numbers = append(numbers, r.number)
		} else {
			numbers = append(numbers, r.newNumber)
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	q := g.Where(b.s.db.In("number", numbers))
	if len(ids) > 0 {
		q = q.Or(g.Where("external_id <> ''").Where(b.s.db.In("external_id", ids)))
	}
	if len(columns) > 0 {
		q = q.Select(columns)
	} else if b.o.DryRun == nil {
		q = db.ForUpdate(q)
	}
	var rows []*models.Order
	if err := q.Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find orders: %w", err)
	}
	return rows, nil
}

// load reads and locks everything that the records can need.
func (b *orderBatch) load(g *gorm.DB) error {
	var err error
	if b.fields, err = b.s.o.Fields.OpenBatch(g, b.o.DryRun, b.changes()); err != nil {
		return err
	}
	if b.customers, err = b.findCustomers(g, b.o.DryRun == nil); err != nil {
		return err
	}
	stored, err := b.findStored(g)
	if err != nil {
		return err
	}
	for _, o := range stored {
		if b.o.DryRun != nil && b.o.DryRun.Remembers(o.ID) {
			continue // see recall
		}
		t := &importedOrder{o: *o, stored: o, basket: basketOf(o)}
		b.all = append(b.all, t)
		b.index(t)
	}
	recalled, err := b.recall(stored)
	if err != nil {
		return err
	}
	var ids []string
	loaded := map[string]*importedOrder{}
	for _, r := range b.records {
		t := b.target(r)
		if t == nil {
			continue
		}
		if _, err := b.forStored(r); err != nil { // if it was created since the records were checked
			return err
		}
		if loaded[t.o.ID] == nil {
			ids, loaded[t.o.ID] = append(ids, t.o.ID), t
		}
	}
	if err := b.loadItems(g, loaded); err != nil {
		return err
	}
	if err := b.s.o.Fields.LoadValues(g, b.fields, ids, b.changes()); err != nil {
		return err
	}
	for _, state := range recalled {
		b.fields.SetValues(state.Order.ID, state.Fields)
	}
	return nil
}

// changes returns the changes of custom fields that the records can make.
func (b *orderBatch) changes() []*customfields.Change {
	var all []*customfields.Change
	for _, r := range b.records {
		for _, checked := range []*checkedOrder{r.asNew, r.asChange} {
			if checked != nil {
				all = append(all, checked.custom)
			}
		}
	}
	return all
}

// basketOf returns the amounts of a stored order, without its line items.
func basketOf(o *models.Order) basket {
	return basket{
		Currency: o.Currency, Shipping: o.ShippingMinor, Tax: o.TaxMinor, Included: o.TaxIncludedMinor,
		Discount: o.DiscountMinor,
	}
}

// loadItems reads the line items of stored orders, unless they are remembered.
func (b *orderBatch) loadItems(g *gorm.DB, loaded map[string]*importedOrder) error {
	var ids []string
	for id, t := range loaded {
		if t.recalled == nil {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []*models.OrderItem
	err := g.Where(b.s.db.In("order_id", ids)).Order("order_id, position").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("read order items: %w", err)
	}
	for _, row := range rows {
		t := loaded[row.OrderID]
		t.items = append(t.items, row)
		t.basket.Lines = append(t.basket.Lines, lineOf(row))
	}
	return nil
}

// lineOf returns a stored line item as baskets have it.
func lineOf(i *models.OrderItem) line {
	return line{
		SKU: i.SKU, Name: i.Name, Quantity: i.Quantity, Unit: i.UnitMinor, Included: i.TaxIncludedMinor,
		Options: i.Options, ImageURL: text(i.ImageURL), URL: text(i.URL),
	}
}
