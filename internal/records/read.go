package records

import "io"

// ReadCustomers returns a reader of the customers of a file. Errors of the type FileError are for users.
func ReadCustomers(r io.Reader, o Options) (Reader[Customer], error) {
	switch o.Format {
	case CSV:
		return openCustomers(r, customerDialect, o)
	case Shopify:
		return openCustomers(r, shopifyCustomers, o)
	}
	return nil, fileErrorf("Customers cannot be read from the format %q", o.Format)
}

// ReadOrders returns a reader of the orders of a file. Errors of the type FileError are for users.
func ReadOrders(r io.Reader, o Options) (Reader[Order], error) {
	switch o.Format {
	case CSV:
		return openOrders(r, orderDialect, o)
	case Shopify:
		return openOrders(r, shopifyOrders, o)
	}
	return nil, fileErrorf("Orders cannot be read from the format %q", o.Format)
}
