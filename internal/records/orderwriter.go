package records

import (
	"encoding/json"
	"strconv"
	"strings"

	"clientele/models"
)

// orderCSV writes orders with a row for each line item. The rows after the first have only the order's number and
// external ID, and the item.
type orderCSV struct{ csvWriter }

// Write implements Writer.
func (w *orderCSV) Write(o *ExportedOrder) error {
	rows := 1
	if w.has("item.") {
		rows = max(1, len(o.Items))
	}
	for i := range rows {
		w.row(func(name string) string {
			if part, ok := strings.CutPrefix(name, "item."); ok {
				if i < len(o.Items) {
					return itemText(o.Items[i], part)
				}
				return ""
			}
			if i > 0 && name != "number" && name != "external_id" {
				return ""
			}
			return o.text(name)
		})
	}
	return nil
}

func itemText(item *models.OrderItem, part string) string {
	switch part {
	case "sku":
		return item.SKU
	case "name":
		return item.Name
	case "quantity":
		return strconv.Itoa(item.Quantity)
	case "unit_price":
		return string(item.UnitPrice().Amount())
	case "options":
		return optionsText(item.Options)
	case "image_url":
		return value(item.ImageURL)
	case "url":
		return value(item.URL)
	}
	return amountText(item.TaxIncludedMinor, item.Currency)
}

// text returns the text of a column that is not one of an item.
func (o *ExportedOrder) text(name string) string {
	of := o.Order
	switch name {
	case "number":
		return of.Number
	case "external_id":
		return value(of.ExternalID)
	case "placed_at":
		return timeText(of.PlacedAt)
	case "status":
		return string(of.Status)
	case "payment_status":
		return string(of.PaymentStatus)
	case "fulfillment_status":
		return string(of.FulfillmentStatus)
	case "customer_external_id":
		return value(o.CustomerExternalID)
	case "customer_email":
		return value(o.CustomerEmail)
	case "contact_name":
		return of.ContactName
	case "contact_email":
		return of.ContactEmail
	case "contact_phone":
		return value(of.ContactPhone)
	case "currency":
		return string(of.Currency)
	case "shipping_price":
		return amountText(of.ShippingMinor, of.Currency)
	case "tax":
		return amountText(of.TaxMinor, of.Currency)
	case "tax_included":
		return o.taxIncluded()
	case "discount":
		return amountText(of.DiscountMinor, of.Currency)
	case "note":
		return value(of.Note)
	case "locale":
		return value(of.Locale)
	}
	if part, ok := strings.CutPrefix(name, "shipping."); ok {
		return orderAddressText(&of.ShippingAddress, part, o.ShippingFields)
	}
	if part, ok := strings.CutPrefix(name, "billing."); ok {
		return orderAddressText(&of.BillingAddress, part, o.BillingFields)
	}
	return jsonText(o.CustomFields[strings.TrimPrefix(name, "custom.")])
}

// taxIncluded returns the tax included in the prices, or "" if it is the sum of that of the items, as it is without a
// value.
func (o *ExportedOrder) taxIncluded() string {
	var sum int64
	for _, item := range o.Items {
		sum += item.TaxIncludedMinor
	}
	if sum == o.Order.TaxIncludedMinor {
		return ""
	}
	return string(o.Order.TaxIncluded().Amount())
}

func orderAddressText(a *models.OrderAddress, part string, fields map[string]json.RawMessage) string {
	switch part {
	case "country":
		return string(a.Country)
	case "instructions":
		return value(a.Instructions)
	}
	if key, ok := strings.CutPrefix(part, "custom."); ok {
		return jsonText(fields[key])
	}
	return value(orderAddressPart(a, part))
}

func orderAddressPart(a *models.OrderAddress, part string) *string {
	return placePart(part, a.FirstName, a.LastName, a.Company, &a.Line1, a.Line2, a.City, a.Region, a.Postcode, a.Phone)
}

// orderJSON writes orders as JSON objects, as readOrderLines reads them. Members without a value are left out.
type orderJSON struct{ jsonWriter }

// Write implements Writer.
func (w *orderJSON) Write(e *ExportedOrder) error {
	of := e.Order
	o := w.object()
	for _, name := range []string{
		"number", "external_id", "placed_at", "status", "payment_status", "fulfillment_status", "customer_external_id",
		"customer_email",
	} {
		text := e.text(name)
		o.text(name, &text)
	}
	contact := o.within("contact_")
	contact.text("name", &of.ContactName)
	contact.text("email", &of.ContactEmail)
	contact.text("phone", of.ContactPhone)
	o.member("contact", json.RawMessage(contact.bytes()), contact.any())
	for _, name := range []string{"shipping_price", "tax", "tax_included", "discount"} {
		o.money(name, e.text(name), of.Currency)
	}
	o.text("note", of.Note)
	o.text("locale", of.Locale)
	o.custom(e.CustomFields)
	o.orderAddress("shipping.", &of.ShippingAddress, e.ShippingFields)
	o.orderAddress("billing.", &of.BillingAddress, e.BillingFields)
	var items []json.RawMessage
	for _, item := range e.Items {
		in := o.within("item.")
		in.text("sku", &item.SKU)
		in.text("name", &item.Name)
		in.value("quantity", item.Quantity)
		in.money("unit_price", itemText(item, "unit_price"), item.Currency)
		in.money("tax_included", itemText(item, "tax_included"), item.Currency)
		if len(item.Options) > 0 {
			in.value("options", item.Options)
		}
		in.text("image_url", item.ImageURL)
		in.text("url", item.URL)
		if in.any() {
			items = append(items, in.bytes())
		}
	}
	o.member("items", items, len(items) > 0)
	return w.write(o)
}

func (o *jsonObject) orderAddress(name string, a *models.OrderAddress, fields map[string]json.RawMessage) {
	in := o.within(name)
	for _, part := range placeParts {
		in.text(part, orderAddressPart(a, part))
	}
	in.text("country", (*string)(&a.Country))
	in.text("phone", a.Phone)
	in.text("instructions", a.Instructions)
	in.custom(fields)
	o.member(strings.TrimSuffix(name, ".")+"Address", json.RawMessage(in.bytes()), in.any())
}
