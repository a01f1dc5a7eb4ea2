package records

import (
	"io"
	"strings"
)

// The formats that are CSV files, with their dialects, which can depend on the header.
var (
	customerTables = map[Format]func(header []string) dialect{
		CSV: always(customerDialect), Shopify: always(shopifyCustomers), WooCommerce: always(wooCustomers),
		Magento: magentoCustomers,
	}
	orderTables = map[Format]func(header []string) dialect{
		CSV: always(orderDialect), Shopify: always(shopifyOrders),
	}
)

func always(d dialect) func([]string) dialect { return func([]string) dialect { return d } }

// ReadCustomers returns a reader of the customers of a file. Errors of the type FileError are for users.
func ReadCustomers(r io.Reader, o Options) (Reader[Customer], error) {
	if d := customerTables[o.Format]; d != nil {
		return openCustomers(r, d, o)
	}
	if err := o.checkJSON(o.Format == Moltin); err != nil {
		return nil, err
	}
	switch o.Format {
	case JSONL:
		return openLines(r, readCustomerLines(o.Country))
	case Moltin:
		return openPages(r, moltinPage, readMoltinCustomers(o))
	}
	return nil, fileErrorf("There is no format %q", o.Format)
}

// ReadOrders returns a reader of the orders of a file. Errors of the type FileError are for users.
func ReadOrders(r io.Reader, o Options) (Reader[Order], error) {
	if d := orderTables[o.Format]; d != nil {
		return openOrders(r, d, o)
	}
	if err := o.checkJSON(false); err != nil {
		return nil, err
	}
	switch o.Format {
	case JSONL:
		return openLines(r, readOrderLines(o.Country))
	case WooCommerce:
		return openPages(r, noPage, readWooOrders(o.Country))
	case Magento:
		return openPages(r, magentoPage, readMagentoOrders(o.Country))
	case Moltin:
		return openPages(r, moltinPage, readMoltinOrders(o.Country))
	}
	return nil, fileErrorf("There is no format %q", o.Format)
}

// checkJSON rejects options that have no effect on JSON. The members of some files can be mapped.
func (o Options) checkJSON(mapped bool) error {
	switch encoding := strings.ToLower(o.Encoding); {
	case encoding != "" && encoding != "utf-8" && encoding != "utf8":
		return fileErrorf("JSON files are always in UTF-8. Omit the encoding.")
	case len(o.Columns) > 0 && !mapped:
		return fileErrorf("Fields can be given only for the columns of CSV files, and for customers of Moltin")
	}
	return nil
}

// openLines returns a reader of a file with one JSON object on each line.
func openLines[T any](r io.Reader, read func(j *jsonRecord, text []byte) *T) (Reader[T], error) {
	l, err := newLineReader(r, read)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// openPages returns a reader of a file with JSON objects, arrays of objects, or pages with objects.
func openPages[T any](
	r io.Reader, page func(line int, text []byte) []element, read func(j *jsonRecord, text []byte) *T,
) (Reader[T], error) {
	s, err := newStream(r)
	if err != nil {
		return nil, err
	}
	return &pageReader[T]{s: s, page: page, read: read}, nil
}

// noPage is for systems whose API returns arrays.
func noPage(int, []byte) []element { return nil }
