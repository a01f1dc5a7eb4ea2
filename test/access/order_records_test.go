package access

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestOrderRecordsOfReaders checks what each reader sees of payments, refunds and shipments: customers and guests those
// of their orders, without references and reasons, and nobody those of others.
func TestOrderRecordsOfReaders(t *testing.T) {
	const (
		records = `shipments { id trackingNumber trackingUrl items { quantity item { sku } } } payments { id method amount { amount } } refunds { id amount { amount } items { quantity cancelled } } paid { amount } outstanding { amount }`
		shown   = `"trackingNumber":"Parcel 1","trackingUrl":"https://track.example/1","items":[{"quantity":1,"item":{"sku":"a"}}]`
	)
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		id, ann := p.SignUp("ann@example.com")
		_, bob := p.SignUp("bob@example.com")
		placed := p.Send(key, `mutation { checkout(input: { contact: { name: "G", email: "g@example.com" }, `+toIE+` }) { guestOrderToken order { id } userErrors { code } } }`, nil).OK()
		order, token := placed.Text("checkout.order.id"), placed.Text("checkout.guestOrderToken")
		ids := p.Send(key, `mutation($o: ID!, $c: ID!) {
			attachOrder(orderId: $o, customerId: $c) { userErrors { code } }
			createShipment(input: { orderId: $o, carrier: "DHL", trackingNumber: "Parcel 1", trackingUrl: "https://track.example/1" }) { userErrors { code } }
			recordPayment(input: { orderId: $o, amount: { amount: "1", currency: "EUR" }, method: "Card", reference: "secret reference" }) { userErrors { code } }
			recordRefund(input: { orderId: $o, amount: { amount: "0.5", currency: "EUR" }, reason: "secret reason" }) { order { payments { id } refunds { id } shipments { id } } userErrors { code } }
		}`, apptest.Vars{"o": order, "c": id}).OK()
		nodes := []any{
			ids.Text("recordRefund.order.payments.0.id"), ids.Text("recordRefund.order.refunds.0.id"), ids.Text("recordRefund.order.shipments.0.id"),
		}
		for name, reader := range map[string]struct {
			as          apptest.Headers
			query       string
			sees, knows bool // whether it sees the records, and the references and reasons of the shop
			finds       bool // the records by their ids
		}{
			"a guest with the token": {nil, `guestOrder(token: "` + token + `")`, true, false, false},
			"the customer":           {ann, `order(id: "` + order + `")`, true, false, true},
			"another customer":       {bob, `order(id: "` + order + `")`, false, false, false},
			"a key":                  {p.APIKey("ORDERS_READ"), `order(id: "` + order + `")`, true, true, true},
			"a key without a scope":  {p.APIKey("ORDERS_WRITE"), `order(id: "` + order + `")`, false, false, false},
		} {
			a := p.Send(reader.as, `{ it: `+reader.query+` { `+records+` } }`, nil)
			if strings.Contains(a.Body, shown) != reader.sees || strings.Contains(a.Body, `"method":"Card"`) != reader.sees {
				t.Errorf("%s: %s", name, a.Body)
			}
			for _, field := range []string{`payments { reference }`, `refunds { reason }`} {
				a := p.Send(reader.as, `{ it: `+reader.query+` { `+field+` } }`, nil)
				if strings.Contains(a.Body, "secret") != reader.knows || reader.sees && !reader.knows && len(a.Errors) == 0 {
					t.Errorf("%s, %s: %s", name, field, a.Body)
				}
			}
			found := p.Send(reader.as, `query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`, apptest.Vars{"ids": nodes})
			if n := strings.Count(found.Body, `"id":`); n != map[bool]int{true: 3}[reader.finds] {
				t.Errorf("%s finds %d: %s", name, n, found.Body)
			}
		}
		history := p.Send(ann, `{ me { history(first: 20) { nodes { type actor { kind name } changes { field to } } } } }`, nil).OK()
		for _, want := range []string{`"ORDER_SHIPPED"`, `"Parcel 1"`, `"ORDER_PAYMENT_RECORDED"`, `"1.00 EUR"`, `"ORDER_REFUND_RECORDED"`} {
			if !strings.Contains(history.Body, want) {
				t.Errorf("the customer's history has no %s: %s", want, history.Body)
			}
		}
		if strings.Contains(history.Body, "secret") || strings.Contains(history.Body, "reason") {
			t.Errorf("the customer's history: %s", history.Body)
		}
		all := p.Send(key, `query($id: ID!) { order(id: $id) { events { nodes { type changes { field to } } } } }`, apptest.Vars{"id": order}).OK()
		if !strings.Contains(all.Body, "secret reference") || !strings.Contains(all.Body, "secret reason") {
			t.Errorf("the shop's history: %s", all.Body)
		}
	})
}
