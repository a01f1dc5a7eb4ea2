package db

import (
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// verbatim is SQL without parameters. GORM's own expression scans the text for placeholders.
type verbatim string

// Build writes the SQL.
func (v verbatim) Build(b clause.Builder) { _, _ = b.WriteString(string(v)) }

// Rebind returns a statement with its placeholders, which are question marks, in the database's syntax. The result is
// for Prepared. The statement must not contain question marks other than placeholders.
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

// Prepared makes a query run a statement that was prepared with Rebind. It is a Raw that doesn't scan the statement for
// placeholders each time.
func Prepared(q *gorm.DB, statement string, vars ...any) *gorm.DB {
	q = q.Clauses() // a new statement
	q.Statement.SQL.WriteString(statement)
	q.Statement.Vars = vars
	return q
}
