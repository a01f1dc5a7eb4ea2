package access

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
	"clientele/test/apptest"
)

// node reads any object by its id, with a fragment for each type that has a Node interface.
const node = `query($id: ID!) { node(id: $id) { __typename id } }`

// TestNodes reads an object of each type by its id, as every kind of caller. Each caller sees the objects that it sees
// in lists, and null for all others.
func TestNodes(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		memberID, member := p.CreateMember(owner, "member@shop.example", "SUPPORT")
		p.CreateField(owner, apptest.Vars{"key": "size", "type": "INTEGER"})
		annID, ann := p.SignUp("ann@example.com")
		_, bob := p.SignUp("bob@example.com")
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK()
		key := p.APIKey("ORDERS_WRITE")
		quote := p.Send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { quote { token } userErrors { code } } }`, nil).OK().Text("createQuote.quote.token")
		order := p.Send(ann, `mutation($q: String!) { checkout(input: { quote: $q, saveAddress: true, shippingAddress: { address: { firstName: "A", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } } }) {
			order { id shippingAddress { customFields { id } } billingAddress { customFields { id } } items { id } history { id } customFields { id } } userErrors { code field message } } }`, apptest.Vars{"q": quote}).OK()
		orderEntry := p.Send(owner, `query($id: ID!) { order(id: $id) { events { nodes { id } } } }`, apptest.Vars{"id": order.Text("checkout.order.id")}).OK().Text("order.events.nodes.0.id")
		hidden := p.Send(owner, `mutation($id: ID!) { updateCustomer(id: $id, input: { note: "x" }) { customer { history { nodes { id } } } userErrors { code } } }`, apptest.Vars{"id": annID}).OK().Text("updateCustomer.customer.history.nodes.0.id")
		me := p.Send(ann, `{ me { history { nodes { id } } customFields { id } sessions { id } addresses { nodes { id customFields { id } } } } }`, nil).OK()
		staff := p.Send(owner, `{ apiKeys { id } customFields { id } emails { nodes { id } } shop { id } }`, nil).OK()
		hook := p.Send(owner, `mutation { createWebhook(input: { name: "a", url: "https://localhost", events: [SHOP_UPDATED] }) { webhook { id } userErrors { code } } }`, nil).OK().Text("createWebhook.webhook.id")
		tested := p.Send(owner, `mutation($id: ID!) { testWebhook(id: $id) { delivery { id error } userErrors { code } } }`, apptest.Vars{"id": hook}).OK()
		const own, customers, orders, staffWrite, webhooks = "ann", "CUSTOMERS_READ", "ORDERS_READ", "STAFF_WRITE", "WEBHOOKS_WRITE"
		all := []string{"visitor", "ann", "bob", customers, orders, staffWrite, webhooks, "member", "owner"}
		ofCustomers, ofOrders := []string{own, customers, "member", "owner"}, []string{own, orders, "member", "owner"}
		callers := map[string]apptest.Headers{
			"visitor": nil, own: ann, "bob": bob, "member": member, "owner": owner,
			customers: p.APIKey(customers), orders: p.APIKey(orders), staffWrite: p.APIKey(staffWrite), webhooks: p.APIKey(webhooks),
		}
		for _, c := range []struct {
			typename, id string
			visibleTo    []string
		}{
			{"Shop", staff.Text("shop.id"), all},
			{"CustomField", staff.Text("customFields.0.id"), all},
			{"Customer", annID, ofCustomers},
			{"CustomerCustomFields", me.Text("me.customFields.id"), ofCustomers},
			{"Session", me.Text("me.sessions.0.id"), ofCustomers},
			{"Address", me.Text("me.addresses.nodes.0.id"), ofCustomers},
			{"AddressCustomFields", me.Text("me.addresses.nodes.0.customFields.id"), ofCustomers},
			{"Order", order.Text("checkout.order.id"), ofOrders},
			{"OrderCustomFields", order.Text("checkout.order.customFields.id"), ofOrders},
			{"AddressCustomFields", order.Text("checkout.order.shippingAddress.customFields.id"), ofOrders},
			{"AddressCustomFields", order.Text("checkout.order.billingAddress.customFields.id"), ofOrders},
			{"OrderItem", order.Text("checkout.order.items.0.id"), ofOrders},
			{"OrderEvent", order.Text("checkout.order.history.0.id"), ofOrders},
			{"Event", orderEntry, ofOrders},
			{"Event", me.Text("me.history.nodes.0.id"), ofCustomers},
			{"Event", hidden, []string{customers, "member", "owner"}},
			{"StaffMember", memberID, []string{staffWrite, "member", "owner"}},
			{"ApiKey", staff.Text("apiKeys.0.id"), []string{staffWrite, "owner"}},
			{"Email", staff.Text("emails.nodes.0.id"), []string{staffWrite, "owner"}},
			{"Webhook", hook, []string{webhooks, "owner"}},
			{"Job", p.Send(owner, createImport, nil).OK().Text("createImport.job.id"), []string{customers, "member", "owner"}},
			{"WebhookDelivery", tested.Text("testWebhook.delivery.id"), []string{webhooks, "owner"}},
		} {
			for _, name := range slices.Sorted(maps.Keys(callers)) {
				want := `{"data":{"node":null}}`
				if slices.Contains(c.visibleTo, name) {
					want = `{"data":{"node":{"__typename":"` + c.typename + `","id":"` + c.id + `"}}}`
				}
				if got := p.Send(callers[name], node, apptest.Vars{"id": c.id}).Body; strings.TrimSpace(got) != want {
					t.Errorf("%s reads %s %s: %s, want %s", name, c.typename, c.id, got, want)
				}
			}
		}
		for _, id := range []string{
			"", "x", "shop_x", "/customFields", "x/customFields", annID + "/customFields/customFields", annID + "/x/customFields",
			"customer_x/customFields", order.Text("checkout.order.id") + "/x/customFields", "session_x", "item_x", "email_x", "entry_x", "webhook_x", "delivery_x", "job_x",
		} {
			if got := p.Send(owner, node, apptest.Vars{"id": id}).OK(); got.At("node") != nil {
				t.Errorf("node %q: %s", id, got.Body)
			}
		}
		contents := `query($id: ID!) { node(id: $id) { ... on Email { subject text html } } }`
		if a := p.Send(callers[staffWrite], contents, apptest.Vars{"id": staff.Text("emails.nodes.0.id")}); !strings.Contains(a.Body, `"subject":null,"text":null,"html":null`) || a.ErrorCode() != "FORBIDDEN" {
			t.Errorf("an API key reads an email: %s", a.Body)
		}
		p.Send(ann, `mutation { logout { endedSessions } }`, nil).OK()
		if got := p.Send(owner, node, apptest.Vars{"id": me.Text("me.sessions.0.id")}).OK(); got.At("node") != nil {
			t.Errorf("a session that has ended: %s", got.Body)
		}
	})
}

const createImport = `mutation { createImport(input: { kind: CUSTOMERS, format: CSV }) { job { id } userErrors { code } } }`

// TestFieldWithKeyID checks that the generated id of custom fields wins over a custom field with the key "id", which
// older versions allowed, and that the field can still be written, filtered by and read as JSON.
func TestFieldWithKeyID(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		shop, p := apptest.Serve(t, o)
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "old", "type": "INTEGER"})
		err := shop.DB.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Model(&models.CustomField{}).Where("key = ?", "old").Update("key", "id").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		p.CreateField(key, apptest.Vars{"key": "size", "type": "INTEGER"}) // updates the schema
		id := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "customFields": apptest.Vars{"id": 7}})
		want := `"customFields":{"id":"` + id + `/customFields","json":{"id":7,"size":null}}`
		if a := p.Send(key, `{ customers(filter: { customFields: { id: { eq: 7 } } }) { nodes { customFields { id json } } } }`, nil).OK(); !strings.Contains(a.Body, want) {
			t.Errorf("got %s, want %s", a.Body, want)
		}
		only := p.Send(key, `query($id: ID!) { customer(id: $id) { customFields { id } } node(id: "`+id+`/customFields") { id } }`, apptest.Vars{"id": id}).OK()
		if only.Text("customer.customFields.id") != id+"/customFields" || only.Text("node.id") != id+"/customFields" {
			t.Errorf("got %s", only.Body)
		}
	})
}

// TestCustomFieldNodes reads custom fields by their id, and compares them with those of the record.
func TestCustomFieldNodes(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "size", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"key": "friend", "type": "REFERENCE"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		friend := p.CreateCustomer(key, apptest.Vars{"email": "friend@example.com"})
		id := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "customFields": apptest.Vars{"size": 40, "friend": friend}})
		order := p.Send(key, `mutation($c: ID!) { checkout(input: { customerId: $c, items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }],
			shippingAddress: { address: { firstName: "A", line1: "1", city: "Dublin", region: "Dublin", country: "IE", customFields: { floor: 3 } } } }) { order { id } userErrors { code field message } } }`, apptest.Vars{"c": id}).OK().Text("checkout.order.id")
		a := p.Send(key, `query($ids: [ID!]!) { nodes(ids: $ids) { id ...C ... on AddressCustomFields { place: floor json } } }
			fragment C on CustomerCustomFields { size friend { email } json }`, apptest.Vars{"ids": []string{
			friend + "/customFields", id + "/customFields", order + "/shippingAddress/customFields", order + "/billingAddress/customFields",
		}}).OK()
		want := `[{"id":"` + friend + `/customFields","size":null,"friend":null,"json":{"size":null,"friend":null}},` +
			`{"id":"` + id + `/customFields","size":40,"friend":{"email":"friend@example.com"},"json":{"size":40,"friend":"` + friend + `"}},` +
			`{"id":"` + order + `/shippingAddress/customFields","place":3,"json":{"floor":3}},` +
			`{"id":"` + order + `/billingAddress/customFields","place":3,"json":{"floor":3}}]`
		if !strings.Contains(a.Body, want) {
			t.Errorf("got  %s\nwant %s", a.Body, want)
		}
	})
}
