package db

import (
	"database/sql/driver"
	"encoding/json"
	"strings"

	"gorm.io/gorm/clause"
)

// In is the condition that a column holds one of the texts. However many they are, it is one parameter, so that a database
// prepares few statements, and never too many for it.
func (d *DB) In(column string, texts []string) clause.Expr {
	switch {
	case len(texts) == 1:
		return clause.Expr{SQL: column + " = ?", Vars: []any{texts[0]}}
	case d.Dialect == Postgres:
		return clause.Expr{SQL: column + " = ANY(?)", Vars: []any{textArray(texts)}}
	}
	return clause.Expr{SQL: column + " IN (SELECT value FROM json_each(?))", Vars: []any{jsonArray(texts)}}
}

// textArray is a list of texts as PostgreSQL writes an array (its manual, section 8.15.2).
type textArray []string

var quoting = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Value writes the array.
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
		b = append(append(append(b, '"'), quoting.Replace(text)...), '"')
	}
	return string(append(b, '}')), nil
}

// jsonArray is a list of texts as SQLite's json_each reads it.
type jsonArray []string

// Value writes the array.
func (a jsonArray) Value() (driver.Value, error) {
	b, err := json.Marshal([]string(a))
	return string(b), err
}
