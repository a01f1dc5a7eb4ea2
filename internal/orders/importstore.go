package orders

import (
	"fmt"

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
	err := db.InsertUnique(tx, created, func(o *models.Order) string { return text(o.ExternalID) + "\x00" + o.Number })
	if err != nil {
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
