// Package page implements keyset pagination according to the Relay connection specification: arguments, signed
// cursors, SQL conditions and pages. It is independent of tables.
package page

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"clientele/internal/apperr"
)

const (
	// Default is the default page size.
	Default = 25
	// Max is the largest page size.
	Max = 100
)

// Args holds the pagination arguments of a caller.
type Args struct {
	First, Last   *int
	After, Before *string
	// Members are the Go names of the struct members to read; nil for all.
	Members []string
}

// ValueType is the type of the values that a list is sorted by. It determines the type of SQL arguments.
type ValueType int

// The types of sort columns.
const (
	Text    ValueType = iota // text, and times in their stored form
	Integer                  // integers
)

// Direction is a sort direction, the GraphQL enum SortDirection.
type Direction string

// The directions.
const (
	Asc  Direction = "ASC"
	Desc Direction = "DESC"
)

// Sort is the sort order of a list: by a column that is never NULL, then by id.
type Sort struct {
	List   string // identifies list and sort order, so that cursors of others are rejected
	Column string // SQL expression, without user input
	ID     string // SQL expression of the id
	Type   ValueType
	IDType ValueType
	Desc   bool
}

// Window is a validated request for at most Limit rows between two cursors.
type Window struct {
	Limit    int
	Backward bool // the last rows instead of the first
	Sort     Sort

	after, before *Mark
	codec         *Codec
}

// Mark is the position of a row in its list.
type Mark struct {
	Value string
	ID    string
}

// Open validates the arguments for a list. Invalid arguments are apperr.BadInput.
func (c *Codec) Open(args Args, sort Sort) (Window, error) {
	w := Window{Limit: Default, Sort: sort, codec: c}
	if args.First != nil && args.Last != nil {
		return w, apperr.Bad("provide either first or last, not both")
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

// Split divides a window of a list in which all rows with the sort value last come after the others. It returns the
// window of the other rows, sorted by sort, and the window of the rows with the value last, sorted by id. A window is
// nil if it has no rows.
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

// AfterInteger returns the sort value after which the window begins, of a list sorted by integers; 0 without a cursor.
func (w Window) AfterInteger() (int64, error) {
	if w.after == nil {
		return 0, nil
	}
	n, err := strconv.ParseInt(w.after.Value, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the sort value of a cursor: %w", err)
	}
	return n, nil
}

// Connection is a page of a list.
type Connection[T any] struct {
	Edges    []Edge[T]
	PageInfo PageInfo

	total func(context.Context) (Total, error) // nil if the list is not counted
}

// Edge is a row of a page.
type Edge[T any] struct {
	Node T

	mark func(T) Mark
	w    *Window
}

// Cursor returns the cursor of the row.
func (e Edge[T]) Cursor() string { return e.w.cursor(e.mark(e.Node)) }

// PageInfo describes the position of a page in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool

	start, end func() string // nil for an empty page
}

// StartCursor returns the cursor of the first row, or nil if the page is empty.
func (p *PageInfo) StartCursor() *string { return cursorText(p.start) }

// EndCursor returns the cursor of the last row, or nil if the page is empty.
func (p *PageInfo) EndCursor() *string { return cursorText(p.end) }

func cursorText(cursor func() string) *string {
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

// TotalCount returns the number of records of the list, or nil if it is not counted.
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

// TotalCountEstimated reports whether TotalCount is an estimate.
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

// ContinueAfter makes the page end at a position that can be after its last row, for a list whose next page continues
// there. more says whether there are rows after the position.
func (c *Connection[T]) ContinueAfter(w Window, m Mark, more bool) {
	c.PageInfo.HasNextPage = more
	c.PageInfo.end = func() string { return w.cursor(m) }
}

// Once returns a function that calls f once, with the context of its first call, and then returns the same result.
func Once[T any](f func(context.Context) (T, error)) func(context.Context) (T, error) {
	var first sync.Once
	var v T
	var err error
	return func(ctx context.Context) (T, error) {
		first.Do(func() { v, err = f(ctx) })
		return v, err
	}
}

// Build returns the page of rows that were read with the window's conditions, order and number of rows. mark returns
// the position of a row.
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

// BuildEach returns the page of each owner's list. rows are the rows of all lists, each in the window's order; owner
// returns the owner of a row. totals is called at most once.
func BuildEach[T any](
	w Window, owners []string, rows []T, owner func(T) string, mark func(T) Mark,
	totals func(context.Context) (map[string]int, error),
) map[string]*Connection[T] {
	byOwner := map[string][]T{}
	for _, row := range rows {
		byOwner[owner(row)] = append(byOwner[owner(row)], row)
	}
	totals = Once(totals)
	found := make(map[string]*Connection[T], len(owners))
	for _, id := range owners {
		found[id] = Build(w, byOwner[id], mark, func(ctx context.Context) (Total, error) {
			all, err := totals(ctx)
			return Total{N: all[id]}, err
		})
	}
	return found
}
