package db

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db/citus"
	"clientele/internal/page"
)

// Page limits a query to a window of its list.
func Page(q *gorm.DB, w page.Window) *gorm.DB {
	if _, filtered := q.Statement.Clauses["WHERE"]; filtered {
		return window(plannedByValues(q).Limit(w.Rows()), w)
	}
	return PageOf(q, w)
}

// PageOf is Page for a query that the same index answers whatever its values are: an unfiltered list, or the list of
// one owner.
func PageOf(q *gorm.DB, w page.Window) *gorm.DB {
	if q.Name() == "postgres" {
		return window(q.Clauses(literalLimit(w.Rows())), w)
	}
	return window(q.Limit(w.Rows()), w)
}

func window(q *gorm.DB, w page.Window) *gorm.DB {
	for _, c := range w.Conditions() {
		q = q.Where(c.SQL, c.Args...)
	}
	return q.Order(w.OrderBy())
}

// plannedByValues makes PostgreSQL plan a filtered list for the values of its filter each time. After five executions
// it would otherwise switch to a generic plan, which assumes that every value is rare, and reads and sorts a third of a
// table to find a page of it. Only a setting of the connection controls this directly. So a condition is added that is
// always true: it is removed when the values are known, and makes the generic plan look more expensive than any other.
// The part behind OR is never executed.
func plannedByValues(q *gorm.DB) *gorm.DB {
	if _, filtered := q.Statement.Clauses["WHERE"]; !filtered || q.Name() != "postgres" || citus.On(q) {
		return q // Citus plans a statement for its values anyway, and would execute the part
	}
	return q.Where("(CAST(? AS boolean) OR (SELECT count(*) FROM generate_series(1, 10000000000)) = 0)", true)
}

// literalLimit is a LIMIT clause with the number in the SQL. If the number is a parameter, PostgreSQL assumes a tenth
// of the table and plans the statement each time, which takes longer than reading the page. For a filtered list that is
// right, since the best plan depends on the values of the filter.
type literalLimit int

// Name returns the name of the clause.
func (literalLimit) Name() string { return "LIMIT" }

// Build writes the clause.
func (l literalLimit) Build(b clause.Builder) { _, _ = b.WriteString("LIMIT " + strconv.Itoa(int(l))) }

// MergeClause sets the statement's LIMIT clause.
func (l literalLimit) MergeClause(c *clause.Clause) { c.Name, c.Expression = "", l }

// PageEach reads the same window of many owners' lists in one statement: for each owner the first of the rows that q
// selects from table, with these columns, in the window's order. PostgreSQL reads only the window of each list. SQLite
// has no LATERAL, and Citus none with a LIMIT, so they number all rows of each list.
func (d *DB) PageEach(
	ctx context.Context, q *gorm.DB, table, owner string, owners []string, w page.Window, columns []string,
) *gorm.DB {
	of, read := table+"."+owner, strings.Join(columns, ", ")
	for _, c := range w.Conditions() {
		q = q.Where(c.SQL, c.Args...)
	}
	place := ", ROW_NUMBER() OVER (PARTITION BY " + of + " ORDER BY " + w.OrderBy() + ") AS place"
	all := d.Read(ctx)
	if d.Dialect == Postgres && !d.distributed {
		each := q.Where(of + " = owners.id").Select(read + place).Order(w.OrderBy()).Limit(w.Rows())
		from := "unnest(CAST(? AS text[])) AS owners(id) CROSS JOIN LATERAL (?) AS " + table
		all = all.Table(from, textArray(owners), each)
	} else {
		all = all.Table("(?) AS "+table, q.Where(d.In(of, owners)).Select(read+place)).Where("place <= ?", w.Rows())
	}
	return all.Select(read).Order(owner + ", place")
}
