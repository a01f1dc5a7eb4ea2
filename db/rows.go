package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db/citus"
)

// InsertRows inserts rows of a model, in their order and with one statement however many there are. The statement has
// one parameter, which contains all rows, so that it never reaches a limit of the database. After an error, the
// transaction must be rolled back.
func InsertRows[T any](tx *gorm.DB, rows []*T) error {
	if len(rows) == 0 {
		return nil
	}
	l, err := layoutOf[T](tx)
	if err != nil {
		return err
	}
	var sql strings.Builder
	sql.WriteString("INSERT ")
	if tx.Name() != string(Postgres) {
		sql.WriteString("OR FAIL ") // SQLite then needs no journal to undo only this statement
	}
	sql.WriteString("INTO " + l.table + " (" + strings.Join(l.names(), ", ") + ") SELECT ")
	sql.WriteString(strings.Join(l.selected(tx), ", ") + " FROM " + l.source(tx))
	if err := citus.InsertRows(tx, rows); err != nil {
		return err
	}
	return tx.Exec(sql.String(), l.encode(tx, reflect.ValueOf(rows))).Error
}

// InsertUnique inserts rows like InsertRows, but in the order of unique values that callers choose, such as email
// addresses. A transaction that inserts some of the same values then waits until this one ends. If both inserted them
// in orders of their own, each could wait for the other, and PostgreSQL would abort one.
func InsertUnique[T any](tx *gorm.DB, rows []*T, value func(row *T) string) error {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b *T) int { return strings.Compare(value(a), value(b)) })
	return InsertRows(tx, rows)
}

// UpdateRows updates rows of a model by their column id, with one statement however many there are. It sets all columns
// except for those in keep. The transaction must have locked the rows.
func UpdateRows[T any](tx *gorm.DB, rows []*T, keep ...string) error {
	if len(rows) == 0 {
		return nil
	}
	l, err := layoutOf[T](tx)
	if err != nil {
		return err
	}
	skipped := map[string]bool{"id": true}
	for _, name := range keep {
		skipped[name] = true
	}
	var sets []string
	for _, c := range l.columns {
		if !skipped[c.name] {
			sets = append(sets, c.name+" = v."+c.name)
		}
	}
	from := l.source(tx)
	if tx.Name() != string(Postgres) {
		var columns []string
		for i, name := range l.selected(tx) {
			columns = append(columns, name+" AS "+l.columns[i].name)
		}
		from = "(SELECT " + strings.Join(columns, ", ") + " FROM " + from + ")"
	}
	if err := citus.UpdateRows(tx, rows); err != nil {
		return err
	}
	return tx.Exec("UPDATE "+l.table+" SET "+strings.Join(sets, ", ")+" FROM "+from+" AS v WHERE "+l.table+".id = v.id",
		l.encode(tx, reflect.ValueOf(rows))).Error
}

// InPairs returns the condition that two columns have one of the pairs of values. Like that of In, it has the same
// number of parameters however many pairs there are.
func (d *DB) InPairs(first, second string, pairs [][2]string) clause.Expr {
	columns := "(" + first + ", " + second + ")"
	if d.Dialect != Postgres {
		return clause.Expr{
			SQL:  columns + " IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))",
			Vars: []any{jsonPairs(pairs)},
		}
	}
	firsts, seconds := make(textArray, len(pairs)), make(textArray, len(pairs))
	for i, p := range pairs {
		firsts[i], seconds[i] = p[0], p[1]
	}
	return clause.Expr{
		SQL:  columns + " IN (SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS text[])))",
		Vars: []any{firsts, seconds},
	}
}

// jsonPairs is a parameter for SQLite's json_each.
type jsonPairs [][2]string

// Value returns the pairs as JSON.
func (p jsonPairs) Value() (driver.Value, error) {
	b, err := json.Marshal([][2]string(p))
	return string(b), err
}

// layout is how the rows of a model are written.
type layout struct {
	table   string
	columns []layoutColumn
}

// layoutColumn is a column of a model that can be written.
type layoutColumn struct {
	name  string
	index []int // of the field in the struct
}

// layouts caches the layouts of models: reflect.Type to *layout.
var layouts sync.Map

func layoutOf[T any](tx *gorm.DB) (*layout, error) {
	t := reflect.TypeFor[T]()
	if cached, ok := layouts.Load(t); ok {
		return cached.(*layout), nil
	}
	s := &gorm.Statement{DB: tx}
	if err := s.Parse(new(T)); err != nil {
		return nil, fmt.Errorf("read the columns of %s: %w", t, err)
	}
	l := &layout{table: s.Schema.Table}
	for _, f := range s.Schema.Fields {
		if f.DBName != "" && f.Creatable {
			l.columns = append(l.columns, layoutColumn{f.DBName, f.StructField.Index})
		}
	}
	layouts.Store(t, l)
	return l, nil
}

func (l *layout) names() []string {
	names := make([]string, len(l.columns))
	for i, c := range l.columns {
		names[i] = c.name
	}
	return names
}

// source returns the table expression of the rows in the parameter: objects for PostgreSQL, which knows the types of
// the columns, and arrays for SQLite.
func (l *layout) source(tx *gorm.DB) string {
	if tx.Name() == string(Postgres) {
		return "json_populate_recordset(CAST(NULL AS " + l.table + "), ?)"
	}
	return "jsonb_each(?)"
}

// selected returns the expressions of the columns of source.
func (l *layout) selected(tx *gorm.DB) []string {
	if tx.Name() == string(Postgres) {
		return l.names()
	}
	columns := make([]string, len(l.columns))
	for i := range l.columns {
		columns[i] = "value ->> " + strconv.Itoa(i)
	}
	return columns
}

// encode returns rows as JSON, in the form that source reads.
func (l *layout) encode(tx *gorm.DB, rows reflect.Value) string {
	objects := tx.Name() == string(Postgres)
	opening, closing := byte('['), byte(']')
	if objects {
		opening, closing = '{', '}'
	}
	b := make([]byte, 0, 512*rows.Len())
	for i := range rows.Len() {
		b = append(b, "[,"[min(i, 1)], opening)
		row := rows.Index(i).Elem()
		for j, c := range l.columns {
			if j > 0 {
				b = append(b, ',')
			}
			if objects {
				b = append(append(append(b, '"'), c.name...), '"', ':')
			}
			b = appendValue(b, row.FieldByIndex(c.index))
		}
		b = append(b, closing)
	}
	return string(append(b, ']'))
}

// valuer is the type of values that know how they are stored.
var valuer = reflect.TypeFor[driver.Valuer]()

// appendValue appends the value of a field as JSON.
func appendValue(b []byte, v reflect.Value) []byte {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return append(b, "null"...)
		}
		v = v.Elem()
	}
	if v.Type().Implements(valuer) {
		stored, err := v.Interface().(driver.Valuer).Value()
		if err != nil || stored == nil {
			return append(b, "null"...)
		}
		v = reflect.ValueOf(stored)
	}
	switch v.Kind() {
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	default:
		return strconv.AppendInt(b, v.Int(), 10)
	}
}

// appendText appends a text as a JSON string.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' || c >= utf8.RuneSelf {
			continue
		}
		b = append(b, s[from:i]...)
		if c == '"' || c == '\\' {
			b = append(b, '\\', c)
		} else {
			const digits = "0123456789abcdef"
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		}
		from = i + 1
	}
	return append(append(b, s[from:]...), '"')
}
