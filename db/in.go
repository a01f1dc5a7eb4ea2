package db

import (
	"database/sql/driver"
	"encoding/json"
	"strings"

	"gorm.io/gorm/clause"
)

// In returns the condition that a column has one of the values. It has one parameter however many values there are, so
// that the database prepares few different statements and never reaches its limit of parameters.
func (d *DB) In(column string, values []string) clause.Expr {
	switch {
	case len(values) == 1:
		return clause.Expr{SQL: column + " = ?", Vars: []any{values[0]}}
	case d.Dialect == Postgres:
		return clause.Expr{SQL: column + " = ANY(?)", Vars: []any{textArray(values)}}
	}
	return clause.Expr{SQL: column + " IN (SELECT value FROM json_each(?))", Vars: []any{jsonArray(values)}}
}

// textArray is a parameter of the type text[]. Its text form is in PostgreSQL's manual, section 8.15.2.
type textArray []string

var arrayEscape = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Strings returns the list itself, for drivers that know arrays.
func (a textArray) Strings() []string { return a }

// Value returns the text form of the array.
func (a textArray) Value() (driver.Value, error) {
	size := 2
	for _, text := range a {
		size += len(text) + 3
	}
	b := append(make([]byte, 0, size), '{')
	for i, text := range a {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), arrayEscape.Replace(text)...), '"')
	}
	return string(append(b, '}')), nil
}

// jsonArray is a parameter for SQLite's json_each.
type jsonArray []string

// Value returns the array as JSON.
func (a jsonArray) Value() (driver.Value, error) {
	b, err := json.Marshal([]string(a))
	return string(b), err
}
