package records

import "io"

// The limits of one record. Its size is that of its cells in bytes.
const (
	maxRows   = 1000
	maxRecord = 8 << 20
)

// csvReader reads records of one or more rows each.
type csvReader[T any] struct {
	table  *table
	layout *layout
	start  func(*draft) // prepares a new record
	endRow func(*draft)
	end    func(*draft) *T
	ahead  *row
}

// Columns implements Reader.
func (c *csvReader[T]) Columns() []Column { return c.layout.columns }

// Header implements Reader.
func (c *csvReader[T]) Header() []string { return c.table.header }

// Next implements Reader.
func (c *csvReader[T]) Next() (*T, error) {
	r := c.ahead
	if c.ahead = nil; r == nil {
		first, err := c.table.next()
		if err != nil {
			return nil, err
		}
		r = &first
	}
	d := &draft{layout: c.layout}
	c.start(d)
	d.begin(*r)
	c.endRow(d)
	key := c.layout.key(*r)
	for key != "" {
		more, err := c.table.next()
		if err != nil {
			if err == io.EOF { //nolint:errorlint // the table returns it as it is
				break
			}
			return nil, err
		}
		if c.layout.key(more) != key {
			c.ahead = &more
			break
		}
		if more.n-d.src.Row >= maxRows {
			return nil, fileErrorf("Row %d: %s", more.n, tooManyRows)
		}
		d.add(more)
		if d.size > maxRecord {
			return nil, fileErrorf("Row %d: %s", more.n, recordTooLarge)
		}
		c.endRow(d)
	}
	return c.end(d), nil
}

// openCustomers returns a reader of the customers of a CSV file. The dialect can depend on the header.
func openCustomers(r io.Reader, d func(header []string) dialect, o Options) (Reader[Customer], error) {
	t, err := openTable(r, o.Encoding)
	if err != nil {
		return nil, err
	}
	l, err := newLayout(t.header, d(t.header), o)
	if err != nil {
		return nil, err
	}
	return customerReader(t, l), nil
}

func customerReader(t *table, l *layout) Reader[Customer] {
	return &csvReader[Customer]{
		table: t, layout: l,
		start:  func(d *draft) { d.customer = &customerDraft{} },
		endRow: (*draft).endRow,
		end:    (*draft).endCustomer,
	}
}
