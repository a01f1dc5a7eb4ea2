package db

import (
	"gorm.io/gorm"

	"clientele/internal/page"
)

// Page narrows a query to a window of its list.
func Page(q *gorm.DB, w page.Window) *gorm.DB {
	for _, c := range w.Conditions() {
		q = q.Where(c.SQL, c.Args...)
	}
	return q.Order(w.OrderBy()).Limit(w.Rows())
}

// PageEach reads the same window of many lists in one statement: of the rows that q selects from table, those that stand
// first for each owner. The rows of one owner come in the window's order.
func PageEach(g, q *gorm.DB, table, owner string, w page.Window) *gorm.DB {
	for _, c := range w.Conditions() {
		q = q.Where(c.SQL, c.Args...)
	}
	ranked := q.Select(table + ".*, ROW_NUMBER() OVER (PARTITION BY " + owner + " ORDER BY " + w.OrderBy() + ") AS place")
	return g.Table("(?) AS "+table, ranked).Where("place <= ?", w.Rows()).Order(owner + ", place")
}
