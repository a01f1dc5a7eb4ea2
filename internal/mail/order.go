package mail

import (
	"net/url"
	"strings"

	"clientele/models"
)

// Order is what an email about an order shows.
type Order struct {
	Number                                string
	Guest                                 bool // placed without an account
	PlacedAt                              models.Time
	Items                                 []OrderItem
	Currency                              models.CurrencyCode
	Totals                                *OrderTotals // nil to show no amounts of the order
	Refund                                *int64       // the amount of a refund, in minor units
	ShippingAddress, BillingAddress       []string     // lines; the billing address only if it is another one
	Carrier, TrackingNumber, TrackingLink string
}

// OrderItem is a line item in an email.
type OrderItem struct {
	Name, SKU  string
	Options    []OrderOption
	Image, URL string
	Quantity   int
	Unit       *int64 // unit price in minor units; nil to show no price
}

// OrderOption is a chosen option of a line item, such as its size.
type OrderOption struct{ Name, Value string }

// OrderTotals holds the amounts of an order, in minor units.
type OrderTotals struct {
	Subtotal, Shipping, Tax, TaxIncluded, Discount, Total int64
}

// itemValues are the values of a line item.
type itemValues struct {
	Name, SKU  string
	Options    []optionValues
	Image, URL string // of https; "" for others
	Quantity   int
	UnitPrice  string // with the currency
	Total      string
}

type optionValues struct{ Name, Value string }

// addTo adds the values of the order, with amounts formatted for a locale (BCP 47).
func (o *Order) addTo(data map[string]any, locale string) {
	amount := func(minor int64) string {
		return models.Money{Minor: minor, Currency: o.Currency}.Formatted(&locale)
	}
	nonZero := func(minor int64) string {
		if minor == 0 {
			return ""
		}
		return amount(minor)
	}
	data["Order"] = o.Number
	if !o.PlacedAt.IsZero() {
		data["ISODate"] = o.PlacedAt.UTC().Format(isoDate)
	}
	if t := o.Totals; t != nil {
		if t.Subtotal != t.Total {
			data["Subtotal"], data["Shipping"] = amount(t.Subtotal), amount(t.Shipping)
		}
		data["Discount"], data["Tax"] = nonZero(-t.Discount), nonZero(t.Tax)
		data["TaxIncluded"], data["Total"] = nonZero(t.TaxIncluded), amount(t.Total)
	}
	if o.Refund != nil {
		data["Refund"] = amount(*o.Refund)
	}
	data[shippingValue], data[billingValue] = addressLines(o.ShippingAddress), addressLines(o.BillingAddress)
	data["Carrier"], data["TrackingNumber"] = singleLine(o.Carrier), singleLine(o.TrackingNumber)
	data["TrackingLink"] = webURL(o.TrackingLink, "https", "http")
	items := make([]itemValues, len(o.Items))
	for i, item := range o.Items {
		items[i] = itemValues{
			Name: singleLine(item.Name), SKU: item.SKU, Quantity: item.Quantity,
			Image: webURL(item.Image, "https"), URL: webURL(item.URL, "https"),
		}
		for _, option := range item.Options {
			items[i].Options = append(items[i].Options, optionValues{singleLine(option.Name), singleLine(option.Value)})
		}
		if item.Unit != nil {
			items[i].UnitPrice, items[i].Total = amount(*item.Unit), amount(*item.Unit*int64(item.Quantity))
		}
	}
	data[itemsValue] = items
}

// webURL returns a URL if it has one of the schemes, a host, no credentials and no characters that change how it is
// displayed, and "" otherwise.
func webURL(text string, schemes ...string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.ContainsFunc(text, isUnsafe) {
		return ""
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme {
			return u.String()
		}
	}
	return ""
}
