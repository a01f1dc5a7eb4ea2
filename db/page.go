package db

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/internal/page"
)

// Page narrows a query to a window of its list.
func Page(q *gorm.DB, w page.Window) *gorm.DB {
	if _, filtered := q.Statement.Clauses["WHERE"]; filtered {
		return window(plannedByValues(q).Limit(w.Rows()), w)
	}
	return PageOf(q, w)
}

// PageOf is Page for a query that one index answers whatever its values are: a whole list, or that of one owner.
func PageOf(q *gorm.DB, w page.Window) *gorm.DB {
	if q.Name() == "postgres" {
		return window(q.Clauses(plainLimit(w.Rows())), w)
	}
	return window(q.Limit(w.Rows()), w)
}

func window(q *gorm.DB, w page.Window) *gorm.DB {
	for _, c := range w.Conditions() {
		q = q.Where(c.SQL, c.Args...)
	}
	return q.Order(w.OrderBy())
}

// plannedByValues has PostgreSQL plan a filtered list anew each time, by the filter's values. It would go over to one plan for all
// values after five times: that takes every value for a rare one, and gathers and sorts a third of the shop to find a page of it.
// Only a setting of the connection says so directly. So a condition is added that holds and falls away where the values are known,
// and that makes the plan for all values look dearer than any other; nothing ever runs what stands behind OR.
func plannedByValues(q *gorm.DB) *gorm.DB {
	if _, filtered := q.Statement.Clauses["WHERE"]; !filtered || q.Name() != "postgres" {
		return q
	}
	return q.Where("(CAST(? AS boolean) OR (SELECT count(*) FROM generate_series(1, 10000000000)) = 0)", true)
}

// plainLimit is LIMIT with its number in the statement's text. With the number as a parameter PostgreSQL takes a tenth of the
// table for what may be asked for, and so plans each statement anew, which takes longer than reading the page. Where there is a
// filter that is as well: the best plan depends on its values.
type plainLimit int

// Name names the clause.
func (plainLimit) Name() string { return "LIMIT" }

// Build writes the clause.
func (l plainLimit) Build(b clause.Builder) { _, _ = b.WriteString("LIMIT " + strconv.Itoa(int(l))) }

// MergeClause puts the clause into its place.
func (l plainLimit) MergeClause(c *clause.Clause) { c.Name, c.Expression = "", l }

// PageEach reads the same window of many owners' lists in one statement: of the rows that q selects from table, those that stand first
// for each owner, with these columns. The rows of one owner come in the window's order. On PostgreSQL no more of a list is read than its
// window; SQLite, which knows no LATERAL, numbers the whole list.
func (d *DB) PageEach(ctx context.Context, q *gorm.DB, table, owner string, owners []string, w page.Window, columns []string) *gorm.DB {
	of, read := table+"."+owner, strings.Join(columns, ", ")
	for _, c := range w.Conditions() {
		q = q.Where(c.SQL, c.Args...)
	}
	place := ", ROW_NUMBER() OVER (PARTITION BY " + of + " ORDER BY " + w.OrderBy() + ") AS place"
	all := d.Read(ctx)
	if d.Dialect == Postgres {
		each := q.Where(of + " = owners.id").Select(read + place).Order(w.OrderBy()).Limit(w.Rows())
		all = all.Table("unnest(CAST(? AS text[])) AS owners(id) CROSS JOIN LATERAL (?) AS "+table, textArray(owners), each)
	} else {
		all = all.Table("(?) AS "+table, q.Where(d.In(of, owners)).Select(read+place)).Where("place <= ?", w.Rows())
	}
	return all.Select(read).Order(owner + ", place")
}
