package records

import (
	"bytes"
	"encoding/json"

	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/models"
)

// moltinOrder is an order of Moltin's API (GET /v2/orders?include=items). Its amounts are in minor units.
type moltinOrder struct {
	ID              flexible
	Number          flexible `json:"order_number"`
	Status          string
	Payment         string
	Shipping        string
	Customer        *moltinContact
	Contact         *moltinContact
	ShippingAddress *moltinAddress `json:"shipping_address"`
	BillingAddress  *moltinAddress `json:"billing_address"`
	Items           []moltinItem
	Meta            struct {
		moltinMeta
		Price struct {
			WithTax  moltinAmount `json:"with_tax"`
			Tax      moltinAmount
			Shipping moltinAmount
			Discount moltinAmount
		} `json:"display_price"`
	}
	Relations struct {
		Customer struct{ Data struct{ ID flexible } }
	} `json:"relationships"`
}

type moltinContact struct{ Name, Email flexible }

type moltinAmount struct {
	Amount   int64
	Currency string
}

type moltinItem struct {
	SKU, Name, Quantity flexible
	UnitPrice           struct {
		moltinAmount
		IncludesTax bool `json:"includes_tax"`
	} `json:"unit_price"`
	Value moltinAmount
	Meta  struct {
		Price struct {
			WithTax    struct{ Value *moltinAmount } `json:"with_tax"`
			WithoutTax struct{ Value *moltinAmount } `json:"without_tax"`
		} `json:"display_price"`
	}
}

// moltinPayments maps the payment statuses of Moltin.
var moltinPayments = map[string]models.PaymentStatus{
	"unpaid": models.Unpaid, "authorized": models.Authorized, "partially_authorized": models.Authorized,
	"partially_paid": models.PartiallyPaid, "paid": models.Paid, "refunded": models.Refunded,
}

// moltinShippings maps the shipping statuses of Moltin.
var moltinShippings = map[string]models.FulfillmentStatus{
	"unfulfilled": models.Unfulfilled, "fulfilled": models.Fulfilled,
}

// moltinStatuses maps the statuses of Moltin to whether the order is cancelled. The others follow from the payment.
var moltinStatuses = map[string]bool{"incomplete": false, "processing": false, "complete": false, "cancelled": true}

// moltinOrderMembers maps the paths of an order's input to the members of Moltin.
var moltinOrderMembers = memberNames{
	"number": "order_number", "externalId": "id", "customerExternalId": "relationships.customer.data.id",
	"placedAt": "meta.timestamps.created_at", "status": "status", "paymentStatus": "payment",
	"fulfillmentStatus": "shipping", "items": "items", "shippingPrice": "meta.display_price.shipping",
	"tax": "meta.display_price.tax", "taxIncluded": "meta.display_price.tax", "discount": "meta.display_price.discount",
	"contact": "customer", "contact.name": "customer.name", "contact.email": "customer.email",
	"shippingAddress": "shipping_address", "shippingAddress.firstName": "shipping_address.first_name",
	"shippingAddress.line1": "shipping_address.line_1", "shippingAddress.line2": "shipping_address.line_2",
	"shippingAddress.city": "shipping_address.city", "shippingAddress.region": "shipping_address.county",
	"shippingAddress.postcode": "shipping_address.postcode", "shippingAddress.country": "shipping_address.country",
	"shippingAddress.phone": "shipping_address.phone_number", "billingAddress": "billing_address",
	"billingAddress.firstName": "billing_address.first_name", "billingAddress.line1": "billing_address.line_1",
	"billingAddress.line2": "billing_address.line_2", "billingAddress.city": "billing_address.city",
	"billingAddress.region": "billing_address.county", "billingAddress.postcode": "billing_address.postcode",
	"billingAddress.country": "billing_address.country",
}

// itemsByID returns the items that a page includes, by their IDs.
func itemsByID(included []json.RawMessage) map[string]json.RawMessage {
	items := make(map[string]json.RawMessage, len(included))
	for _, item := range included {
		var of struct{ ID string }
		if json.Unmarshal(item, &of) == nil {
			items[of.ID] = item
		}
	}
	return items
}

// addItems adds the items of an order to it, out of those that the page includes.
func addItems(e *element, included map[string]json.RawMessage) {
	var o struct {
		Relations struct {
			Items struct{ Data []struct{ ID string } }
		} `json:"relationships"`
	}
	if len(included) == 0 || json.Unmarshal(e.text, &o) != nil || len(o.Relations.Items.Data) == 0 {
		return
	}
	var items [][]byte
	for _, item := range o.Relations.Items.Data {
		if text := included[item.ID]; text != nil {
			items = append(items, text)
		}
	}
	text := bytes.TrimSuffix(bytes.TrimSpace(e.text), []byte("}"))
	e.text = append(append(append(text, `,"items":[`...), bytes.Join(items, []byte(","))...), "]}"...)
}

// readMoltinOrders returns a reader of orders of Moltin.
func readMoltinOrders(country string) func(j *jsonRecord, text []byte) *Order {
	known := newCountries(country)
	return func(j *jsonRecord, text []byte) *Order {
		var m moltinOrder
		o := &Order{}
		if j.decode(text, &m) {
			j.moltinOrder(&o.Input, &m, known)
		}
		j.src.Column = moltinOrderMembers.locate(j.src.Row)
		o.Source = j.src
		return o
	}
}

func (j *jsonRecord) moltinOrder(in *orders.ImportOrderInput, m *moltinOrder, known *countries) {
	in.ExternalID, in.Number = m.ID.some(), m.Number.some()
	in.CustomerExternalID = m.Relations.Customer.Data.ID.some()
	if placed := j.when("meta.timestamps.created_at", m.Meta.Timestamps.CreatedAt); placed != nil {
		in.PlacedAt = *placed
	} else if m.Meta.Timestamps.CreatedAt == "" {
		j.fault("meta.timestamps.created_at", apperr.CodeRequired, "Required")
	}
	for _, contact := range []*moltinContact{m.Contact, m.Customer} {
		if contact != nil {
			in.Contact = orders.OrderContactInput{Name: contact.Name.some(), Email: contact.Email.some()}
		}
	}
	if m.ShippingAddress != nil {
		in.ShippingAddress = m.ShippingAddress.address(known)
		in.ShippingAddress.Label = nil
	}
	if m.BillingAddress != nil {
		in.BillingAddress = m.BillingAddress.address(known)
		in.BillingAddress.Label = nil
	}
	if in.ShippingAddress == nil {
		in.ShippingAddress, in.BillingAddress = in.BillingAddress, nil
	}
	cancelled, ok := moltinStatuses[m.Status]
	if !ok {
		j.fault("status", apperr.CodeInvalid, "The status %q is not known", m.Status)
	}
	if in.PaymentStatus, ok = moltinPayments[m.Payment]; !ok {
		j.fault("payment", apperr.CodeInvalid, "The payment status %q is not known", m.Payment)
	}
	if in.FulfillmentStatus, ok = moltinShippings[m.Shipping]; !ok {
		j.fault("shipping", apperr.CodeInvalid, "The shipping status %q is not known", m.Shipping)
	}
	in.Status = orderStatus(cancelled, in.PaymentStatus, in.FulfillmentStatus)
	j.moltinAmounts(in, m)
}

// moltinAmounts reads the amounts of an order. A line with a negative price is a promotion.
func (j *jsonRecord) moltinAmounts(in *orders.ImportOrderInput, m *moltinOrder) {
	before := len(j.src.Faults)
	price := &m.Meta.Price
	s := newSum(models.CurrencyCode(price.WithTax.Currency))
	gross := false
	for _, item := range m.Items {
		gross = gross || item.UnitPrice.IncludesTax
	}
	var items, discount int64
	for i, item := range m.Items {
		total := item.Value.Amount
		if value := item.Meta.Price.WithTax.Value; gross && value != nil {
			total = value.Amount
		}
		if value := item.Meta.Price.WithoutTax.Value; !gross && value != nil {
			total = value.Amount
		}
		quantity := j.whole(at("items").item(i).member("quantity"), item.Quantity)
		if total < 0 {
			discount -= total
			continue
		}
		items += total
		in.Items = append(in.Items, s.lines(string(item.SKU), string(item.Name), quantity, total)...)
	}
	sum := items + price.Shipping.Amount - discount
	if gross {
		in.TaxIncluded = s.money(price.Tax.Amount)
	} else {
		in.Tax = s.money(price.Tax.Amount)
		sum += price.Tax.Amount
	}
	if more := max(price.Discount.Amount, -price.Discount.Amount); sum-more == price.WithTax.Amount {
		discount, sum = discount+more, sum-more
	}
	in.ShippingPrice, in.Discount = s.money(price.Shipping.Amount), s.money(discount)
	if len(m.Items) == 0 {
		j.fault("items", apperr.CodeRequired, "The order has no items. Ask the API for them with include=items.")
		return
	}
	j.checkTotal(s, before, "meta.display_price.with_tax.currency", "meta.display_price.with_tax.amount", sum,
		price.WithTax.Amount)
}
