package records

import (
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/models"
)

// orderDraft is an order that is being read.
type orderDraft struct {
	in       orders.ImportOrderInput
	currency models.CurrencyCode
	// The amounts of the order, by the position in orderAmounts.
	amounts [4]*models.Decimal
	item    itemDraft
	other   systemOrder
}

// itemDraft is the line item of a row.
type itemDraft struct {
	any             bool
	sku, name       string
	quantity        int
	price, included *models.Decimal
	noQuantity      bool
	options         []*orders.OrderItemOptionInput
	image, url      *string
}

// The amounts of an order as a whole.
const (
	shippingAmount = iota
	taxAmount
	taxIncludedAmount
	discountAmount
)

// orderFields are the fields of an order, in the order in which they are written. Those of custom fields, addresses and
// items follow them.
var orderFields = []field{
	{"number", false, true, func(d *draft, text string) { d.order.in.Number = &text }},
	{"external_id", false, true, func(d *draft, text string) { d.order.in.ExternalID = &text }},
	{"placed_at", false, false, setPlacedAt},
	{"status", false, false, func(d *draft, text string) {
		setStatus(d, text, &d.order.in.Status, orderStatuses...)
	}},
	{"payment_status", false, false, func(d *draft, text string) {
		setStatus(d, text, &d.order.in.PaymentStatus, paymentStatuses...)
	}},
	{"fulfillment_status", false, false, func(d *draft, text string) {
		setStatus(d, text, &d.order.in.FulfillmentStatus, fulfillmentStatuses...)
	}},
	{"customer_external_id", false, true, func(d *draft, text string) { d.order.in.CustomerExternalID = &text }},
	{"customer_email", false, false, func(d *draft, text string) { d.order.in.CustomerEmail = &text }},
	{"contact_name", false, false, func(d *draft, text string) { d.order.in.Contact.Name = &text }},
	{"contact_email", false, false, func(d *draft, text string) { d.order.in.Contact.Email = &text }},
	{"contact_phone", false, true, func(d *draft, text string) { d.order.in.Contact.Phone = &text }},
	{"currency", false, false, func(d *draft, text string) {
		d.order.currency = models.CurrencyCode(strings.ToUpper(strings.TrimSpace(text)))
	}},
	{"shipping_price", false, false, orderAmount(shippingAmount)},
	{"tax", false, false, orderAmount(taxAmount)},
	{"tax_included", false, false, orderAmount(taxIncludedAmount)},
	{"discount", false, false, orderAmount(discountAmount)},
	{"note", false, false, func(d *draft, text string) { d.order.in.Note = &text }},
	{"locale", false, false, func(d *draft, text string) { d.order.in.Locale = &text }},
}

// itemFields are the fields of a line item. They follow all others.
var itemFields = []field{
	{"item.sku", true, true, func(d *draft, text string) { d.order.item.any, d.order.item.sku = true, text }},
	{"item.name", true, false, func(d *draft, text string) { d.order.item.any, d.order.item.name = true, text }},
	{"item.quantity", true, false, setQuantity},
	{"item.unit_price", true, false, func(d *draft, text string) { d.itemAmount(text, &d.order.item.price) }},
	{"item.tax_included", true, false, func(d *draft, text string) { d.itemAmount(text, &d.order.item.included) }},
	{"item.options", true, false, setOptions},
	{"item.image_url", true, false, func(d *draft, text string) { d.order.item.any, d.order.item.image = true, &text }},
	{"item.url", true, false, func(d *draft, text string) { d.order.item.any, d.order.item.url = true, &text }},
}

// orderField returns a field of orders by its name.
func orderField(name string) (field, bool) {
	for _, fields := range [][]field{orderFields, itemFields} {
		for _, f := range fields {
			if f.name == name {
				return f, true
			}
		}
	}
	if key, ok := strings.CutPrefix(name, "custom."); ok && key != "" {
		return field{name: name, set: func(d *draft, text string) { custom(&d.order.in.CustomFields, key, text) }}, true
	}
	if strings.HasPrefix(name, slotNames[plainSlot]) || strings.Contains(name, ".default_") ||
		strings.HasSuffix(name, ".label") {
		return field{}, false // only addresses of customers have these
	}
	return addressField(name, false)
}

func orderAmount(which int) func(d *draft, text string) {
	return func(d *draft, text string) { d.amount(text, &d.order.amounts[which]) }
}

func setPlacedAt(d *draft, text string) {
	at, ok := parseTime(text)
	if !ok {
		d.fault(notTime)
		return
	}
	d.order.in.PlacedAt = at
}

func setStatus[S ~string](d *draft, text string, to *S, values ...S) {
	status, message := parseStatus(text, values)
	if message != "" {
		d.fault("%s", message)
		return
	}
	*to = status
}

func setQuantity(d *draft, text string) {
	d.order.item.any = true
	n, ok := parseQuantity(text)
	if !ok {
		d.fault(notQuantity)
	}
	d.order.item.quantity, d.order.item.noQuantity = n, !ok
}

func (d *draft) itemAmount(text string, to **models.Decimal) {
	d.order.item.any = true
	d.amount(text, to)
}

func (d *draft) amount(text string, to **models.Decimal) {
	amount, ok := parseAmount(text)
	if !ok {
		d.fault(notAmount)
		amount = "0"
	}
	*to = &amount
}

// endItem adds the line item of a row to the order.
func (d *draft) endItem() {
	item := d.order.item
	d.order.item = itemDraft{}
	if !item.any {
		return
	}
	missing := func(field string) {
		d.src.add(Fault{d.row.n, d.columnOf(field), apperr.CodeRequired, "Required"})
	}
	if item.quantity == 0 && !item.noQuantity {
		missing("item.quantity")
	}
	if item.price == nil {
		missing("item.unit_price")
		item.price = new(models.Decimal("0"))
	}
	if d.layout.system {
		item.sku, item.name = skuOrName(item.sku, item.name)
	}
	d.items = append(d.items, d.row.n)
	d.order.in.Items = append(d.order.in.Items, &orders.OrderItemInput{
		SKU: item.sku, Name: item.name, Quantity: item.quantity,
		UnitPrice: &models.MoneyInput{Amount: *item.price}, TaxIncluded: money(item.included, ""),
		Options: item.options, ImageURL: item.image, URL: item.url,
	})
}

// maxSKU is the largest length of an SKU in characters.
const maxSKU = 100

// skuOrName returns the SKU and the name of an item of another system, in which either can be empty.
func skuOrName(sku, name string) (string, string) {
	if strings.TrimSpace(name) == "" {
		name = sku
	}
	if strings.TrimSpace(sku) == "" {
		sku = name
		if long := []rune(sku); len(long) > maxSKU {
			sku = string(long[:maxSKU])
		}
	}
	return sku, name
}

func money(amount *models.Decimal, currency models.CurrencyCode) *models.MoneyInput {
	if amount == nil {
		return nil
	}
	return &models.MoneyInput{Amount: *amount, Currency: currency}
}

// endOrder returns the order that was read.
func (d *draft) endOrder() *Order {
	o := d.order
	if o.currency == "" && d.readable() {
		d.faultIn("currency", apperr.CodeRequired, "Required")
	}
	if o.in.PlacedAt.IsZero() && d.readable() && !d.faulty("placed_at") {
		d.faultIn("placed_at", apperr.CodeRequired, "Required")
	}
	o.in.ShippingAddress, o.in.BillingAddress = d.take(shippingSlot), d.take(billingSlot)
	d.ship = shippingSlot
	if o.in.ShippingAddress == nil && d.layout.system { // nothing was shipped
		o.in.ShippingAddress, o.in.BillingAddress, d.ship = o.in.BillingAddress, nil, billingSlot
	}
	if d.layout.finish != nil && len(d.src.Faults) == 0 {
		d.layout.finish(d)
	}
	d.contact()
	for _, item := range o.in.Items {
		item.UnitPrice.Currency = o.currency
		if item.TaxIncluded != nil {
			item.TaxIncluded.Currency = o.currency
		}
	}
	o.in.ShippingPrice = money(o.amounts[shippingAmount], o.currency)
	o.in.Tax = money(o.amounts[taxAmount], o.currency)
	o.in.TaxIncluded = money(o.amounts[taxIncludedAmount], o.currency)
	o.in.Discount = money(o.amounts[discountAmount], o.currency)
	d.src.Column = d.locate
	return &Order{Source: d.src, Input: o.in}
}

// readable reports whether the cells of all rows of the record could be read.
func (d *draft) readable() bool { return !d.faulty("") }

// faulty reports whether there is a fault of a field's column, or one of a whole row with "".
func (d *draft) faulty(name string) bool {
	column := ""
	if name != "" {
		column = d.columnOf(name)
	}
	for _, f := range d.src.Faults {
		if f.Column == column {
			return true
		}
	}
	return false
}

// contact fills in what is missing of the order's contact: the email address of the customer, and the name in the
// billing or shipping address.
func (d *draft) contact() {
	c := &d.order.in.Contact
	if c.Email == nil {
		c.Email = d.order.in.CustomerEmail
	}
	for _, a := range []*models.CreateAddressInput{d.order.in.BillingAddress, d.order.in.ShippingAddress} {
		if a == nil || c.Name != nil {
			continue
		}
		if name := strings.TrimSpace(value(a.FirstName) + " " + value(a.LastName)); name != "" {
			c.Name = &name
		}
	}
}
