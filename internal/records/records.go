// Package records reads customers and orders from files, in Clientele's own formats and in those of other systems, and
// writes them in Clientele's own formats. It knows columns and spellings; whether a value is allowed is for the
// services to say. It reads and writes streams, in bounded memory, and does not access the database.
package records

import (
	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/orders"
)

// Format is the format of a file. The values are those of FileFormat in the schema.
type Format string

// The formats. Only CSV and JSONL can be written.
const (
	CSV         Format = "CSV"
	JSONL       Format = "JSONL"
	JSON        Format = "JSON" // of exports of personal data, which this package does not write
	Shopify     Format = "SHOPIFY"
	WooCommerce Format = "WOOCOMMERCE"
	Magento     Format = "MAGENTO"
	Moltin      Format = "MOLTIN"
)

// DefaultMatch returns by which value the customers of a file are matched unless the caller chooses: by their external
// ID, or by their email address if files of the format have no ID.
func (f Format) DefaultMatch() bulk.Match {
	if f == Magento {
		return bulk.ByEmail
	}
	return bulk.ByExternalID
}

// Fault is an error in a file.
type Fault struct {
	Row     int    // counted from 1 with the header, as in a spreadsheet; in JSON files the line; 0 for the file
	Column  string // name of the column in the file; "" if the error does not concern a single one
	Code    apperr.Code
	Message string
}

// Source is where a record comes from.
type Source struct {
	Row int // the first row of the record, counted from 1 with the header; in JSONL files the line
	// Raw is the record as in the file: the cells of its rows, with nil for empty ones between them, or one row with
	// one cell that is a JSON object. A file of faults contains it, so that it can be corrected and imported again.
	Raw [][]string
	// Faults are the values that cannot be read. The record must not be stored if there are any.
	Faults []Fault
	// Column returns the row and the name of the column that the value at a path of the record's input came from, such
	// as ["addresses", "0", "postcode"]. For a path without a column of its own, it returns that of the longest known
	// beginning of the path, or "".
	Column func(path apperr.Path) (row int, column string)
}

// Customer is a customer in a file.
type Customer struct {
	Source
	Input accounts.UpsertCustomerInput
}

// Order is an order in a file.
type Order struct {
	Source
	Input orders.ImportOrderInput
}

// Options says how to read a file.
type Options struct {
	Format Format
	// Encoding is that of a CSV file: "utf-8" (the default) or "windows-1252". Text that is not valid in it is a fault.
	// A byte order mark of UTF-8 takes precedence. JSON is always in UTF-8.
	Encoding string
	// Columns maps columns of a CSV file to fields, in addition to those that are known by their name. An empty field
	// ignores the column. For customers of Moltin, it maps members to custom fields: "custom.key".
	Columns map[string]string
	// Country is that of addresses without one; "" for none.
	Country string
}

// Column describes a column of a file, and the field that it is read into.
type Column struct {
	Name  string
	Field string // "" if the column is not imported
}

// Reader reads the records of a file, one after the other.
type Reader[T any] interface {
	// Next returns the next record, or io.EOF. Any other error is one of the file as a whole, with a message for users;
	// no record follows it. Records with faults are returned as well.
	Next() (*T, error)
	// Columns returns the columns of the file. It is nil for formats without columns.
	Columns() []Column
	// Header returns the first row of the file, which a file of faults begins with. It is nil for formats without one.
	Header() []string
}
