package orders

import (
	"cmp"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/models"
)

// Store implements bulk.Batch.
func (b *orderBatch) Store(tx *gorm.DB) error {
	var created, updated []*models.Order
	var items []*models.OrderItem
	for _, t := range b.all {
		switch {
		case t.stored == nil:
			created, items = append(created, &t.o), append(items, t.items...)
		case t.changed:
			updated = append(updated, &t.o)
		}
	}
	if err := db.UpdateRows(tx, updated, "number", "created_at"); err != nil {
		return fmt.Errorf("update orders: %w", err)
	}
	if err := db.InsertRows(tx, created); err != nil {
		return fmt.Errorf("create orders: %w", err)
	}
	if err := db.InsertRows(tx, items); err != nil {
		return fmt.Errorf("create order items: %w", err)
	}
	if err := b.added.store(tx); err != nil {
		return err
	}
	if err := b.s.o.Fields.StoreBatch(tx, b.fields); err != nil {
		return err
	}
	if err := b.history.Store(tx); err != nil {
		return err
	}
	return b.count(tx)
}

// orderCount has the columns of a customer that count its orders.
type orderCount struct {
	ID          string
	OrdersCount int
	LastOrderAt *models.Time
}

// TableName returns the name of the table.
func (orderCount) TableName() string { return "customers" }

// count counts the new orders of locked customers.
func (b *orderBatch) count(tx *gorm.DB) error {
	var rows []*orderCount
	for id, l := range b.linked {
		latest := l.latest
		if before := l.customer.LastOrderAt; before != nil && before.After(latest.Time) {
			latest = *before
		}
		rows = append(rows, &orderCount{ID: id, OrdersCount: l.customer.OrdersCount + l.count, LastOrderAt: &latest})
	}
	slices.SortFunc(rows, func(a, b *orderCount) int { return cmp.Compare(a.ID, b.ID) })
	if err := db.UpdateRows(tx, rows); err != nil {
		return fmt.Errorf("count orders of customers: %w", err)
	}
	return nil
}
