package e2e

import (
	"testing"

	"clientele/test/apptest"
)

// TestCustomerNotes: a note is an event of the customer's history, which the shop sees and the customer does not.
func TestCustomerNotes(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE")
		id, ann := p.SignUp("ann@example.com")
		const add = `mutation($id: ID!, $text: String!) { addCustomerNote(customerId: $id, text: $text) {
			eventId event { id type text customerId actor { kind name } changes { field } } userErrors { code field } } }`
		added := p.Send(key, add, apptest.Vars{"id": id, "text": " Called.\nCall back. "}).OK()
		event := added.Text("addCustomerNote.eventId")
		for path, want := range map[string]any{
			"id": event, "type": "CUSTOMER_NOTE_ADDED", "text": "Called.\nCall back.", "customerId": id, "actor.kind": "API_KEY",
		} {
			if got := added.At("addCustomerNote.event." + path); got != want {
				t.Errorf("%s is %v, want %v", path, got, want)
			}
		}
		const history = `query($id: ID!) { customer(id: $id) { version history(types: [CUSTOMER_NOTE_ADDED]) { nodes { id text } } } }`
		seen := p.Send(key, history, apptest.Vars{"id": id}).OK()
		if seen.Text("customer.history.nodes.0.id") != event || seen.Text("customer.history.nodes.0.text") != "Called.\nCall back." ||
			seen.At("customer.version") != 1.0 {
			t.Errorf("the history for the shop: %s", seen.Body)
		}
		if a := p.Send(key, `query($id: ID!) { node(id: $id) { ... on Event { text } } }`, apptest.Vars{"id": event}).OK(); a.Text("node.text") != "Called.\nCall back." {
			t.Errorf("the event: %s", a.Body)
		}
		own := p.Send(ann, `{ me { history { nodes { type } } } }`, nil).OK()
		if nodes := own.At("me.history.nodes").([]any); len(nodes) != 2 || own.Text("me.history.nodes.0.type") != "CUSTOMER_LOGGED_IN" {
			t.Errorf("the history for the customer: %s", own.Body)
		}
		if a := p.Send(ann, `query($id: ID!) { node(id: $id) { id } }`, apptest.Vars{"id": event}); a.At("node") != nil {
			t.Errorf("the customer reads the note: %s", a.Body)
		}
		refused := p.Send(key, add, apptest.Vars{"id": id, "text": " "})
		if refused.Text("addCustomerNote.userErrors.0.code") != "REQUIRED" || refused.Text("addCustomerNote.userErrors.0.field.0") != "text" ||
			refused.At("addCustomerNote.event") != nil || refused.At("addCustomerNote.eventId") != nil {
			t.Errorf("an empty note: %s", refused.Body)
		}
		if a := p.Send(key, add, apptest.Vars{"id": "customer_x", "text": "x"}); a.ErrorCode() != "NOT_FOUND" {
			t.Errorf("no such customer: %s", a.Body)
		}
	})
}
