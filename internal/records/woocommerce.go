package records

import (
	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/models"
)

// wooCustomerColumns are the columns of the plugin "Import Export Suite for WooCommerce" of WebToffee for users and
// customers (https://woocommerce.com/document/import-and-export-of-woocommerce-users/), without punctuation.
var wooCustomerColumns = map[string]string{
	"customerid": "external_id", "id": "external_id", "useremail": "email", "userpass": "password_hash",
	"userregistered": "created_at", "firstname": "first_name", "lastname": "last_name", "displayname": "display_name",
	"billingfirstname": "billing.first_name", "billinglastname": "billing.last_name", "billingcompany": "billing.company",
	"billingaddress1": "billing.line1", "billingaddress2": "billing.line2", "billingcity": "billing.city",
	"billingpostcode": "billing.postcode", "billingcountry": "billing.country", "billingstate": "billing.region",
	"billingphone":      "billing.phone",
	"shippingfirstname": "shipping.first_name", "shippinglastname": "shipping.last_name",
	"shippingcompany": "shipping.company", "shippingaddress1": "shipping.line1", "shippingaddress2": "shipping.line2",
	"shippingcity": "shipping.city", "shippingpostcode": "shipping.postcode", "shippingcountry": "shipping.country",
	"shippingstate": "shipping.region", "shippingphone": "shipping.phone",
}

var wooCustomers = dialect{
	name:  func(column string) string { return wooCustomerColumns[plainName(column)] },
	field: customerField, required: [][]string{{"email"}}, keys: []string{"external_id", "email"}, system: true,
}

// wooStatus is what a status of WooCommerce says about an order.
type wooStatus struct {
	status  models.OrderStatus
	payment models.PaymentStatus
	shipped models.FulfillmentStatus
}

// wooStatuses maps the statuses of WooCommerce. A paid order that is not shipped is "processing", and so is one to be
// paid on delivery.
var wooStatuses = map[string]wooStatus{
	"pending":    {models.OrderOpen, models.Unpaid, models.Unfulfilled},
	"on-hold":    {models.OrderOpen, models.Unpaid, models.Unfulfilled},
	"processing": {models.OrderOpen, models.Paid, models.Unfulfilled},
	"completed":  {models.OrderCompleted, models.Paid, models.Fulfilled},
	"cancelled":  {models.OrderCancelled, models.Unpaid, models.Unfulfilled},
	"failed":     {models.OrderCancelled, models.Unpaid, models.Unfulfilled},
	"refunded":   {models.OrderCancelled, models.Refunded, models.Unfulfilled},
}

// wooOrder is an order of the REST API, wc/v3 (https://woocommerce.github.io/woocommerce-rest-api-docs/#orders).
type wooOrder struct {
	ID               flexible
	Number           flexible
	Status           string
	Currency         string
	PricesIncludeTax flexible `json:"prices_include_tax"`
	DateCreated      flexible `json:"date_created"`
	DateCreatedGMT   flexible `json:"date_created_gmt"`
	DatePaid         flexible `json:"date_paid"`
	DateCompleted    flexible `json:"date_completed"`
	DiscountTotal    flexible `json:"discount_total"`
	DiscountTax      flexible `json:"discount_tax"`
	ShippingTotal    flexible `json:"shipping_total"`
	ShippingTax      flexible `json:"shipping_tax"`
	Total            flexible
	TotalTax         flexible   `json:"total_tax"`
	CustomerID       flexible   `json:"customer_id"`
	CustomerNote     flexible   `json:"customer_note"`
	Billing          wooAddress `json:"billing"`
	Shipping         wooAddress `json:"shipping"`
	LineItems        []struct {
		Name, SKU, Quantity flexible
		Subtotal            flexible
		SubtotalTax         flexible `json:"subtotal_tax"`
	} `json:"line_items"`
	FeeLines []struct {
		Name, Total flexible
		TotalTax    flexible `json:"total_tax"`
	} `json:"fee_lines"`
	Refunds []struct{ ID flexible }
}

type wooAddress struct {
	FirstName flexible `json:"first_name"`
	LastName  flexible `json:"last_name"`
	Company   flexible
	Address1  flexible `json:"address_1"`
	Address2  flexible `json:"address_2"`
	City      flexible
	State     flexible
	Postcode  flexible
	Country   flexible
	Email     flexible
	Phone     flexible
}

// wooMembers maps the paths of an order's input to the members of WooCommerce.
var wooMembers = memberNames{
	"number": "number", "externalId": "id", "customerExternalId": "customer_id", "placedAt": "date_created_gmt",
	"status": "status", "paymentStatus": "status", "fulfillmentStatus": "status", "note": "customer_note",
	"shippingPrice": "shipping_total", "tax": "total_tax", "taxIncluded": "total_tax", "discount": "discount_total",
	"items": "line_items", "contact": "billing", "contact.email": "billing.email", "contact.phone": "billing.phone",
	"shippingAddress": "shipping", "billingAddress": "billing",
	"shippingAddress.line1": "shipping.address_1", "shippingAddress.line2": "shipping.address_2",
	"shippingAddress.city": "shipping.city", "shippingAddress.region": "shipping.state",
	"shippingAddress.postcode": "shipping.postcode", "shippingAddress.country": "shipping.country",
	"shippingAddress.phone": "shipping.phone", "shippingAddress.firstName": "shipping.first_name",
	"billingAddress.line1": "billing.address_1", "billingAddress.line2": "billing.address_2",
	"billingAddress.city": "billing.city", "billingAddress.region": "billing.state",
	"billingAddress.postcode": "billing.postcode", "billingAddress.country": "billing.country",
	"billingAddress.phone": "billing.phone", "billingAddress.firstName": "billing.first_name",
}

// address returns an address, or nil if it is empty.
func (a wooAddress) address(known *countries) *models.CreateAddressInput {
	in := &models.CreateAddressInput{
		FirstName: a.FirstName.some(), LastName: a.LastName.some(), Company: a.Company.some(), Line1: a.Address1.some(),
		Line2: a.Address2.some(), City: a.City.some(), Region: a.State.some(), Postcode: a.Postcode.some(),
		Phone: a.Phone.some(), Country: known.code(string(a.Country)),
	}
	if in.Line1 == nil && in.Line2 == nil && in.City == nil && in.Postcode == nil {
		return nil
	}
	return in
}

// readWooOrders returns a reader of orders of WooCommerce's REST API.
func readWooOrders(country string) func(j *jsonRecord, text []byte) *Order {
	known := newCountries(country)
	return func(j *jsonRecord, text []byte) *Order {
		var w wooOrder
		o := &Order{}
		if j.decode(text, &w) {
			j.wooOrder(&o.Input, &w, known)
		}
		j.src.Column = wooMembers.locate(j.src.Row)
		o.Source = j.src
		return o
	}
}

func (j *jsonRecord) wooOrder(in *orders.ImportOrderInput, w *wooOrder, known *countries) {
	in.ExternalID, in.Number, in.Note = w.ID.some(), w.Number.some(), w.CustomerNote.some()
	if w.CustomerID != "0" { // not a guest
		in.CustomerExternalID = w.CustomerID.some()
	}
	placed := j.when("date_created_gmt", w.DateCreatedGMT)
	if placed == nil {
		placed = j.when("date_created", w.DateCreated)
	}
	if placed != nil {
		in.PlacedAt = *placed
	} else {
		j.fault("date_created_gmt", apperr.CodeRequired, "Required")
	}
	s, ok := wooStatuses[w.Status]
	if !ok {
		j.fault("status", apperr.CodeInvalid, "The status %q is not known", w.Status)
	}
	switch {
	case w.Status == "processing" && w.DatePaid == "":
		s.payment = models.Unpaid
	case w.Status == "refunded" && w.DateCompleted != "":
		s.status, s.shipped = models.OrderCompleted, models.Fulfilled
	case w.Status != "refunded" && len(w.Refunds) > 0 && s.payment == models.Paid:
		s.payment = models.PartiallyRefunded
	}
	in.Status, in.PaymentStatus, in.FulfillmentStatus = s.status, s.payment, s.shipped
	in.ShippingAddress, in.BillingAddress = w.Shipping.address(known), w.Billing.address(known)
	if in.ShippingAddress == nil {
		in.ShippingAddress, in.BillingAddress = in.BillingAddress, nil
	}
	name := flexible(joined(string(w.Billing.FirstName), string(w.Billing.LastName)))
	in.Contact = orders.OrderContactInput{
		Name: name.some(), Email: w.Billing.Email.some(), Phone: w.Billing.Phone.some(),
	}
	j.wooAmounts(in, w)
}

// wooAmounts reads the amounts of an order. WooCommerce stores them without taxes; if the prices of the shop include
// taxes, they are added again.
func (j *jsonRecord) wooAmounts(in *orders.ImportOrderInput, w *wooOrder) {
	before := len(j.src.Faults)
	s := newSum(models.CurrencyCode(w.Currency))
	gross := w.PricesIncludeTax.truth()
	price := func(a at, net flexible, taxAt at, tax flexible) int64 {
		amount := s.of(j.decimal(a, net))
		if gross {
			amount += s.of(j.decimal(taxAt, tax))
		}
		return amount
	}
	var items int64
	for i, item := range w.LineItems {
		a := at("line_items").item(i)
		quantity := j.whole(a.member("quantity"), item.Quantity)
		line := price(a.member("subtotal"), item.Subtotal, a.member("subtotal_tax"), item.SubtotalTax)
		items += line
		in.Items = append(in.Items, s.lines(string(item.SKU), string(item.Name), quantity, line)...)
	}
	discount := price("discount_total", w.DiscountTotal, "discount_tax", w.DiscountTax)
	for i, fee := range w.FeeLines {
		amount := signed(fee.Total, func(text flexible) int64 {
			return s.of(j.decimal(at("fee_lines").item(i).member("total"), text))
		})
		if gross {
			amount += signed(fee.TotalTax, func(text flexible) int64 {
				return s.of(j.decimal(at("fee_lines").item(i).member("total_tax"), text))
			})
		}
		if amount < 0 {
			discount -= amount
			continue
		}
		items += amount
		in.Items = append(in.Items, s.lines("", string(fee.Name), 1, amount)...)
	}
	shipping := price("shipping_total", w.ShippingTotal, "shipping_tax", w.ShippingTax)
	tax, total := s.of(j.decimal("total_tax", w.TotalTax)), s.of(j.decimal("total", w.Total))
	sum := items + shipping - discount
	if gross {
		in.TaxIncluded = s.money(tax)
	} else {
		in.Tax = s.money(tax)
		sum += tax
	}
	in.ShippingPrice, in.Discount = s.money(shipping), s.money(discount)
	j.checkTotal(s, before, "currency", "total", sum, total)
}
