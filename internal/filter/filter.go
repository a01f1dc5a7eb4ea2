// Package filter holds the operator inputs that every list shares and turns them into SQL conditions that find the same rows
// on SQLite and PostgreSQL. Which members a list can be filtered by is the list's own affair. Values travel as arguments,
// columns are the program's own words.
package filter

import (
	"strings"
)

// Expr is an SQL condition with its arguments. The zero Expr holds for every row.
type Expr struct {
	SQL  string
	Args []any
}

// True tells whether the condition holds for every row.
func (e Expr) True() bool { return e.SQL == "" }

// SQL returns a condition.
func SQL(sql string, args ...any) Expr { return Expr{SQL: sql, Args: args} }

// Never holds for no row.
func Never() Expr { return Expr{SQL: "1 = 0"} }

// And holds where all of the conditions do.
func And(all ...Expr) Expr { return join(" AND ", all) }

// Or holds where one of the conditions does; never, if there is none.
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

// Not holds where the condition does not, also where that is because something is NULL.
func Not(e Expr) Expr {
	if e.True() {
		return Never()
	}
	return Expr{SQL: "(" + e.SQL + ") IS NOT TRUE", Args: e.Args}
}

// Nested returns what stands below and, or and not: each below is turned into a condition by expr.
func Nested[T any](and, or []*T, not *T, expr func(*T) (Expr, error)) (Expr, error) {
	each := func(list []*T) ([]Expr, error) {
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
	all, err := each(and)
	if err != nil {
		return Expr{}, err
	}
	if or != nil {
		some, err := each(or)
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

// Limits of what a filter may hold. Its shape is checked before any service sees it.
const (
	MaxConditions = 50
	MaxDepth      = 5
	MaxValues     = 200
	MaxText       = 1000     // characters of a text that is compared
	MaxBytes      = 64 << 10 // of all texts that the filters of an operation compare
	MaxWildcards  = 20       // of a pattern
	MaxWords      = 10       // of a search
)
