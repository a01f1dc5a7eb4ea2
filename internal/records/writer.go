package records

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"clientele/models"
)

// Exported customers and orders. A writer needs nothing but them: the caller reads the related records of a page
// together, and passes what the reader of the file may see.
type (
	// ExportedCustomer is a customer to write.
	ExportedCustomer struct {
		Customer *models.Customer // its password hash is written only with WriterOptions.PasswordHashes
		Tags     []string
		Groups   []string // names
		// CustomFields are the values by key as JSON, as customfields.Stored.Text returns them: a value, a list, or
		// null. Keys that are missing are not set.
		CustomFields map[string]json.RawMessage
		Addresses    []ExportedAddress
	}

	// ExportedAddress is an address of a customer.
	ExportedAddress struct {
		Address      *models.Address
		CustomFields map[string]json.RawMessage
	}

	// ExportedOrder is an order to write.
	ExportedOrder struct {
		Order *models.Order
		Items []*models.OrderItem
		// CustomerExternalID and CustomerEmail are those of the linked customer; nil for the order of a guest.
		CustomerExternalID, CustomerEmail *string
		CustomFields                      map[string]json.RawMessage
		// ShippingFields and BillingFields are the custom fields of the order's addresses.
		ShippingFields, BillingFields map[string]json.RawMessage
	}
)

// WriterOptions says how to write a file.
type WriterOptions struct {
	Format Format // CSV or JSONL
	// CustomFields are the keys of the custom fields of customers or orders to write, in their order.
	CustomFields []string
	// AddressFields are those of addresses.
	AddressFields []string
	// Columns limits the file to some columns, which are in the given order in a CSV file. Nil writes all that
	// CustomerColumns or OrderColumns return.
	Columns []string
	// PasswordHashes writes the hashes of passwords, which is for moving to another system.
	PasswordHashes bool
}

// Writer writes the records of a file, one after the other.
type Writer[T any] interface {
	// Write writes a record.
	Write(record *T) error
	// Flush writes what is buffered. It must be called at the end.
	Flush() error
}

// NewCustomerWriter returns a writer of customers, and writes the header of a CSV file. A column that does not exist is
// a FileError.
func NewCustomerWriter(w io.Writer, o WriterOptions) (Writer[ExportedCustomer], error) {
	columns, err := o.selected(CustomerColumns(o))
	if err != nil {
		return nil, err
	}
	switch o.Format {
	case CSV:
		c := &customerCSV{newCSVWriter(w, columns, customerField)}
		return c, c.csvWriter.header()
	case JSONL:
		return &customerJSON{newJSONWriter(w, columns)}, nil
	}
	return nil, fileErrorf("Customers cannot be written in the format %q", o.Format)
}

// NewOrderWriter returns a writer of orders, and writes the header of a CSV file. A column that does not exist is a
// FileError.
func NewOrderWriter(w io.Writer, o WriterOptions) (Writer[ExportedOrder], error) {
	columns, err := o.selected(OrderColumns(o))
	if err != nil {
		return nil, err
	}
	switch o.Format {
	case CSV:
		c := &orderCSV{newCSVWriter(w, columns, orderField)}
		return c, c.csvWriter.header()
	case JSONL:
		return &orderJSON{newJSONWriter(w, columns)}, nil
	}
	return nil, fileErrorf("Orders cannot be written in the format %q", o.Format)
}

// CustomerColumns returns the columns of an export of customers.
func CustomerColumns(o WriterOptions) []string {
	var names []string
	for _, f := range customerFields {
		if f.name != "password_hash" || o.PasswordHashes {
			names = append(names, f.name)
		}
	}
	names = append(names, prefixed("custom.", o.CustomFields)...)
	for _, p := range addressParts {
		names = append(names, "address."+p.name)
	}
	return append(names, prefixed("address.custom.", o.AddressFields)...)
}

// OrderColumns returns the columns of an export of orders.
func OrderColumns(o WriterOptions) []string {
	var names []string
	for _, f := range orderFields {
		names = append(names, f.name)
	}
	names = append(names, prefixed("custom.", o.CustomFields)...)
	for _, slot := range []string{"shipping.", "billing."} {
		for _, p := range addressParts {
			if _, ok := orderField(slot + p.name); ok {
				names = append(names, slot+p.name)
			}
		}
		names = append(names, prefixed(slot+"custom.", o.AddressFields)...)
	}
	for _, f := range itemFields {
		names = append(names, f.name)
	}
	return names
}

func prefixed(before string, keys []string) []string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = before + key
	}
	return names
}

// selected returns the columns to write, out of all.
func (o WriterOptions) selected(all []string) ([]string, error) {
	if o.Columns == nil {
		return all, nil
	}
	for _, name := range o.Columns {
		if !slices.Contains(all, name) {
			return nil, fileErrorf("There is no column %q. The columns are: %s", name, strings.Join(all, ", "))
		}
	}
	if len(o.Columns) == 0 {
		return nil, fileErrorf("Choose at least one column")
	}
	return o.Columns, nil
}

// csvWriter writes a CSV file in UTF-8 with a byte order mark, commas and CR LF, which all spreadsheets read.
type csvWriter struct {
	w       *bufio.Writer
	columns []string
	code    []bool // by column; see guard
}

func newCSVWriter(w io.Writer, columns []string, find func(name string) (field, bool)) csvWriter {
	c := csvWriter{w: bufio.NewWriterSize(w, 64<<10), columns: columns, code: make([]bool, len(columns))}
	for i, name := range columns {
		f, _ := find(name)
		c.code[i] = f.code
	}
	return c
}

func (c *csvWriter) header() error {
	if _, err := c.w.WriteString(byteOrderMark); err != nil {
		return err
	}
	writeCells(c.w, c.columns)
	return nil
}

// row writes a row. value returns the text of a column.
func (c *csvWriter) row(value func(name string) string) {
	cells := make([]string, len(c.columns))
	for i, name := range c.columns {
		cells[i] = guard(value(name), c.code[i])
	}
	writeCells(c.w, cells)
}

// has reports whether there is a column whose name begins with a text.
func (c *csvWriter) has(beginning string) bool {
	return slices.ContainsFunc(c.columns, func(name string) bool { return strings.HasPrefix(name, beginning) })
}

// Flush implements Writer.
func (c *csvWriter) Flush() error { return c.w.Flush() }

// writeCells writes a row. The writer keeps its first error, which Flush returns.
func writeCells(w *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		if !quotesNeeded(cell, len(cells)) {
			_, _ = w.WriteString(cell)
			continue
		}
		_ = w.WriteByte('"')
		_, _ = w.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		_ = w.WriteByte('"')
	}
	_, _ = w.WriteString("\r\n")
}

// quotesNeeded reports whether a cell must have quotes. White space at the ends is kept by quotes only in some
// spreadsheets, and a row with one empty cell would be an empty line.
func quotesNeeded(cell string, cells int) bool {
	return strings.ContainsAny(cell, ",;\t\"\r\n") || strings.TrimSpace(cell) != cell || cell == "" && cells == 1
}
