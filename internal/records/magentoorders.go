package records

import (
	"encoding/json"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/models"
)

// magentoOrder is an order of Magento's REST API, GET /V1/orders (Adobe Commerce web APIs, salesOrderRepositoryV1).
type magentoOrder struct {
	EntityID    flexible `json:"entity_id"`
	IncrementID flexible `json:"increment_id"`
	CreatedAt   flexible `json:"created_at"`
	State       string
	CustomerID  flexible `json:"customer_id"`
	IsGuest     flexible `json:"customer_is_guest"`
	Email       flexible `json:"customer_email"`
	FirstName   flexible `json:"customer_firstname"`
	LastName    flexible `json:"customer_lastname"`
	Note        flexible `json:"customer_note"`
	Currency    string   `json:"order_currency_code"`

	ShippingAmount flexible `json:"shipping_amount"`
	TaxAmount      flexible `json:"tax_amount"`
	DiscountAmount flexible `json:"discount_amount"` // negative
	Compensation   flexible `json:"discount_tax_compensation_amount"`
	ShippingComp   flexible `json:"shipping_discount_tax_compensation_amount"`
	GrandTotal     flexible `json:"grand_total"`
	TotalPaid      flexible `json:"total_paid"`
	TotalRefunded  flexible `json:"total_refunded"`

	Items   []magentoItem
	Billing *magentoAddress `json:"billing_address"`
	Payment struct {
		Authorized flexible `json:"amount_authorized"`
	}
	Extensions struct {
		Assignments []struct {
			Shipping struct{ Address *magentoAddress }
		} `json:"shipping_assignments"`
	} `json:"extension_attributes"`
}

type magentoItem struct {
	SKU, Name flexible
	Ordered   flexible `json:"qty_ordered"`
	Shipped   flexible `json:"qty_shipped"`
	RowTotal  flexible `json:"row_total"`
	Parent    flexible `json:"parent_item_id"`
	Virtual   flexible `json:"is_virtual"`
}

type magentoAddress struct {
	FirstName, MiddleName, LastName, Company flexible
	Street                                   []string
	City, Region, Postcode                   flexible
	Country                                  flexible `json:"country_id"`
	Telephone                                flexible
}

// magentoMembers maps the paths of an order's input to the members of Magento.
var magentoMembers = memberNames{
	"number": "increment_id", "externalId": "entity_id", "customerEmail": "customer_email", "placedAt": "created_at",
	"status": "state", "paymentStatus": "state", "fulfillmentStatus": "state", "note": "customer_note",
	"shippingPrice": "shipping_amount", "tax": "tax_amount", "discount": "discount_amount", "items": "items",
	"contact": "billing_address", "contact.email": "customer_email", "contact.name": "customer_firstname",
	"contact.phone":  "billing_address.telephone",
	"billingAddress": "billing_address", "billingAddress.firstName": "billing_address.firstname",
	"billingAddress.line1": "billing_address.street", "billingAddress.line2": "billing_address.street",
	"billingAddress.city": "billing_address.city", "billingAddress.region": "billing_address.region",
	"billingAddress.postcode": "billing_address.postcode", "billingAddress.country": "billing_address.country_id",
	"billingAddress.phone": "billing_address.telephone",
	"shippingAddress":      magentoShipping, "shippingAddress.firstName": magentoShipping + ".firstname",
	"shippingAddress.line1": magentoShipping + ".street", "shippingAddress.line2": magentoShipping + ".street",
	"shippingAddress.city": magentoShipping + ".city", "shippingAddress.region": magentoShipping + ".region",
	"shippingAddress.postcode": magentoShipping + ".postcode", "shippingAddress.country": magentoShipping + ".country_id",
	"shippingAddress.phone": magentoShipping + ".telephone",
}

const magentoShipping = "extension_attributes.shipping_assignments.0.shipping.address"

// magentoStates lists the states of Magento, and whether the order is cancelled in them. The statuses of an order are
// read from its amounts and quantities, since shops define their own statuses.
var magentoStates = map[string]bool{
	"new": false, "pending_payment": false, "payment_review": false, "processing": false, "holded": false,
	"complete": false, "closed": false, "canceled": true,
}

func (a *magentoAddress) address(known *countries) *models.CreateAddressInput {
	if a == nil {
		return nil
	}
	first := flexible(joined(string(a.FirstName), string(a.MiddleName)))
	draft := addressDraft{}
	draft.setStreet(strings.Join(a.Street, "\n"))
	in := &draft.in
	if value(in.Line1) == "" {
		in.Line1 = nil
	}
	in.FirstName, in.LastName, in.Company, in.City = first.some(), a.LastName.some(), a.Company.some(), a.City.some()
	in.Region, in.Postcode, in.Phone = a.Region.some(), a.Postcode.some(), a.Telephone.some()
	in.Country = known.code(string(a.Country))
	return in
}

// magentoPage returns the orders of a result of GET /V1/orders.
func magentoPage(line int, text []byte) []element {
	var page struct {
		Items    json.RawMessage
		Criteria json.RawMessage `json:"search_criteria"`
		Total    json.RawMessage `json:"total_count"`
	}
	if json.Unmarshal(text, &page) != nil || page.Items == nil || page.Criteria == nil && page.Total == nil {
		return nil
	}
	return list(line, text, page.Items)
}

// readMagentoOrders returns a reader of orders of Magento's REST API.
func readMagentoOrders(country string) func(j *jsonRecord, text []byte) *Order {
	known := newCountries(country)
	return func(j *jsonRecord, text []byte) *Order {
		var m magentoOrder
		o := &Order{}
		if j.decode(text, &m) {
			j.magentoOrder(&o.Input, &m, known)
		}
		j.src.Column = magentoMembers.locate(j.src.Row)
		o.Source = j.src
		return o
	}
}

func (j *jsonRecord) magentoOrder(in *orders.ImportOrderInput, m *magentoOrder, known *countries) {
	in.ExternalID, in.Number, in.Note = m.EntityID.some(), m.IncrementID.some(), m.Note.some()
	if !m.IsGuest.truth() && m.CustomerID != "" {
		in.CustomerEmail = m.Email.some()
	}
	if placed := j.when("created_at", m.CreatedAt); placed != nil {
		in.PlacedAt = *placed
	} else if m.CreatedAt == "" {
		j.fault("created_at", apperr.CodeRequired, "Required")
	}
	in.BillingAddress = m.Billing.address(known)
	if assigned := m.Extensions.Assignments; len(assigned) > 0 {
		in.ShippingAddress = assigned[0].Shipping.Address.address(known)
	}
	if in.ShippingAddress == nil { // nothing was shipped
		in.ShippingAddress, in.BillingAddress = in.BillingAddress, nil
	}
	name := flexible(joined(string(m.FirstName), string(m.LastName)))
	in.Contact = orders.OrderContactInput{Name: name.some(), Email: m.Email.some()}
	if m.Billing != nil {
		in.Contact.Phone = m.Billing.Telephone.some()
		if in.Contact.Name == nil {
			name = flexible(joined(string(m.Billing.FirstName), string(m.Billing.LastName)))
			in.Contact.Name = name.some()
		}
	}
	before := len(j.src.Faults)
	s := newSum(models.CurrencyCode(m.Currency))
	ordered, shipped := j.magentoItems(in, m, s)
	tax := s.of(j.decimal("tax_amount", m.TaxAmount)) +
		s.of(j.decimal("discount_tax_compensation_amount", m.Compensation)) +
		s.of(j.decimal("shipping_discount_tax_compensation_amount", m.ShippingComp))
	discount := -signed(m.DiscountAmount, func(text flexible) int64 { return s.of(j.decimal("discount_amount", text)) })
	shipping := s.of(j.decimal("shipping_amount", m.ShippingAmount))
	total := s.of(j.decimal("grand_total", m.GrandTotal))
	in.ShippingPrice, in.Tax, in.Discount = s.money(shipping), s.money(tax), s.money(max(discount, 0))
	j.checkTotal(s, before, "order_currency_code", "grand_total", s.items(in.Items)+shipping+tax-discount, total)
	j.magentoStatuses(in, m, s, ordered, shipped)
}

// magentoItems reads the line items. It returns how many things to ship were ordered, and how many were shipped. The
// parts of a bundle and the variants of a configurable product have a parent, which has the price.
func (j *jsonRecord) magentoItems(in *orders.ImportOrderInput, m *magentoOrder, s *sum) (ordered, shipped int) {
	for i, item := range m.Items {
		a := at("items").item(i)
		if item.Parent != "" && item.Parent != "0" {
			continue
		}
		quantity := j.whole(a.member("qty_ordered"), item.Ordered)
		if !item.Virtual.truth() {
			ordered += quantity
			if item.Shipped != "" {
				shipped += j.whole(a.member("qty_shipped"), item.Shipped)
			}
		}
		total := s.of(j.decimal(a.member("row_total"), item.RowTotal))
		in.Items = append(in.Items, s.lines(string(item.SKU), string(item.Name), quantity, total)...)
	}
	return ordered, shipped
}

// magentoStatuses reads the statuses of an order from its state, its amounts and its quantities.
func (j *jsonRecord) magentoStatuses(in *orders.ImportOrderInput, m *magentoOrder, s *sum, ordered, shipped int) {
	cancelled, ok := magentoStates[m.State]
	if !ok {
		j.fault("state", apperr.CodeInvalid, "The state %q is not known", m.State)
	}
	paid, refunded := s.of(j.decimal("total_paid", m.TotalPaid)), s.of(j.decimal("total_refunded", m.TotalRefunded))
	total := s.of(j.decimal("grand_total", m.GrandTotal))
	switch authorized := s.of(j.decimal("payment.amount_authorized", m.Payment.Authorized)); {
	case refunded > 0 && refunded >= paid:
		in.PaymentStatus = models.Refunded
	case refunded > 0:
		in.PaymentStatus = models.PartiallyRefunded
	case paid >= total && (paid > 0 || m.State == "complete"):
		in.PaymentStatus = models.Paid
	case paid > 0:
		in.PaymentStatus = models.PartiallyPaid
	case authorized > 0 && !cancelled:
		in.PaymentStatus = models.Authorized
	default:
		in.PaymentStatus = models.Unpaid
	}
	switch {
	case m.State == "complete" || ordered > 0 && shipped >= ordered:
		in.FulfillmentStatus = models.Fulfilled
	case shipped > 0:
		in.FulfillmentStatus = models.PartiallyFulfilled
	default:
		in.FulfillmentStatus = models.Unfulfilled
	}
	closed := m.State == "closed" && in.FulfillmentStatus == models.Unfulfilled
	in.Status = orderStatus(cancelled || closed, in.PaymentStatus, in.FulfillmentStatus)
}
