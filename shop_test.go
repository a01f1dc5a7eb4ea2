package main

import (
	"strings"
	"testing"
)

// TestSettingsThatStaffChange: the shop's name and currency, the order of its fields, a customer's sessions.
func TestSettingsThatStaffChange(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		const update = `mutation($in: UpdateShopInput!) { updateShop(input: $in) { shop { name currency version } userErrors { code field } } }`
		for _, c := range []struct {
			name string
			in   vars
			want string
		}{
			{"both", vars{"name": "Tea & Co", "currency": "JPY", "expectedVersion": 1}, `{"shop":{"name":"Tea & Co","currency":"JPY","version":2},"userErrors":[]}`},
			{"a stale version", vars{"name": "Other", "expectedVersion": 1}, `{"shop":{"name":"Tea & Co","currency":"JPY","version":2},"userErrors":[{"code":"CONFLICT","field":["input","expectedVersion"]}]}`},
			{"null", vars{"name": nil, "currency": nil}, `{"shop":null,"userErrors":[{"code":"REQUIRED","field":["input","name"]},{"code":"REQUIRED","field":["input","currency"]}]}`},
			{"no currency that there is", vars{"currency": "XXZ"}, `"userErrors":[{"code":"INVALID","field":["input","currency"]}]`},
		} {
			if a := p.send(key, update, vars{"in": c.in}); !strings.Contains(strings.ReplaceAll(a.text, `\u0026`, "&"), c.want) {
				t.Errorf("%s: %s, want %s", c.name, a.text, c.want)
			}
		}
		if a := p.send(nil, `{ shop { name currency version } }`, nil).good(); a.at("shop.name") != "Tea & Co" || a.at("shop.currency") != "JPY" {
			t.Errorf("a visitor sees %s", a.text)
		}

		size, colour := p.field(key, vars{"key": "size", "type": "INTEGER"}), p.field(key, vars{"key": "colour", "type": "STRING"})
		const reorder = `mutation($ids: [ID!]!) { reorderCustomFields(owner: CUSTOMER, ids: $ids) { customFields { key position } userErrors { code field } } }`
		if a := p.send(key, reorder, vars{"ids": []string{colour}}); !strings.Contains(a.text, `{"customFields":null,"userErrors":[{"code":"INVALID","field":["ids"]}]}`) {
			t.Errorf("one is missing: %s", a.text)
		}
		if a := p.send(key, reorder, vars{"ids": []string{colour, size}}); !strings.Contains(a.text, `[{"key":"colour","position":1},{"key":"size","position":2}]`) {
			t.Errorf("%s", a.text)
		}
		if sdl := p.sdl(key); strings.Index(sdl, "\n  colour: ") > strings.Index(sdl, "\n  size: ") || !strings.Contains(sdl, "\n  colour: ") {
			t.Error("the running schema has the old order")
		}

		id, ann := p.signUp("ann@example.com")
		if a := p.send(key, `mutation($id: ID!) { revokeSessions(customerId: $id) { endedSessions } }`, vars{"id": id}).good(); a.at("revokeSessions.endedSessions") != 1.0 {
			t.Errorf("%s", a.text)
		}
		if a := p.send(ann, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" || a.Errors[0].Extensions["reason"] != "REVOKED" {
			t.Errorf("she is still signed in: %s", a.text)
		}
		if a := p.send(key, `mutation { revokeSessions(customerId: "customer_01m8910q8we07s1ykrvtcffye5") { endedSessions } }`, nil); a.code() != "NOT_FOUND" {
			t.Errorf("no such customer: %s", a.text)
		}
	})
}

// TestOrderStepsAreForTheStaff: what an order can become is told to those who read orders, and to no shopper.
func TestOrderStepsAreForTheStaff(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		a := p.send(p.key("ORDERS_READ", "ORDERS_WRITE"), `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "G", email: "g@example.com" },
			shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) {
			guestOrderToken order { steps { status paymentStatus fulfillmentStatus cancel correctShippingAddress revokeGuestTokens } } userErrors { code field message } } }`, nil).good()
		if !strings.Contains(a.text, `{"status":[],"paymentStatus":["AUTHORIZED","PARTIALLY_PAID","PAID"],"fulfillmentStatus":["PARTIALLY_FULFILLED","FULFILLED"],"cancel":true,"correctShippingAddress":true,"revokeGuestTokens":true}`) {
			t.Errorf("%s", a.text)
		}
		token := a.str("checkout.guestOrderToken")
		if a := p.send(nil, `query($t: String!) { guestOrder(token: $t) { id steps { cancel } } }`, vars{"t": token}); a.code() != "FORBIDDEN" || a.Errors[0].Extensions["requiredScope"] != "ORDERS_READ" {
			t.Errorf("a guest: %s", a.text)
		}
	})
}
