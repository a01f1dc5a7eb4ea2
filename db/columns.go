package db

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// stored is a member of a model and the column that holds it, as "table.column".
type stored struct{ member, column string }

var storedOf sync.Map // of reflect.Type: []stored

func storedMembers[T any]() []stored {
	t := reflect.TypeFor[T]()
	if known, ok := storedOf.Load(t); ok {
		return known.([]stored)
	}
	s, err := schema.Parse(new(T), new(sync.Map), schema.NamingStrategy{})
	if err != nil { // T is one of our models
		panic(err)
	}
	var all []stored
	for _, field := range s.Fields {
		if field.DBName != "" {
			all = append(all, stored{field.BindNames[0], s.Table + "." + field.DBName})
		}
	}
	storedOf.Store(t, all)
	return all
}

// SelectColumns has a query read these columns, which are SQL. GORM's own Select looks for each among the names of members first, by
// turning it into a column's name.
func SelectColumns(q *gorm.DB, columns []string) *gorm.DB {
	return q.Clauses(clause.Select{Expression: plain(strings.Join(columns, ", "))})
}

// Columns returns the columns, as "table.column", that hold the members of T with these names, and others of its table that are
// needed beside them. Where names is nil they are all that T has.
func Columns[T any](names []string, others ...string) []string {
	all := storedMembers[T]()
	columns := make([]string, 0, len(all))
	for _, one := range all {
		if names == nil || slices.Contains(names, one.member) {
			columns = append(columns, one.column)
		}
	}
	table, _, _ := strings.Cut(all[0].column, ".")
	for _, other := range others {
		if of, _, _ := strings.Cut(other, "."); of == table && !slices.Contains(columns, other) {
			columns = append(columns, other)
		}
	}
	return columns
}
