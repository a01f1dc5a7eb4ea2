// Package filter converts filter inputs to SQL conditions that match the same rows in SQLite and PostgreSQL. Each list
// defines the fields it can be filtered by. Values are always passed as arguments; column names are constants of the
// program.
package filter

import (
	"strings"
)

// Expr is an SQL condition with its arguments. The zero Expr matches every row.
type Expr struct {
	SQL  string
	Args []any
}

// True reports whether the condition matches every row.
func (e Expr) True() bool { return e.SQL == "" }

// SQL returns a condition.
func SQL(sql string, args ...any) Expr { return Expr{SQL: sql, Args: args} }

// Never returns a condition that matches no row.
func Never() Expr { return Expr{SQL: "1 = 0"} }

// And returns a condition that matches if all conditions match.
func And(all ...Expr) Expr { return join(" AND ", all) }

// Or returns a condition that matches if any condition matches. Without conditions it matches no row.
func Or(all ...Expr) Expr {
	for _, e := range all {
		if e.True() {
			return Expr{}
		}
	}
	if len(all) == 0 {
		return Never()
	}
	return join(" OR ", all)
}

// Not returns a condition that matches if e does not, even because of a NULL.
func Not(e Expr) Expr {
	if e.True() {
		return Never()
	}
	return Expr{SQL: "(" + e.SQL + ") IS NOT TRUE", Args: e.Args}
}

// Nested combines the nested filters of and, or and not, each converted by expr.
func Nested[T any](and, or []*T, not *T, expr func(*T) (Expr, error)) (Expr, error) {
	convert := func(list []*T) ([]Expr, error) {
		all := make([]Expr, len(list))
		for i, sub := range list {
			e, err := expr(sub)
			if err != nil {
				return nil, err
			}
			all[i] = e
		}
		return all, nil
	}
	all, err := convert(and)
	if err != nil {
		return Expr{}, err
	}
	if or != nil {
		some, err := convert(or)
		if err != nil {
			return Expr{}, err
		}
		all = append(all, Or(some...))
	}
	if not != nil {
		e, err := expr(not)
		if err != nil {
			return Expr{}, err
		}
		all = append(all, Not(e))
	}
	return And(all...), nil
}

func join(word string, all []Expr) Expr {
	var parts []string
	var args []any
	for _, e := range all {
		if e.True() {
			continue
		}
		parts = append(parts, e.SQL)
		args = append(args, e.Args...)
	}
	if len(parts) == 0 {
		return Expr{}
	}
	if len(parts) == 1 {
		return Expr{SQL: parts[0], Args: args}
	}
	return Expr{SQL: "((" + strings.Join(parts, ")"+word+"(") + "))", Args: args}
}

// Limits of filters. Their structure is checked before a service is called.
const (
	MaxConditions = 50
	MaxDepth      = 5
	MaxValues     = 200
	MaxText       = 1000     // characters of a text
	MaxBytes      = 64 << 10 // total size of the texts in the filters of an operation
	MaxWildcards  = 20       // per pattern
	MaxWords      = 10       // per search
)
