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

// storedField is a field of a model and its column as "table.column".
type storedField struct{ name, column string }

// storedFields caches the stored fields of models: reflect.Type to []storedField.
var storedFields sync.Map

func storedFieldsOf[T any]() []storedField {
	t := reflect.TypeFor[T]()
	if cached, ok := storedFields.Load(t); ok {
		return cached.([]storedField)
	}
	s, err := schema.Parse(new(T), new(sync.Map), schema.NamingStrategy{})
	if err != nil { // T is always one of the program's models
		panic(err)
	}
	var all []storedField
	for _, f := range s.Fields {
		if f.DBName != "" {
			all = append(all, storedField{f.BindNames[0], s.Table + "." + f.DBName})
		}
	}
	storedFields.Store(t, all)
	return all
}

// SelectColumns makes a query select these columns, which are SQL. GORM's own Select first compares each of them with
// the names of the model's fields.
func SelectColumns(q *gorm.DB, columns []string) *gorm.DB {
	return q.Clauses(clause.Select{Expression: verbatim(strings.Join(columns, ", "))})
}

// Columns returns the columns of the named fields of T as "table.column", or of all fields if names is nil. Those of
// others that belong to T's table are added.
func Columns[T any](names []string, others ...string) []string {
	all := storedFieldsOf[T]()
	columns := make([]string, 0, len(all))
	for _, f := range all {
		if names == nil || slices.Contains(names, f.name) {
			columns = append(columns, f.column)
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
