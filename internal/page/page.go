// Package page holds keyset paging as the Relay connection specification describes it: what a caller asks for, the signed
// cursors, the SQL conditions that follow from them, and the pages that come back. It knows no table.
package page

import (
	"context"
	"sync"

	"clientele/internal/apperr"
)

const (
	// Default is the size of a page when the caller names none.
	Default = 25
	// Max is the largest page that a caller may ask for.
	Max = 100
)

// Args is what a caller asks for.
type Args struct {
	First, Last   *int
	After, Before *string
	// Members are those of each row that are read, by their names in Go; all of them where it is nil.
	Members []string
}

// ValueType is the kind of value that a list is sorted by; it decides how a cursor's value becomes an SQL argument.
type ValueType int

// The types of sort columns.
const (
	Text    ValueType = iota // text, and moments in their stored form
	Integer                  // whole numbers
)

// Direction is which way a list is sorted; the GraphQL enum SortDirection.
type Direction string

// The directions.
const (
	Asc  Direction = "ASC"
	Desc Direction = "DESC"
)

// Sort is the order of a list: a column that is never null, and the id to break ties.
type Sort struct {
	List   string // names the list and the order, so that a cursor of another one is refused
	Column string // SQL, without what a caller wrote
	ID     string // SQL of the id column
	Type   ValueType
	Desc   bool
}

// Window is a checked request: at most Limit rows after one place and before another.
type Window struct {
	Limit    int
	Backward bool // the last rows instead of the first
	Sort     Sort

	after, before *Mark
	codec         *Codec
}

// Mark is a row's place in its list.
type Mark struct {
	Value string
	ID    string
}

// Open checks args against the limits and the list's order. What is wrong with them is apperr.BadInput.
func (c *Codec) Open(args Args, sort Sort) (Window, error) {
	w := Window{Limit: Default, Sort: sort, codec: c}
	if args.First != nil && args.Last != nil {
		return w, apperr.Bad("give first or last, not both")
	}
	for name, n := range map[string]*int{"first": args.First, "last": args.Last} {
		if n == nil {
			continue
		}
		if *n < 1 || *n > Max {
			return w, apperr.Bad("%s must be between 1 and %d", name, Max)
		}
		w.Limit, w.Backward = *n, name == "last"
	}
	var err error
	if w.after, err = c.decode("after", args.After, sort); err != nil {
		return w, err
	}
	if w.before, err = c.decode("before", args.Before, sort); err != nil {
		return w, err
	}
	return w, nil
}

// Split divides a window over a list of which some rows stand behind all others, those whose sort value is last: into the window over
// the others, in the order of sort, and the one over those rows, in the order of their ids. It is nil where the window has no such
// rows.
func (w Window) Split(last string, sort Sort) (others, behind *Window) {
	o, b := w, w
	o.Sort, b.Sort = sort, Sort{List: w.Sort.List, Column: w.Sort.ID, ID: w.Sort.ID, Desc: w.Sort.Desc}
	others, behind = &o, &b
	isLast := func(m *Mark) bool { return m != nil && m.Value == last }
	byID := func(m *Mark) *Mark {
		if !isLast(m) {
			return nil
		}
		return &Mark{Value: m.ID, ID: m.ID}
	}
	b.after, b.before = byID(w.after), byID(w.before)
	if isLast(w.after) {
		others = nil
	}
	if w.before != nil && !isLast(w.before) {
		behind = nil
	}
	if isLast(w.before) {
		o.before = nil
	}
	return others, behind
}

// Connection is a page of a list.
type Connection[T any] struct {
	Edges    []Edge[T]
	PageInfo PageInfo

	total func(context.Context) (Total, error) // nil where the list is not counted
}

// Edge is one row of a page.
type Edge[T any] struct {
	Node T

	mark func(T) Mark
	w    *Window
}

// Cursor returns the signed place of the row.
func (e Edge[T]) Cursor() string { return e.w.cursor(e.mark(e.Node)) }

// PageInfo tells where a page stands in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool

	start, end func() string // nil where the page is empty
}

// StartCursor returns the signed place of the page's first row; nil without one.
func (p *PageInfo) StartCursor() *string { return signed(p.start) }

// EndCursor returns the signed place of the page's last row; nil without one.
func (p *PageInfo) EndCursor() *string { return signed(p.end) }

func signed(cursor func() string) *string {
	if cursor == nil {
		return nil
	}
	text := cursor()
	return &text
}

// Nodes returns the rows of the page without their cursors.
func (c *Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.Edges))
	for i, e := range c.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// TotalCount is how many records the whole list has; nil where nobody can tell.
func (c *Connection[T]) TotalCount(ctx context.Context) (*int, error) {
	if c.total == nil {
		return nil, nil
	}
	total, err := c.total(ctx)
	if err != nil {
		return nil, err
	}
	return &total.N, nil
}

// TotalCountEstimated tells whether TotalCount is an estimate.
func (c *Connection[T]) TotalCountEstimated(ctx context.Context) (*bool, error) {
	if c.total == nil {
		return nil, nil
	}
	total, err := c.total(ctx)
	if err != nil {
		return nil, err
	}
	return &total.Estimated, nil
}

// Once returns a function that runs f when it is first asked, with that asker's context, also where several ask at once.
func Once[T any](f func(context.Context) (T, error)) func(context.Context) (T, error) {
	var first sync.Once
	var v T
	var err error
	return func(ctx context.Context) (T, error) {
		first.Do(func() { v, err = f(ctx) })
		return v, err
	}
}

// Build makes a page of the rows that were read with the window's conditions, order and limit; mark gives a row's place.
func Build[T any](w Window, rows []T, mark func(T) Mark, total Counter) *Connection[T] {
	more := len(rows) > w.Limit
	if more {
		rows = rows[:w.Limit]
	}
	c := &Connection[T]{Edges: make([]Edge[T], len(rows))}
	if total != nil {
		c.total = Once(total)
	}
	for i, row := range rows {
		at := i
		if w.Backward {
			at = len(rows) - 1 - i
		}
		c.Edges[at] = Edge[T]{Node: row, mark: mark, w: &w}
	}
	c.PageInfo.HasNextPage, c.PageInfo.HasPreviousPage = more, w.after != nil
	if w.Backward {
		c.PageInfo.HasNextPage, c.PageInfo.HasPreviousPage = w.before != nil, more
	}
	if len(rows) > 0 {
		c.PageInfo.start, c.PageInfo.end = c.Edges[0].Cursor, c.Edges[len(rows)-1].Cursor
	}
	return c
}
