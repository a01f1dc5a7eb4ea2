package events

import (
	"maps"

	"clientele/models"
	"clientele/test/apptest"
)

const address = `firstName: "Ann", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE"`

var orderRows = map[string][]row{
	"createQuote": {{quiet: "a quote is signed, not stored", call: func(*shop, caller) call {
		return call{
			field: `createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] })`,
			bad:   `createQuote(input: { items: [] })`,
		}
	}}},
	"checkout": {
		{name: "for a customer", only: []string{customer, key, onBehalf, member}, call: func(s *shop, by caller) call {
			id, quote := by.account.id, s.quote()
			named := ""
			if by.kind == key || by.kind == member {
				named = quoted(`customerId: %s, `, id)
			}
			return call{
				field: quoted(`checkout(input: { `+named+`quote: %s, shippingAddress: { address: { `+address+` } }, billingSameAsShipping: true })`, quote),
				bad:   quoted(`checkout(input: { `+named+`quote: %s })`, quote),
				want:  []event{by.did(models.EventOrderPlaced, "@orderId", id, 1, "")},
			}
		}},
		{name: "that saves the address", only: []string{customer, key, onBehalf, member}, call: func(s *shop, by caller) call {
			id, named := by.account.id, ""
			if by.kind == key || by.kind == member {
				named = quoted(`customerId: %s, `, id)
			}
			return call{
				field: quoted(`checkout(input: { `+named+`quote: %s, saveAddress: true, shippingAddress: { address: { `+address+` } }, billingSameAsShipping: true })`, s.quote()),
				want:  []event{by.did(models.EventOrderPlaced, "@orderId", id, 1, ""), by.did(models.AddressCreated, newestAddress, id, 1, "")},
			}
		}},
		{name: "that completes a saved address", only: []string{customer, key, onBehalf, member}, call: func(s *shop, by caller) call {
			id, named := by.account.id, ""
			saved := s.address(id)
			if by.kind == key || by.kind == member {
				named = quoted(`customerId: %s, `, id)
			}
			return call{
				field: quoted(`checkout(input: { `+named+`quote: %s, saveAddress: true, shippingAddress: { address: { `+address+`, instructions: "Ring twice" } }, billingSameAsShipping: true })`, s.quote()),
				want:  []event{by.did(models.EventOrderPlaced, "@orderId", id, 1, ""), by.did(models.AddressUpdated, saved, id, 2, "instructions")},
			}
		}},
		{name: "for a guest", only: []string{visitor, key, member}, call: func(s *shop, by caller) call {
			quote := s.quote()
			return call{
				field: quoted(`checkout(input: { quote: %s, contact: { name: "Gus", email: "gus@example.com" }, shippingAddress: { address: { `+address+` } }, billingSameAsShipping: true })`, quote),
				bad:   quoted(`checkout(input: { quote: %s })`, quote),
				want:  []event{by.did(models.EventOrderPlaced, "@orderId", "", 1, "")},
			}
		}},
	},
	"updateOrder": {
		{name: "statuses", call: func(s *shop, by caller) call {
			id := s.order(apptest.Vars{"customerId": by.account.id})
			return call{
				field: quoted(`updateOrder(id: %s, input: { paymentStatus: PAID, fulfillmentStatus: FULFILLED, status: COMPLETED })`, id),
				bad:   quoted(`updateOrder(id: %s, input: { paymentStatus: PAID, status: COMPLETED })`, id),
				want: []event{
					by.did(models.EventOrderPaymentRecorded, id, by.account.id, 2, "paymentId amount"),
					by.did(models.EventOrderPaymentStatusChanged, id, by.account.id, 2, "paymentStatus"),
					by.did(models.EventOrderShipped, id, by.account.id, 2, "shipmentId items"),
					by.did(models.EventOrderFulfillmentStatusChanged, id, by.account.id, 2, "fulfillmentStatus"),
					by.did(models.EventOrderStatusChanged, id, by.account.id, 2, "status"),
				},
			}
		}},
		{name: "corrections", call: func(s *shop, by caller) call {
			id, field := s.order(apptest.Vars{"customerId": by.account.id}), s.customField("ORDER", "READ")
			return call{
				field: quoted(`updateOrder(id: %s, input: { externalId: %s, contact: { email: "other@example.com" }, shippingAddress: { firstName: "Ann", line1: "15 Main Street", city: "Dublin", region: "Dublin", country: "IE" },
					customFields: { `+field+`: "2" } })`, id, s.id()),
				bad: quoted(`updateOrder(id: %s, input: { externalId: %s, contact: { email: "x" } })`, id, s.id()),
				want: []event{
					by.did(models.EventOrderExternalIDChanged, id, by.account.id, 2, "externalId"),
					by.did(models.EventOrderContactChanged, id, by.account.id, 2, "contact.email"),
					by.did(models.EventOrderShippingAddressChanged, id, by.account.id, 2, "shippingAddress.line1"),
					by.did(models.EventOrderCustomFieldsChanged, id, by.account.id, 2, "customFields."+field),
				},
			}
		}},
		{name: "a guest's", call: func(s *shop, by caller) call {
			id := s.order(nil)
			return call{
				field: quoted(`updateOrder(id: %s, input: { paymentStatus: AUTHORIZED })`, id),
				bad:   quoted(`updateOrder(id: %s, input: { paymentStatus: AUTHORIZED, expectedVersion: 7 })`, id),
				want:  []event{by.did(models.EventOrderPaymentStatusChanged, id, "", 2, "paymentStatus")},
			}
		}},
	},
	"cancelOrder": {{call: func(s *shop, by caller) call {
		id := s.order(apptest.Vars{"customerId": by.account.id})
		return call{
			field: quoted(`cancelOrder(id: %s, reason: "out of stock")`, id),
			bad:   quoted(`cancelOrder(id: %s, reason: "a\u0007b")`, id),
			want:  []event{by.did(models.EventOrderStatusChanged, id, by.account.id, 2, "status")},
		}
	}}},
}

// quote returns a quote for an item.
func (s *shop) quote() string {
	s.T.Helper()
	return s.Send(s.key.headers, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) {
		quote { token } userErrors { code field message } } }`, nil).OK().Text("createQuote.quote.token")
}

// order places an order, for a guest unless in names a customer.
func (s *shop) order(in apptest.Vars) string {
	s.T.Helper()
	return s.placed(in).Text("checkout.orderId")
}

func (s *shop) placed(in apptest.Vars) *apptest.Response {
	s.T.Helper()
	all := apptest.Vars{
		"contact": apptest.Vars{"name": "Gus", "email": "gus@example.com"}, "billingSameAsShipping": true,
		"shippingAddress": apptest.Vars{"address": sampleAddress},
		"items":           []apptest.Vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1.00", "currency": "EUR"}}},
	}
	maps.Copy(all, in)
	return s.Send(s.key.headers, `mutation($i: CheckoutInput!) { checkout(input: $i) { orderId order { number } guestOrderToken userErrors { code field message } } }`, apptest.Vars{"i": all}).OK()
}
