package db

import (
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

var schemas sync.Map

// Reading has a query read these columns, which are SQL. GORM's own Select looks for each among the names of members first, by
// turning it into a column's name.
func Reading(q *gorm.DB, columns []string) *gorm.DB {
	return q.Clauses(clause.Select{Expression: clause.Expr{SQL: strings.Join(columns, ", ")}})
}

// Columns returns the columns, as "table.column", that hold the members of T with these names, and others of its table that are
// needed beside them. Where names is nil they are all that T has.
func Columns[T any](names []string, others ...string) []string {
	var none T
	s, err := schema.Parse(&none, &schemas, schema.NamingStrategy{})
	if err != nil { // T is one of our models
		panic(err)
	}
	var columns []string
	for _, field := range s.Fields {
		if field.DBName == "" || names != nil && !slices.Contains(names, field.BindNames[0]) {
			continue
		}
		columns = append(columns, s.Table+"."+field.DBName)
	}
	for _, other := range others {
		if strings.HasPrefix(other, s.Table+".") && !slices.Contains(columns, other) {
			columns = append(columns, other)
		}
	}
	return columns
}
