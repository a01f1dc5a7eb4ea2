package records

import (
	"strings"

	"clientele/internal/apperr"
	"clientele/models"
)

// systemOrder holds the columns of another system's orders from which fields are computed.
type systemOrder struct {
	payment, fulfillment, cancelledAt string
	subtotal, total, taxes, duties    *models.Decimal
}

// shopifyCustomerColumns are the columns of Shopify's export of customers, and those of older exports, without
// punctuation (Shopify Help Center, "Import and export customers").
var shopifyCustomerColumns = map[string]string{
	"customerid": "external_id", "firstname": "first_name", "lastname": "last_name", "email": "email", "phone": "phone",
	"acceptsemailmarketing": "accepts_marketing", "acceptsmarketing": "accepts_marketing", "note": "note", "tags": "tags",
	"defaultaddresscompany": "address.company", "defaultaddressaddress1": "address.line1",
	"defaultaddressaddress2": "address.line2", "defaultaddresscity": "address.city",
	"defaultaddressprovincecode": "address.region", "defaultaddresscountrycode": "address.country",
	"defaultaddresszip": "address.postcode", "defaultaddressphone": "address.phone",
	"company": "address.company", "address1": "address.line1", "address2": "address.line2", "city": "address.city",
	"province": "address.region_name", "provincecode": "address.region", "country": "address.country_name",
	"countrycode": "address.country", "zip": "address.postcode",
}

// shopifyOrderColumns are the columns of Shopify's export of orders, without punctuation (Shopify Help Center,
// "Exporting orders").
var shopifyOrderColumns = map[string]string{
	"name": "number", "id": "external_id", "email": "customer_email", "phone": "contact_phone", "createdat": "placed_at",
	"currency": "currency", "notes": "note", "shipping": "shipping_price",
	"financialstatus": "shopify.payment", "fulfillmentstatus": "shopify.fulfillment", "cancelledat": "shopify.cancelled_at",
	"subtotal": "shopify.subtotal", "taxes": "shopify.taxes", "total": "shopify.total", "duties": "shopify.duties",
	"lineitemquantity": "item.quantity", "lineitemname": "item.name", "lineitemprice": "item.unit_price",
	"lineitemsku": "item.sku",
	"billingname": "billing.name", "billingaddress1": "billing.line1", "billingaddress2": "billing.line2",
	"billingcompany": "billing.company", "billingcity": "billing.city", "billingzip": "billing.postcode",
	"billingprovince": "billing.region", "billingprovincename": "billing.region_name", "billingcountry": "billing.country",
	"billingphone": "billing.phone",
	"shippingname": "shipping.name", "shippingaddress1": "shipping.line1", "shippingaddress2": "shipping.line2",
	"shippingcompany": "shipping.company", "shippingcity": "shipping.city", "shippingzip": "shipping.postcode",
	"shippingprovince": "shipping.region", "shippingprovincename": "shipping.region_name",
	"shippingcountry": "shipping.country", "shippingphone": "shipping.phone",
}

// shopifyPayments maps the financial statuses of Shopify.
var shopifyPayments = map[string]models.PaymentStatus{
	"": models.Unpaid, "pending": models.Unpaid, "unpaid": models.Unpaid, "voided": models.Unpaid,
	"expired": models.Unpaid, "authorized": models.Authorized, "partially_paid": models.PartiallyPaid, "paid": models.Paid,
	"partially_refunded": models.PartiallyRefunded, "refunded": models.Refunded,
}

// shopifyFulfillments maps the fulfillment statuses of Shopify.
var shopifyFulfillments = map[string]models.FulfillmentStatus{
	"": models.Unfulfilled, "unfulfilled": models.Unfulfilled, "restocked": models.Unfulfilled,
	"scheduled": models.Unfulfilled, "on_hold": models.Unfulfilled, "pending": models.Unfulfilled,
	"partial": models.PartiallyFulfilled, "partially_fulfilled": models.PartiallyFulfilled,
	"fulfilled": models.Fulfilled,
}

var shopifyFields = []field{
	{"shopify.payment", false, false, func(d *draft, text string) { d.order.other.payment = text }},
	{"shopify.fulfillment", false, false, func(d *draft, text string) { d.order.other.fulfillment = text }},
	{"shopify.cancelled_at", false, false, func(d *draft, text string) { d.order.other.cancelledAt = text }},
	{"shopify.subtotal", false, false, func(d *draft, text string) { d.amount(text, &d.order.other.subtotal) }},
	{"shopify.total", false, false, func(d *draft, text string) { d.amount(text, &d.order.other.total) }},
	{"shopify.taxes", false, false, func(d *draft, text string) { d.amount(text, &d.order.other.taxes) }},
	{"shopify.duties", false, false, func(d *draft, text string) { d.amount(text, &d.order.other.duties) }},
}

// shopifyCustomers describes Shopify's export of customers.
var shopifyCustomers = dialect{
	name:  func(column string) string { return shopifyCustomerColumns[plainName(column)] },
	field: customerField, required: [][]string{{"email"}}, keys: []string{"external_id", "email"}, system: true,
}

// shopifyOrders describes Shopify's export of orders.
var shopifyOrders = dialect{
	name: func(column string) string { return shopifyOrderColumns[plainName(column)] },
	field: func(name string) (field, bool) {
		for _, f := range shopifyFields {
			if f.name == name {
				return f, true
			}
		}
		return orderField(name)
	},
	required: [][]string{
		{"number"},
		{"placed_at"},
		{"currency"},
		{"shopify.subtotal"},
		{"shopify.taxes"},
		{"shopify.total"},
		{"shipping_price"},
		{"item.name"},
		{"item.quantity"},
		{"item.unit_price"},
	},
	keys: []string{"number"}, system: true, finish: finishShopifyOrder,
}

// finishShopifyOrder computes what Shopify's export does not have: the statuses, the discount, and whether the prices
// include the taxes.
func finishShopifyOrder(d *draft) {
	o, other := d.order, &d.order.other
	number := strings.TrimPrefix(strings.TrimSpace(value(o.in.Number)), "#")
	o.in.Number = &number
	payment, known := shopifyPayments[statusName(other.payment)]
	if !known {
		d.faultIn("shopify.payment", apperr.CodeInvalid, "The financial status %q is not known", other.payment)
	}
	fulfillment, known := shopifyFulfillments[statusName(other.fulfillment)]
	if !known {
		d.faultIn("shopify.fulfillment", apperr.CodeInvalid, "The fulfillment status %q is not known",
			other.fulfillment)
	}
	o.in.PaymentStatus, o.in.FulfillmentStatus = payment, fulfillment
	o.in.Status = orderStatus(other.cancelledAt != "", payment, fulfillment)

	sum := newSum(o.currency)
	items := sum.items(o.in.Items)
	subtotal, shipping := sum.of(other.subtotal), sum.of(o.amounts[shippingAmount])
	taxes, duties, total := sum.of(other.taxes), sum.of(other.duties), sum.of(other.total)
	switch rest := total - subtotal - shipping - duties; {
	case sum.err != nil:
		d.faultIn("currency", apperr.CodeInvalid, "The amounts do not fit the currency: %v", sum.err)
	case subtotal > items:
		d.faultIn("shopify.subtotal", apperr.CodeInvalid, "The subtotal is more than the prices of the items")
	case rest != taxes && rest != 0:
		d.faultIn("shopify.total", apperr.CodeInvalid,
			"The total is not the sum of the subtotal, the shipping and the taxes")
	case rest == taxes:
		o.amounts[discountAmount] = sum.decimal(items - subtotal)
		o.amounts[taxAmount] = sum.decimal(taxes + duties)
	default:
		o.amounts[discountAmount] = sum.decimal(items - subtotal)
		o.amounts[taxAmount] = sum.decimal(duties)
		o.amounts[taxIncludedAmount] = sum.decimal(taxes)
	}
}

func statusName(text string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(text)), " ", "_")
}

// orderStatus returns the status of an order of a system that does not have one for the order as a whole.
func orderStatus(cancelled bool, p models.PaymentStatus, f models.FulfillmentStatus) models.OrderStatus {
	switch {
	case cancelled:
		return models.OrderCancelled
	case f == models.Fulfilled && (p == models.Paid || p == models.PartiallyRefunded || p == models.Refunded):
		return models.OrderCompleted
	}
	return models.OrderOpen
}
