package orders

import (
	"cmp"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/models"
)

// orderCount has the columns of a customer that count its orders.
type orderCount struct {
	ID          string
	OrdersCount int
	LastOrderAt *models.Time
}

// TableName returns the name of the table.
func (orderCount) TableName() string { return "customers" }

// recount counts the orders of customers that are locked.
func (s *Service) recount(tx *gorm.DB, customerIDs ...string) error {
	var found []*orderCount
	err := tx.Table("orders").Where(s.db.In("customer_id", customerIDs)).Group("customer_id").
		Select("customer_id AS id, COUNT(*) AS orders_count, MAX(placed_at) AS last_order_at").Find(&found).Error
	if err != nil {
		return fmt.Errorf("count the orders of customers: %w", err)
	}
	counts := make(map[string]*orderCount, len(customerIDs))
	for _, c := range found {
		counts[c.ID] = c
	}
	rows := make([]*orderCount, len(customerIDs))
	for i, id := range customerIDs {
		rows[i] = cmp.Or(counts[id], &orderCount{ID: id})
	}
	if err := db.UpdateRows(tx, rows); err != nil {
		return fmt.Errorf("store the number of orders of customers: %w", err)
	}
	return nil
}

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
