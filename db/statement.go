package db

import (
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// plain is SQL without parameters. GORM's own expression looks at each character for one.
type plain string

// Build writes it.
func (p plain) Build(b clause.Builder) { _, _ = b.WriteString(string(p)) }

// Text returns a statement with its parameters, each a question mark, as the database has them. It is for Prepared.
func (d *DB) Rebind(statement string) string {
	if d.Dialect != Postgres {
		return statement
	}
	var b strings.Builder
	for i, part := range strings.Split(statement, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// Prepared has a query be a statement of Text's. With Raw GORM would go through it character by character each time.
func Prepared(q *gorm.DB, text string, vars ...any) *gorm.DB {
	q = q.Clauses() // a statement of its own
	q.Statement.SQL.WriteString(text)
	q.Statement.Vars = vars
	return q
}
