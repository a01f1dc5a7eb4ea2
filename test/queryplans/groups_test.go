package queryplans

import (
	"strconv"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// startPage reads all numbers of the dashboard's start page.
const startPage = `{ overview(days: 92) { ordersToday ordersToShip ordersUnpaid newCustomers failedEmails failingWebhooks hasApiKey lastBackupAt revenue { date orders total { amount } } } }`

// aboutGroups returns the queries of groups, views and the start page.
func aboutGroups(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	owner := w.SignInOwner()
	var all []question
	add := func(name string, as apptest.Headers, query string, v apptest.Vars) {
		all = append(all, question{name, as, query, v, nil})
	}
	add("groups of customers", key, `{ customers(first: 50) { nodes { groups { name } } } }`, nil)
	add("sizes of groups", key, `{ customerGroups { name customersCount } }`, nil)
	add("groups by ID", key, `{ nodes(ids: ["group_few", "group_many"]) { id } }`, nil)
	add("start page", owner, startPage, nil)
	view := w.Send(owner, `mutation { createSavedView(input: { list: CUSTOMERS, name: "A", shared: true, filter: "{\"groups\":{\"has\":\"group_few\"}}" }) { savedView { id } userErrors { code } } }`, nil).OK().Text("createSavedView.savedView.id")
	add("views", owner, `{ savedViews(list: CUSTOMERS) { name broken ownerName } listColumns(list: CUSTOMERS) }`, nil)
	add("a view by ID", owner, `query($id: ID!) { node(id: $id) { id } }`, apptest.Vars{"id": view})
	add("a change of a view", owner, `mutation($id: ID!) { updateSavedView(id: $id, input: { name: "B" }) { userErrors { code } } }`, apptest.Vars{"id": view})
	add("columns", owner, `mutation { setListColumns(list: CUSTOMERS, columns: ["a"]) { userErrors { code } } }`, nil)
	add("a customer joins a group", key, `mutation { updateCustomer(id: "customer_1000015001", input: { groupIds: ["group_few"] }) { userErrors { code } } }`, nil)
	add("customers join and leave groups", key, `mutation { updateCustomers(customers: { ids: ["customer_1000015002", "customer_1000015003"] }, input: { addGroupIds: ["group_few"], removeGroupIds: ["group_many"] }) { job { updated } userErrors { code message } } }`, nil)
	return all
}

// TestGroupStatements checks that the number of statements of groups, views and the start page does not depend on how
// many there are.
func TestGroupStatements(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		owner, key := p.SignInOwner(), p.APIKey(apptest.AllScopes...)
		var groups []string
		join := func(n int) {
			for range n {
				number := strconv.Itoa(len(groups))
				a := p.Send(key, `mutation($n: String!) { createCustomerGroup(input: { name: $n }) { customerGroupId userErrors { code } } }`, apptest.Vars{"n": "Group " + number}).OK()
				groups = append(groups, a.Text("createCustomerGroup.customerGroupId"))
				p.CreateCustomer(key, apptest.Vars{"email": number + "@example.com", "groupIds": groups})
				p.Send(owner, `mutation { createSavedView(input: { list: CUSTOMERS, name: "A", shared: true, filter: "{\"tags\":{\"has\":\"a\"}}" }) { userErrors { code } } }`, nil).OK()
			}
		}
		queries := map[string]string{
			"groups":     `{ customers(first: 50) { nodes { groups { name customersCount } } } customerGroups { customersCount } }`,
			"views":      `{ savedViews(list: CUSTOMERS) { name ownerName broken } }`,
			"start page": startPage,
		}
		count := func() map[string]int64 {
			counts := map[string]int64{}
			for name, query := range queries {
				p.Send(owner, query, nil).OK() // the first one can read more, such as the schema
				p.Send(owner, query, nil).OK()
				counts[name] = *ran
			}
			return counts
		}
		join(1)
		few := count()
		join(9)
		for name, n := range count() {
			if n != few[name] {
				t.Errorf("%s: %d statements for one, %d for ten", name, few[name], n)
			}
		}
	})
}
