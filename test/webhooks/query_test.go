package webhooks

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestQuery checks that the result of a stored query is sent with each event, with custom fields, and that a query that
// a change of the custom fields makes invalid is shown and delays the deliveries until it is fixed.
func TestQuery(t *testing.T) {
	onEach(t, func(t *testing.T, p *apptest.Program) {
		key, r := p.APIKey(apptest.AllScopes...), newReceiver(t)
		field := p.CreateField(key, apptest.Vars{"key": "vatNumber", "type": "STRING", "access": "NONE"})
		hook, secret := createWebhook(p, key, apptest.Vars{
			"url": r.URL, "events": []string{"CUSTOMER_CREATED", "CUSTOMER_UPDATED", "CUSTOMER_DELETED"},
			"scopes": []string{"CUSTOMERS_READ"},
			"query":  `query($id: ID!) { customer(id: $id) { email customFields { vatNumber } } }`,
		})
		customer := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "customFields": apptest.Vars{"vatNumber": "IE1"}})
		first := r.next(t, 1)
		first.verify(t, secret)
		if first.Type != "customer.created" || first.Data.ID != customer || first.Data.Errors != nil ||
			string(first.Data.Result) != `{"customer":{"email":"ann@example.com","customFields":{"vatNumber":"IE1"}}}` {
			t.Errorf("%s", first.raw)
		}
		p.Send(key, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code } } }`, apptest.Vars{"id": field}).OK()
		p.Send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Ann" }) { userErrors { code } } }`, apptest.Vars{"id": customer}).OK()
		const state = `query($id: ID!) { webhook(id: $id) { queryError failingSince deliveries(status: PENDING) { totalCount nodes { error attempts event { type subjectId } } } } }`
		apptest.WaitUntil(t, "the failure", func() bool {
			return p.Send(key, state, apptest.Vars{"id": hook}).OK().At("webhook.deliveries.nodes.0.error") != nil
		})
		a := p.Send(key, state, apptest.Vars{"id": hook}).OK()
		if !strings.Contains(a.Text("webhook.queryError"), "vatNumber") ||
			!strings.Contains(a.Text("webhook.deliveries.nodes.0.error"), "the query is not valid") ||
			a.Text("webhook.deliveries.nodes.0.event.type") != "CUSTOMER_UPDATED" ||
			a.Text("webhook.deliveries.nodes.0.event.subjectId") != customer || a.At("webhook.failingSince") == nil {
			t.Errorf("%s", a.Body)
		}
		// A query that is not valid does not prevent other changes.
		p.Send(key, update, apptest.Vars{"id": hook, "in": apptest.Vars{"name": "ERP 2"}}).OK()
		p.Send(key, update, apptest.Vars{"id": hook, "in": apptest.Vars{"query": `query($id: ID!) { customer(id: $id) { name } }`}}).OK()
		second := r.next(t, 2)
		if second.Type != "customer.updated" || string(second.Data.Result) != `{"customer":{"name":"Ann"}}` ||
			strings.Join(second.Data.Changed, ",") != "name" {
			t.Errorf("%s", second.raw)
		}
		p.Send(key, `mutation($id: ID!) { deleteCustomer(id: $id) { userErrors { code } } }`, apptest.Vars{"id": customer}).OK()
		if third := r.next(t, 3); third.Type != "customer.deleted" || string(third.Data.Result) != `{"customer":null}` {
			t.Errorf("%s", third.raw)
		}
	})
}

// TestInvalidWebhooks checks what cannot be stored.
func TestInvalidWebhooks(t *testing.T) {
	onEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		onlyWebhooks, withCustomers := p.APIKey("WEBHOOKS_WRITE"), p.APIKey("WEBHOOKS_WRITE", "CUSTOMERS_READ")
		valid := apptest.Vars{"name": "a", "url": "https://example.com", "events": []string{"CUSTOMER_UPDATED"}}
		query := func(text string, scopes ...string) apptest.Vars {
			return apptest.Vars{"query": text, "scopes": append([]string{}, scopes...)}
		}
		for _, c := range []struct {
			name    string
			as      apptest.Headers
			in      apptest.Vars
			code    string
			message string
		}{
			{"no name", key, apptest.Vars{"name": " "}, "REQUIRED", ""},
			{"long name", key, apptest.Vars{"name": strings.Repeat("a", 101)}, "TOO_LONG", ""},
			{"no URL", key, apptest.Vars{"url": ""}, "REQUIRED", ""},
			{"another scheme", key, apptest.Vars{"url": "ftp://example.com"}, "INVALID", "https://"},
			{"no events", key, apptest.Vars{"events": []string{}}, "REQUIRED", ""},
			{"a scope to write", key, apptest.Vars{"scopes": []string{"CUSTOMERS_WRITE"}}, "INVALID", "CUSTOMERS_READ and ORDERS_READ"},
			{"the scope of webhooks", key, apptest.Vars{"scopes": []string{"WEBHOOKS_WRITE"}}, "INVALID", ""},
			{"events of others", onlyWebhooks, nil, "INVALID", "CUSTOMERS_READ"},
			{"events of staff", withCustomers, apptest.Vars{"events": []string{"STAFF_MEMBER_LOGGED_IN"}}, "INVALID", "STAFF_WRITE"},
			{"scopes of others", withCustomers, apptest.Vars{"scopes": []string{"ORDERS_READ"}}, "INVALID", "cannot grant"},
			{"no query", key, query(" "), "REQUIRED", ""},
			{"a long query", key, query(strings.Repeat("#", 16_001)), "TOO_LONG", ""},
			{"a syntax error", key, query("query($id: ID!) {"), "INVALID", ""},
			{"an unknown field", key, query("query($id: ID!) { customer(id: $id) { nothing } }", "CUSTOMERS_READ"), "INVALID", "nothing"},
			{"a mutation", key, query("mutation($id: ID!) { deleteCustomer(id: $id) { deletedId } }", "CUSTOMERS_READ"), "INVALID", "query"},
			{"two operations", key, query("query A($id: ID!) { customer(id: $id) { id } } query B { shop { name } }", "CUSTOMERS_READ"), "INVALID", ""},
			{"no variable", key, query("{ shop { name } }"), "INVALID", "$id"},
			{"another type", key, query("query($id: String) { shop { name } x: customers(search: $id) { nodes { id } } }", "CUSTOMERS_READ"), "INVALID", "$id"},
			{"another variable", key, query("query($id: ID!, $n: Int!) { customer(id: $id) { addresses(first: $n) { nodes { id } } } }", "CUSTOMERS_READ"), "INVALID", "$n"},
			{"a missing scope", key, query("query($id: ID!) { customer(id: $id) { id } }"), "INVALID", "CUSTOMERS_READ"},
			{"a missing scope below", key, query("query($id: ID!) { customer(id: $id) { ...F } } fragment F on Customer { orders { nodes { id } } }", "CUSTOMERS_READ"), "INVALID", "ORDERS_READ"},
			{"a scope no webhook has", key, query("query($id: ID!) { node(id: $id) { id } staffMembers { id } }", "CUSTOMERS_READ"), "INVALID", "STAFF_WRITE"},
			{"too much", key, query("query($id: ID!) { customer(id: $id) { id } customers(first: 100) { nodes { orders(first: 100) { nodes { items { id sku name } history { id } } } } } }", "CUSTOMERS_READ", "ORDERS_READ"), "INVALID", "too much"},
		} {
			in := apptest.Vars{}
			for _, set := range []apptest.Vars{valid, c.in} {
				for name, value := range set {
					in[name] = value
				}
			}
			a := p.Send(c.as, create, apptest.Vars{"in": in})
			if a.UserErrorCode("createWebhook") != c.code || !strings.Contains(a.Text("createWebhook.userErrors.0.message"), c.message) || a.At("createWebhook.secret") != nil {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		if a := p.Send(key, `{ webhooks { id } }`, nil).OK(); a.Body != `{"data":{"webhooks":[]}}`+"\n" && a.Body != `{"data":{"webhooks":[]}}` {
			t.Error(a.Body)
		}
		// Whoever lacks what a webhook may read cannot have it sent elsewhere.
		id, _ := createWebhook(p, key, apptest.Vars{"url": "https://example.com/a?token=sentinel", "events": []string{"CUSTOMER_UPDATED"}})
		for name, mutation := range map[string]string{
			"updateWebhook":       `mutation($id: ID!) { updateWebhook(id: $id, input: { url: "https://evil.example" }) { userErrors { code field } } }`,
			"deleteWebhook":       `mutation($id: ID!) { deleteWebhook(id: $id) { userErrors { code field } } }`,
			"rotateWebhookSecret": `mutation($id: ID!) { rotateWebhookSecret(id: $id) { secret userErrors { code field } } }`,
			"testWebhook":         `mutation($id: ID!) { testWebhook(id: $id) { userErrors { code field } } }`,
			"redeliverWebhook":    `mutation($id: ID!) { redeliverWebhook(id: $id) { userErrors { code field } } }`,
		} {
			if a := p.Send(onlyWebhooks, mutation, apptest.Vars{"id": id}); a.UserErrorCode(name) != "INVALID" || a.Text(name+".userErrors.0.field.0") != "id" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		if a := p.Send(key, update, apptest.Vars{"id": id, "in": apptest.Vars{"name": "b", "expectedVersion": 7}}); a.UserErrorCode("updateWebhook") != "CONFLICT" || a.At("updateWebhook.webhook.version") != 1.0 {
			t.Error(a.Body)
		}
	})
}
