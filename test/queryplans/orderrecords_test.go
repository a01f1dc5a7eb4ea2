package queryplans

import (
	"fmt"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

const (
	placeOrder = `mutation($items: [OrderItemInput!]!) { checkout(input: { contact: { name: "G", email: "g@example.com" }, items: $items,
		shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { id items { id } } userErrors { code } } }`
	recordAll = `mutation($o: ID!, $refunded: [RefundItemInput!], $first: [ShipmentItemInput!]) {
		recordPayment(input: { orderId: $o, amount: { amount: "2.00", currency: "EUR" } }) { orderId userErrors { code } }
		recordRefund(input: { orderId: $o, amount: { amount: "0.50", currency: "EUR" }, items: $refunded }) { orderId userErrors { code } }
		createShipment(input: { orderId: $o, items: $first }) { orderId userErrors { code } }
		rest: createShipment(input: { orderId: $o }) { order { shipments { id } refunds { id } payments { id } } userErrors { code } }
	}`
)

// TestStatementsOfOrderRecords checks that reading and recording payments, refunds and shipments takes the same number
// of statements however many orders and line items there are.
func TestStatementsOfOrderRecords(t *testing.T) {
	const list = `{ orders(first: 50) { nodes { id payments { id } refunds { id items { quantity item { sku } } } shipments { id items { quantity item { sku } } } steps { ship } } } }`
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		key := p.SignInOwner() // an API key is loaded about once a second
		counts := map[string][]int64{}
		for _, n := range []int{2, 20} {
			var items, refunded, first []apptest.Vars
			for i := range n {
				items = append(items, apptest.Vars{"sku": fmt.Sprint(i), "name": "A", "quantity": 2, "unitPrice": apptest.Vars{"amount": "10", "currency": "EUR"}})
			}
			placed := p.Send(key, placeOrder, apptest.Vars{"items": items}).OK()
			id := placed.Text("checkout.order.id")
			for i := range n {
				item := placed.Text(fmt.Sprintf("checkout.order.items.%d.id", i))
				refunded = append(refunded, apptest.Vars{"itemId": item, "quantity": 1})
				first = append(first, apptest.Vars{"itemId": item, "quantity": 1})
			}
			recorded := p.Send(key, recordAll, apptest.Vars{"o": id, "refunded": refunded, "first": first}).OK()
			counts["recording"] = append(counts["recording"], *ran)
			for name, call := range map[string]string{
				"voiding":   `voidRefund(id: $id)`,
				"updating":  `updateShipment(id: $id, input: { items: $items })`,
				"cancelled": `cancelShipment(id: $id)`,
			} {
				of := "shipments.0"
				if name == "voiding" {
					of = "refunds.0"
				}
				if name == "cancelled" {
					of = "shipments.1"
				}
				declared, v := "$id: ID!", apptest.Vars{"id": recorded.Text("rest.order." + of + ".id")}
				if name == "updating" {
					declared, v["items"] = declared+", $items: [ShipmentItemInput!]", first[:1]
				}
				p.Send(key, "mutation("+declared+") { "+call+" { orderId userErrors { code } } }", v).OK()
				counts[name] = append(counts[name], *ran)
			}
			for range n - 1 {
				another := p.Send(key, placeOrder, apptest.Vars{"items": items}).OK()
				in := []apptest.Vars{{"itemId": another.Text("checkout.order.items.0.id"), "quantity": 1}}
				p.Send(key, recordAll, apptest.Vars{"o": another.Text("checkout.order.id"), "refunded": in, "first": in}).OK()
			}
			a := p.Send(key, list, nil).OK()
			counts["a list"] = append(counts["a list"], *ran)
			if rows := strings.Count(a.Body, `"payment_`); rows < n {
				t.Errorf("%d payments: %.300s", rows, a.Body)
			}
		}
		for name, each := range counts {
			if each[0] != each[1] {
				t.Errorf("%s: %d statements for few, %d for many", name, each[0], each[1])
			}
		}
		t.Logf("statements: %v", counts)
	})
}
