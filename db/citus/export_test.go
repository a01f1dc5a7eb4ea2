package citus

import (
	"slices"
	"strings"
)

// What the package knows about the tables, for tests that compare it with the schema.
var (
	Keys       = keys
	References = references
)

// Distributes tells whether distribute.sql contains some SQL.
func Distributes(part string) bool { return strings.Contains(distribution, part) }

// KeepsUnique tells whether the package keeps the values of columns unique in a whole table.
func KeepsUnique(table string, columns []string) bool {
	return slices.ContainsFunc(uniques[table], func(rule unique) bool { return slices.Equal(rule.columns, columns) })
}

// Follows tells whether the package deletes or changes the rows of a table whose column refers to a row that is
// deleted.
func Follows(parent, table, column string) bool {
	return slices.ContainsFunc(dependents[parent], func(d dependent) bool { return d.table == table && d.column == column })
}
