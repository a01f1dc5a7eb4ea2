package operations

import "clientele/test/apptest"

// textsOfViews returns calls with the texts of groups, views and columns, and of the start page.
func textsOfViews(p *apptest.Program, key, owner apptest.Headers) []textRow {
	p.T.Helper()
	group := p.Send(key, `mutation { createCustomerGroup(input: { name: "Group" }) { customerGroupId userErrors { code } } }`, nil).OK().Text("createCustomerGroup.customerGroupId")
	view := p.Send(owner, `mutation { createSavedView(input: { list: ORDERS, name: "View" }) { savedView { id } userErrors { code } } }`, nil).OK().Text("createSavedView.savedView.id")
	const fields = `{ savedView { name filter search sort columns } userErrors { code field message } }`
	return []textRow{
		{"createCustomerGroup", `mutation($input: CreateCustomerGroupInput!) { createCustomerGroup(input: $input) { customerGroup { name description } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{"name": "Groupa", "description": "Descrc"}}, nil},
		{"updateCustomerGroup", `mutation($id: ID!, $input: UpdateCustomerGroupInput!) { updateCustomerGroup(id: $id, input: $input) { customerGroup { name description } userErrors { code field message } } }`, key, apptest.Vars{"id": group, "input": apptest.Vars{"name": "Groupb", "description": "Descrd"}}, nil},
		{"createSavedView", `mutation($input: CreateSavedViewInput!) { createSavedView(input: $input) ` + fields + ` }`, owner, apptest.Vars{"input": apptest.Vars{
			"list": "ORDERS", "name": "Viewa", "filter": `{"number":{"eq":"A"}}`, "search": "Searcha", "sort": `{"field":"TOTAL"}`, "columns": []any{"columna"},
		}}, nil},
		{"updateSavedView", `mutation($id: ID!, $input: UpdateSavedViewInput!) { updateSavedView(id: $id, input: $input) ` + fields + ` }`, owner, apptest.Vars{"id": view, "input": apptest.Vars{
			"name": "Viewb", "filter": `{"number":{"eq":"B"}}`, "search": "Searchb", "sort": `{"field":"NUMBER"}`, "columns": []any{"columnb"},
		}}, nil},
		{"setListColumns", `mutation($columns: [String!]) { setListColumns(list: ORDERS, columns: $columns) { columns userErrors { code field message } } }`, owner, apptest.Vars{"columns": []any{"columnc"}}, nil},
		{"overview", `query($timeZone: String!) { overview(timeZone: $timeZone) { ordersToday } }`, owner, apptest.Vars{"timeZone": "Europe/Dublin"}, []string{"Europe/Dublin"}},
	}
}
