package events

import (
	"clientele/models"
	"clientele/test/apptest"
)

// orderRecordRows are the calls for the payments, refunds and shipments of an order over 1.00 EUR with one article.
var orderRecordRows = map[string][]row{
	"recordPayment": {{call: func(s *shop, by caller) call {
		id := s.order(apptest.Vars{"customerId": by.account.id})
		return call{
			field: quoted(`recordPayment(input: { orderId: %s, amount: { amount: "1", currency: "EUR" }, method: "Card", reference: "pi_1" })`, id),
			bad:   quoted(`recordPayment(input: { orderId: %s, amount: { amount: "1.01", currency: "EUR" } })`, id),
			want: []event{
				by.did(models.EventOrderPaymentRecorded, id, by.account.id, 2, "paymentId amount method reference"),
				by.did(models.EventOrderPaymentStatusChanged, id, by.account.id, 2, "paymentStatus"),
			},
		}
	}}},
	"voidPayment": {{call: func(s *shop, by caller) call {
		id, recorded := s.recorded(by)
		return call{
			field: quoted(`voidPayment(id: %s)`, recorded.Text("second.order.payments.1.id")),
			bad:   quoted(`voidPayment(id: %s)`, recorded.Text("second.order.payments.0.id")),
			want:  []event{by.did(models.EventOrderPaymentVoided, id, by.account.id, 5, "paymentId amount")},
		}
	}}},
	"recordRefund": {{call: func(s *shop, by caller) call {
		id, recorded := s.recorded(by)
		item := recorded.Text("second.order.items.0.id")
		return call{
			field: quoted(`recordRefund(input: { orderId: %s, amount: { amount: "0.10", currency: "EUR" }, reason: "Broken", items: [{ itemId: %s, quantity: 1 }] })`, id, item),
			bad:   quoted(`recordRefund(input: { orderId: %s, amount: { amount: "0.16", currency: "EUR" } })`, id),
			want:  []event{by.did(models.EventOrderRefundRecorded, id, by.account.id, 5, "refundId amount reason items")},
		}
	}}},
	"voidRefund": {{call: func(s *shop, by caller) call {
		id, recorded := s.recorded(by)
		return call{
			field: quoted(`voidRefund(id: %s)`, recorded.Text("second.order.refunds.0.id")),
			want: []event{
				by.did(models.EventOrderRefundVoided, id, by.account.id, 5, "refundId amount"),
				by.did(models.EventOrderPaymentStatusChanged, id, by.account.id, 5, "paymentStatus"),
			},
		}
	}}},
	"createShipment": {{call: func(s *shop, by caller) call {
		id := s.order(apptest.Vars{"customerId": by.account.id})
		return call{
			field: quoted(`createShipment(input: { orderId: %s, carrier: "DHL", trackingNumber: "1", trackingUrl: "https://dhl.example/1" })`, id),
			bad:   quoted(`createShipment(input: { orderId: %s, trackingUrl: "javascript:x" })`, id),
			want: []event{
				by.did(models.EventOrderShipped, id, by.account.id, 2, "shipmentId items carrier trackingNumber trackingUrl"),
				by.did(models.EventOrderFulfillmentStatusChanged, id, by.account.id, 2, "fulfillmentStatus"),
			},
		}
	}}},
	"updateShipment": {{call: func(s *shop, by caller) call {
		id, shipment := s.shipped(by)
		return call{
			field: quoted(`updateShipment(id: %s, input: { trackingNumber: "2" })`, shipment),
			bad:   quoted(`updateShipment(id: %s, input: { items: [] })`, shipment),
			want:  []event{by.did(models.EventOrderShipmentUpdated, id, by.account.id, 3, "shipmentId trackingNumber")},
		}
	}}},
	"cancelShipment": {{call: func(s *shop, by caller) call {
		id, shipment := s.shipped(by)
		return call{
			field: quoted(`cancelShipment(id: %s)`, shipment),
			want: []event{
				by.did(models.EventOrderShipmentCancelled, id, by.account.id, 3, "shipmentId items"),
				by.did(models.EventOrderFulfillmentStatusChanged, id, by.account.id, 3, "fulfillmentStatus"),
			},
		}
	}}},
}

// recorded places an order, version 4, of which 0.20 and then 0.10 EUR were paid, and 0.15 refunded in between. The
// response is that of the second payment.
func (s *shop) recorded(by caller) (orderID string, last *apptest.Response) {
	s.T.Helper()
	id := s.order(apptest.Vars{"customerId": by.account.id})
	return id, s.Send(s.key.headers, `mutation($o: ID!) {
		first: recordPayment(input: { orderId: $o, amount: { amount: "0.20", currency: "EUR" } }) { userErrors { code } }
		refund: recordRefund(input: { orderId: $o, amount: { amount: "0.15", currency: "EUR" } }) { userErrors { code } }
		second: recordPayment(input: { orderId: $o, amount: { amount: "0.10", currency: "EUR" } }) {
			order { items { id } payments { id } refunds { id } } userErrors { code }
		}
	}`, apptest.Vars{"o": id}).OK()
}

// shipped places an order that is shipped, version 2.
func (s *shop) shipped(by caller) (orderID, shipmentID string) {
	s.T.Helper()
	id := s.order(apptest.Vars{"customerId": by.account.id})
	a := s.Send(s.key.headers, `mutation($o: ID!) { createShipment(input: { orderId: $o }) { order { shipments { id } } userErrors { code } } }`, apptest.Vars{"o": id}).OK()
	return id, a.Text("createShipment.order.shipments.0.id")
}
