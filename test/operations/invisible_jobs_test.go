package operations

import "clientele/test/apptest"

// textsOfJobs returns calls with the texts of imports, exports and changes of many customers. zoe@example.com is the
// customer with the given id.
func textsOfJobs(key apptest.Headers, customer string) []textRow {
	return []textRow{
		{"createImport", `mutation($input: CreateImportInput!) { createImport(input: $input) { job { id } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
			"kind": "CUSTOMERS", "format": "CSV", "columns": []any{apptest.Vars{"name": "Columna", "field": "email"}},
		}}, []string{"Columna", "email"}},
		{"createExport", `mutation($input: CreateExportInput!) { createExport(input: $input) { job { id } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
			"kind": "CUSTOMERS", "search": "zoe@example.com", "columns": []any{"email"},
		}}, []string{"zoe@example.com", "email"}},
		{"addCustomerTags", `mutation($customers: CustomerSelection!, $tags: [String!]!) { addCustomerTags(customers: $customers, tags: $tags) { job { updated } userErrors { code field message } } }`, key, apptest.Vars{
			"customers": apptest.Vars{"search": "zoe@example.com", "expectedCount": 1}, "tags": []any{"tage"},
		}, []string{"zoe@example.com", "tage"}},
		{"removeCustomerTags", `mutation($customers: CustomerSelection!, $tags: [String!]!) { removeCustomerTags(customers: $customers, tags: $tags) { job { updated } userErrors { code field message } } }`, key, apptest.Vars{
			"customers": apptest.Vars{"search": "zoe@example.com", "expectedCount": 1}, "tags": []any{"tage"},
		}, []string{"zoe@example.com", "tage"}},
		{"updateCustomers", `mutation($customers: CustomerSelection!, $input: UpdateCustomersInput!) { updateCustomers(customers: $customers, input: $input) { job { updated } userErrors { code field message } } }`, key, apptest.Vars{
			"customers": apptest.Vars{"search": "zoe@example.com", "expectedCount": 1}, "input": apptest.Vars{"disabled": true, "disabledReason": "Reasonb", "locale": "fr"},
		}, []string{"zoe@example.com", "Reasonb", "fr"}},
		{"updateCustomers", `mutation($customers: CustomerSelection!, $input: UpdateCustomersInput!) { updateCustomers(customers: $customers, input: $input) { job { updated } userErrors { code field message } } }`, key, apptest.Vars{
			"customers": apptest.Vars{"ids": []any{customer}}, "input": apptest.Vars{"disabled": false},
		}, nil},
		{"sendInvitations", `mutation($customers: CustomerSelection!) { sendInvitations(customers: $customers) { job { updated } userErrors { code field message } } }`, key, apptest.Vars{
			"customers": apptest.Vars{"search": "zoe@example.com", "expectedCount": 1},
		}, []string{"zoe@example.com"}},
		{"deleteCustomers", `mutation($customers: CustomerSelection!) { deleteCustomers(customers: $customers) { job { updated } userErrors { code field message } } }`, key, apptest.Vars{
			"customers": apptest.Vars{"search": "nobody at all", "expectedCount": 0},
		}, []string{"nobody at all"}},
	}
}
