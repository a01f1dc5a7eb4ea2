package access

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestGroupsAreHidden checks that customers never see groups, in their account, their history and the schema, and that
// keys need CUSTOMERS_READ.
func TestGroupsAreHidden(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		full := p.APIKey(apptest.AllScopes...)
		id, ann := p.SignUp("ann@example.com")
		group := p.Send(full, `mutation { createCustomerGroup(input: { name: "Insolvent" }) { customerGroupId userErrors { code } } }`, nil).OK().Text("createCustomerGroup.customerGroupId")
		p.Send(full, `mutation($id: ID!, $g: [ID!]) { updateCustomer(id: $id, input: { groupIds: $g }) { userErrors { code } } }`, apptest.Vars{"id": id, "g": []string{group}}).OK()
		const (
			groups  = `query($id: ID!) { customer(id: $id) { groups { name customersCount } } }`
			byNode  = `query($id: ID!) { node(id: $id) { id } }`
			history = `{ me { history { nodes { type changes { field from to } } } } }`
		)
		for _, c := range []struct {
			name, query string
			as          apptest.Headers
			v           apptest.Vars
			code, body  string
		}{
			{"a key", groups, p.APIKey("CUSTOMERS_READ"), apptest.Vars{"id": id}, "", `{"groups":[{"name":"Insolvent","customersCount":1}]}`},
			{"a key by ID", byNode, p.APIKey("CUSTOMERS_READ"), apptest.Vars{"id": group}, "", group},
			{"a key without the scope, by ID", byNode, p.APIKey("ORDERS_READ"), apptest.Vars{"id": group}, "", `{"node":null}`},
			{"the customer", groups, ann, apptest.Vars{"id": id}, "FORBIDDEN", ""},
			{"the customer by ID", byNode, ann, apptest.Vars{"id": group}, "", `{"node":null}`},
			{"the customer's history", history, ann, nil, "", `{"nodes":[{"type":"CUSTOMER_LOGGED_IN"`},
			{"the customer's filter", `{ customers(filter: { groups: { has: "` + group + `" } }) { totalCount } }`, ann, nil, "FORBIDDEN", ""},
		} {
			a := p.Send(c.as, c.query, c.v)
			if c.code != "" && a.ErrorCode() == "" || c.code == "" && c.body != "" && !strings.Contains(a.Body, c.body) ||
				c.name != "a key" && strings.Contains(a.Body, "Insolvent") {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		if sdl := p.SDL(ann); strings.Contains(sdl, "CustomerGroup") || strings.Contains(sdl, "groupIds") || strings.Contains(sdl, "SavedView") || strings.Contains(sdl, "Overview") {
			t.Error("the schema of customers has groups or views")
		}
	})
}
