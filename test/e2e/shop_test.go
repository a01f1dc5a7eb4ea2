package e2e

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestShopSettings changes the shop's name and currency and the order of fields, and revokes a customer's sessions.
func TestShopSettings(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		const update = `mutation($in: UpdateShopInput!) { updateShop(input: $in) { shop { name currency version } userErrors { code field } } }`
		for _, c := range []struct {
			name string
			in   apptest.Vars
			want string
		}{
			{"both", apptest.Vars{"name": "Tea & Co", "currency": "JPY", "expectedVersion": 1}, `{"shop":{"name":"Tea & Co","currency":"JPY","version":2},"userErrors":[]}`},
			{"a stale version", apptest.Vars{"name": "Other", "expectedVersion": 1}, `{"shop":{"name":"Tea & Co","currency":"JPY","version":2},"userErrors":[{"code":"CONFLICT","field":["input","expectedVersion"]}]}`},
			{"null", apptest.Vars{"name": nil, "currency": nil}, `{"shop":null,"userErrors":[{"code":"REQUIRED","field":["input","name"]},{"code":"REQUIRED","field":["input","currency"]}]}`},
			{"no currency that there is", apptest.Vars{"currency": "XXZ"}, `"userErrors":[{"code":"INVALID","field":["input","currency"]}]`},
		} {
			if a := p.Send(key, update, apptest.Vars{"in": c.in}); !strings.Contains(strings.ReplaceAll(a.Body, `\u0026`, "&"), c.want) {
				t.Errorf("%s: %s, want %s", c.name, a.Body, c.want)
			}
		}
		if a := p.Send(nil, `{ shop { name currency version } }`, nil).OK(); a.At("shop.name") != "Tea & Co" || a.At("shop.currency") != "JPY" {
			t.Errorf("a visitor sees %s", a.Body)
		}

		size, colour := p.CreateField(key, apptest.Vars{"key": "size", "type": "INTEGER"}), p.CreateField(key, apptest.Vars{"key": "colour", "type": "STRING"})
		const reorder = `mutation($ids: [ID!]!) { reorderCustomFields(owner: CUSTOMER, ids: $ids) { customFields { key position } userErrors { code field } } }`
		if a := p.Send(key, reorder, apptest.Vars{"ids": []string{colour}}); !strings.Contains(a.Body, `{"customFields":null,"userErrors":[{"code":"INVALID","field":["ids"]}]}`) {
			t.Errorf("one is missing: %s", a.Body)
		}
		if a := p.Send(key, reorder, apptest.Vars{"ids": []string{colour, size}}); !strings.Contains(a.Body, `[{"key":"colour","position":1},{"key":"size","position":2}]`) {
			t.Errorf("%s", a.Body)
		}
		if sdl := p.SDL(key); strings.Index(sdl, "\n  colour: ") > strings.Index(sdl, "\n  size: ") || !strings.Contains(sdl, "\n  colour: ") {
			t.Error("the running schema has the old order")
		}

		id, ann := p.SignUp("ann@example.com")
		if a := p.Send(key, `mutation($id: ID!) { revokeSessions(customerId: $id) { endedSessions } }`, apptest.Vars{"id": id}).OK(); a.At("revokeSessions.endedSessions") != 1.0 {
			t.Errorf("%s", a.Body)
		}
		if a := p.Send(ann, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" || a.Errors[0].Extensions["reason"] != "REVOKED" {
			t.Errorf("she is still signed in: %s", a.Body)
		}
		if a := p.Send(key, `mutation { revokeSessions(customerId: "customer_01m8910q8we07s1ykrvtcffye5") { endedSessions } }`, nil); a.ErrorCode() != "NOT_FOUND" {
			t.Errorf("no such customer: %s", a.Body)
		}
	})
}

// TestOrderStepsNeedScope checks that the next steps of an order are visible with ORDERS_READ only.
func TestOrderStepsNeedScope(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		a := p.Send(p.APIKey("ORDERS_READ", "ORDERS_WRITE"), `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "G", email: "g@example.com" },
			shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) {
			guestOrderToken order { steps { status paymentStatus fulfillmentStatus cancel correctShippingAddress revokeGuestTokens } } userErrors { code field message } } }`, nil).OK()
		if !strings.Contains(a.Body, `{"status":[],"paymentStatus":["AUTHORIZED","PARTIALLY_PAID","PAID"],"fulfillmentStatus":["PARTIALLY_FULFILLED","FULFILLED"],"cancel":true,"correctShippingAddress":true,"revokeGuestTokens":true}`) {
			t.Errorf("%s", a.Body)
		}
		token := a.Text("checkout.guestOrderToken")
		if a := p.Send(nil, `query($t: String!) { guestOrder(token: $t) { id steps { cancel } } }`, apptest.Vars{"t": token}); a.ErrorCode() != "FORBIDDEN" || a.Errors[0].Extensions["requiredScope"] != "ORDERS_READ" {
			t.Errorf("a guest: %s", a.Body)
		}
	})
}
