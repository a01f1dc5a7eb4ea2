package mail

// values are the names of the texts that templates may use. The service sets Name (of the person), Shop, Storefront
// (its base URL), Email (the recipient), Language (BCP 47) and Direction (ltr or rtl); Content sets the others. GoodFor
// and Hours are derived from Minutes: the validity period in words, and in hours if it is a whole number of them. Date
// is derived from ISODate. An amount is formatted with its currency, and "" if it is not shown.
var values = []string{
	"Name", "Shop", "Storefront", "Email", "Language", "Direction", "Link", "Token", "Code", "Minutes", "Hours",
	"GoodFor", "Order", "NewEmail", "Webhook", "Host", "Reason", "Date", "ISODate", "Subtotal", "Discount", "Shipping",
	"Tax", "Total", "TaxIncluded", "Refund", "Carrier", "TrackingNumber", "TrackingLink",
}

// The names of the values that are lists: the line items, and the lines of addresses.
const (
	itemsValue    = "Items"
	shippingValue = "ShippingAddress"
	billingValue  = "BillingAddress"
)

// noValues returns the values of an email that has none.
func noValues() map[string]any {
	data := map[string]any{itemsValue: []itemValues(nil), shippingValue: []string(nil), billingValue: []string(nil)}
	for _, name := range values {
		data[name] = ""
	}
	return data
}

// samples returns values to test templates with: none, and all.
func samples() []map[string]any {
	none, all := noValues(), noValues()
	for _, name := range values {
		all[name] = "sample"
	}
	all[itemsValue] = []itemValues{{
		Name: "sample", SKU: "sample", Quantity: 1, UnitPrice: "sample", Total: "sample",
		Image: "https://example.com/sample.png", URL: "https://example.com/sample",
		Options: []optionValues{{"sample", "sample"}},
	}}
	all[shippingValue], all[billingValue] = []string{"sample"}, []string{"sample"}
	none["Shop"], all["Shop"] = "shop", "shop"
	return []map[string]any{none, all}
}
