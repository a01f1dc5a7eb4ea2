package records

import (
	"hash/maphash"
	"io"
	"slices"
	"strings"

	"clientele/internal/apperr"
)

// orderSynonyms are names of columns that other tools use for the fields of orders, without punctuation.
var orderSynonyms = map[string][]string{
	"number":               {"ordernumber", "orderno", "order", "ordername"},
	"external_id":          {"id", "orderid", "externalref", "externalreference"},
	"placed_at":            {"orderdate", "date", "createdat", "created", "datecreated", "placed"},
	"status":               {"orderstatus"},
	"payment_status":       {"payment", "financialstatus"},
	"fulfillment_status":   {"fulfilment", "fulfilmentstatus", "fulfillment", "shippingstatus"},
	"customer_external_id": {"customerid", "customernumber"},
	"contact_email":        {"email", "emailaddress"},
	"contact_name":         {"name", "customername"},
	"contact_phone":        {"phone", "phonenumber", "telephone"},
	"currency":             {"currencycode"},
	"shipping_price":       {"shipping", "shippingtotal", "shippingcost", "shippingamount"},
	"tax":                  {"taxes", "taxtotal", "taxamount"},
	"discount":             {"discounttotal", "discountamount"},
	"locale":               {"language", "lang", "languagecode", "customerlocale"},
	"note":                 {"notes", "customernote", "comment"},
	"item.sku":             {"sku", "lineitemsku", "productsku", "articlenumber"},
	"item.name":            {"product", "productname", "lineitemname", "title"},
	"item.quantity":        {"quantity", "qty", "lineitemquantity", "itemqty"},
	"item.unit_price":      {"price", "unitprice", "lineitemprice", "itemprice"},
}

// orderColumn returns the field of a column of a CSV file of orders, or "".
func orderColumn(column string) string {
	if name := customColumn(column); name != "" {
		return name
	}
	plain := plainName(column)
	for _, fields := range [][]field{orderFields, itemFields} {
		for _, f := range fields {
			if plain == plainName(f.name) {
				return f.name
			}
		}
	}
	for name, others := range orderSynonyms {
		if slices.Contains(others, plain) {
			return name
		}
	}
	if strings.HasPrefix(plain, slotNames[plainSlot]) {
		return ""
	}
	return addressColumn(plain)
}

// orderDialect describes Clientele's own CSV files of orders.
var orderDialect = dialect{
	name: orderColumn, field: orderField, keys: []string{"external_id", "number"},
	required: [][]string{
		{"placed_at"}, {"currency"}, {"item.name"}, {"item.quantity"}, {"item.unit_price"},
	},
}

// openOrders returns a reader of the orders of a CSV file. The dialect can depend on the header.
func openOrders(r io.Reader, d func(header []string) dialect, o Options) (Reader[Order], error) {
	t, err := openTable(r, o.Encoding)
	if err != nil {
		return nil, err
	}
	l, err := newLayout(t.header, d(t.header), o)
	if err != nil {
		return nil, err
	}
	return &orderReader{
		csvReader: csvReader[Order]{
			table: t, layout: l,
			start:  func(d *draft) { d.order = &orderDraft{} },
			endRow: (*draft).endItem,
			end:    (*draft).endOrder,
		},
		seed: maphash.MakeSeed(), seen: map[uint64]struct{}{},
	}, nil
}

// orderReader also reports orders whose rows do not follow each other, since half of their items would be missing.
type orderReader struct {
	csvReader[Order]
	seed maphash.Seed
	seen map[uint64]struct{} // hashes of the keys of orders, 8 bytes each
}

// Next implements Reader.
func (r *orderReader) Next() (*Order, error) {
	o, err := r.csvReader.Next()
	if err != nil {
		return nil, err
	}
	key := r.layout.key(row{cells: o.Raw[0]})
	if key == "" {
		return o, nil
	}
	hash := maphash.String(r.seed, key)
	if _, again := r.seen[hash]; again {
		o.add(Fault{
			o.Row, r.layout.keyName(), apperr.CodeInvalid,
			"An earlier row has the same order. The rows of an order must follow each other.",
		})
	}
	r.seen[hash] = struct{}{}
	return o, nil
}
