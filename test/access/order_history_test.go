package access

import (
	"fmt"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestOrderHistoryOmitsShopEvents checks that Order.history is the same for each reader, and contains neither notes of
// the staff nor changes of custom fields, which only Order.events has.
func TestOrderHistoryOmitsShopEvents(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		owner := p.SignInOwner()
		p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "gift", "type": "STRING", "access": "READ"})
		id, ann := p.SignUp("ann@example.com")
		a := p.Send(key, `mutation { checkout(input: { contact: { name: "G", email: "g@example.com" }, `+toIE+` }) {
			guestOrderToken order { id } userErrors { code field message } } }`, nil).OK()
		order, token := a.Text("checkout.order.id"), a.Text("checkout.guestOrderToken")
		update := `mutation($id: ID!, $in: UpdateOrderInput!) { updateOrder(id: $id, input: $in) { order { version } userErrors { code field message } } }`
		note := `mutation($id: ID!, $t: String!) { addOrderNote(orderId: $id, text: $t) { event { id type text hiddenFrom: subjectId actor { kind name } version } userErrors { code field message } } }`
		p.Send(key, update, apptest.Vars{"id": order, "in": apptest.Vars{"customFields": apptest.Vars{"gift": "yes"}}}).OK()
		p.Send(key, `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { userErrors { code } } }`, apptest.Vars{"o": order, "c": id}).OK()
		p.Send(owner, update, apptest.Vars{"id": order, "in": apptest.Vars{"paymentStatus": "PAID", "contact": apptest.Vars{"phone": "+353872223344"}}}).OK()
		noted := p.Send(owner, note, apptest.Vars{"id": order, "t": " Sentinel of the staff "}).OK()
		if !strings.Contains(noted.Body, `"type":"ORDER_NOTE_ADDED","text":"Sentinel of the staff","hiddenFrom":"`+order+
			`","actor":{"kind":"STAFF","name":"Olga"},"version":4}`) {
			t.Errorf("note: %s", noted.Body)
		}
		const history = `history { type from to }`
		want := `"history":[{"type":"PLACED","from":null,"to":null},{"type":"ATTACHED","from":null,"to":null},` +
			`{"type":"PAYMENT_STATUS_CHANGED","from":"UNPAID","to":"PAID"},{"type":"CONTACT_CHANGED","from":null,"to":null}]`
		hidden := p.Send(owner, `query($id: ID!) { order(id: $id) { events(types: [ORDER_NOTE_ADDED, ORDER_CUSTOM_FIELDS_CHANGED]) { nodes { id type } } } }`, apptest.Vars{"id": order}).OK()
		if hidden.Text("order.events.nodes.0.type") != "ORDER_NOTE_ADDED" || hidden.Text("order.events.nodes.1.type") != "ORDER_CUSTOM_FIELDS_CHANGED" {
			t.Errorf("events: %s", hidden.Body)
		}
		for name, reader := range map[string]struct {
			as    apptest.Headers
			query string
		}{
			"a guest with the token":  {nil, `guestOrder(token: "` + token + `")`},
			"the customer":            {ann, `order(id: "` + order + `")`},
			"a staff member":          {owner, `order(id: "` + order + `")`},
			"a key":                   {key, `order(id: "` + order + `")`},
			"a key that reads orders": {p.APIKey("ORDERS_READ"), `order(id: "` + order + `")`},
		} {
			a := p.Send(reader.as, `{ it: `+reader.query+` { `+history+` } }`, nil).OK()
			if !strings.Contains(a.Body, want) {
				t.Errorf("%s: %s\nwant %s", name, a.Body, want)
			}
			for i := range 2 {
				stored := strings.Replace(hidden.Text(fmt.Sprintf("order.events.nodes.%d.id", i)), "entry_", "event_", 1)
				if a := p.Send(reader.as, `query($id: ID!) { node(id: $id) { id } }`, apptest.Vars{"id": stored}); a.At("node") != nil {
					t.Errorf("%s: an OrderEvent: %s", name, a.Body)
				}
			}
			if reader.as == nil || name == "the customer" {
				a := p.Send(reader.as, `{ it: `+reader.query+` { events { nodes { text } } } }`, nil)
				if a.ErrorCode() != "FORBIDDEN" && a.ErrorCode() != "UNAUTHENTICATED" || strings.Contains(a.Body, "Sentinel") {
					t.Errorf("%s: events: %s", name, a.Body)
				}
			}
		}
		if a := p.Send(ann, `{ me { history { nodes { type text } } } }`, nil).OK(); strings.Contains(a.Body, "Sentinel") || strings.Contains(a.Body, "NOTE") {
			t.Errorf("history of the customer: %s", a.Body)
		}
	})
}

// TestCommandsAreRecorded checks that the audit log contains what commands change, without secrets.
func TestCommandsAreRecorded(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		secret := p.APIKey("ORDERS_READ")["Authorization"]
		key := p.Send(owner, `{ apiKeys { id } }`, nil).OK().Text("apiKeys.0.id")
		p.Command("key", "revoke", key)
		a := p.Send(owner, `{ auditLog(filter: { actorKinds: [COMMAND_LINE] }) { nodes { type subjectId changes { field from to } requestId } } }`, nil).OK()
		member := a.Text("auditLog.nodes.2.subjectId")
		want := `{"data":{"auditLog":{"nodes":[{"type":"API_KEY_REVOKED","subjectId":"` + key + `","changes":[{"field":"name","from":"test","to":null},` +
			`{"field":"scopes","from":"[\"ORDERS_READ\"]","to":null}],"requestId":null},` +
			`{"type":"API_KEY_CREATED","subjectId":"` + key + `","changes":[{"field":"name","from":null,"to":"test"},` +
			`{"field":"scopes","from":null,"to":"[\"ORDERS_READ\"]"}],"requestId":null},` +
			`{"type":"STAFF_MEMBER_CREATED","subjectId":"` + member + `","changes":[{"field":"email","from":null,"to":"olga@shop.example"},` +
			`{"field":"name","from":null,"to":"Olga"},{"field":"role","from":null,"to":"OWNER"}],"requestId":null}]}}}`
		if a.Body != want || strings.Contains(a.Body, strings.TrimPrefix(secret, "Bearer ")) {
			t.Errorf("got  %s\nwant %s", a.Body, want)
		}
	})
}
