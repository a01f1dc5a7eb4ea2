package events

import (
	"clientele/models"
	"clientele/test/apptest"
)

// ownView is why views and columns leave no event: they say how a member looks at lists, and nothing about the shop.
const ownView = "views and columns are preferences of the staff"

var groupRows = map[string][]row{
	"createCustomerGroup": {{call: func(s *shop, by caller) call {
		name := "Group " + s.id()
		return call{
			field: quoted(`createCustomerGroup(input: { name: %s, description: "Buys much" })`, name),
			bad:   `createCustomerGroup(input: { name: "" })`,
			want:  []event{by.did(models.CustomerGroupCreated, "@customerGroupId", "", 1, "name description")},
		}
	}}},
	"updateCustomerGroup": {{call: func(s *shop, by caller) call {
		id := s.group()
		return call{
			field: quoted(`updateCustomerGroup(id: %s, input: { name: %s })`, id, "Group "+s.id()),
			bad:   quoted(`updateCustomerGroup(id: %s, input: { name: "" })`, id),
			want:  []event{by.did(models.CustomerGroupUpdated, id, "", 2, "name")},
		}
	}}},
	"deleteCustomerGroup": {{call: func(s *shop, by caller) call {
		id := s.group()
		return call{
			field: quoted(`deleteCustomerGroup(id: %s)`, id),
			bad:   `deleteCustomerGroup(id: "group_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.CustomerGroupDeleted, id, "", 0, "name")},
		}
	}}},
	"createSavedView": {{quiet: ownView, call: func(*shop, caller) call {
		return call{
			field: `createSavedView(input: { list: CUSTOMERS, name: "All" })`,
			bad:   `createSavedView(input: { list: CUSTOMERS, name: "" })`,
		}
	}}},
	"updateSavedView": {{quiet: ownView, call: func(s *shop, by caller) call {
		id := s.view(by)
		return call{
			field: quoted(`updateSavedView(id: %s, input: { name: "Everyone" })`, id),
			bad:   quoted(`updateSavedView(id: %s, input: { name: "" })`, id),
		}
	}}},
	"deleteSavedView": {{quiet: ownView, call: func(s *shop, by caller) call {
		return call{
			field: quoted(`deleteSavedView(id: %s)`, s.view(by)),
			bad:   `deleteSavedView(id: "view_01m8910q8we07s1ykrvtcffye5")`,
		}
	}}},
	"setListColumns": {{quiet: ownView, call: func(*shop, caller) call {
		return call{
			field: `setListColumns(list: ORDERS, columns: ["number"])`,
			bad:   `setListColumns(list: ORDERS, columns: [""])`,
		}
	}}},
}

// group creates a group of customers, and returns its id.
func (s *shop) group() string {
	s.T.Helper()
	return s.Send(s.key.headers, `mutation($n: String!) { createCustomerGroup(input: { name: $n }) { customerGroupId userErrors { code field message } } }`,
		apptest.Vars{"n": "Group " + s.id()}).OK().Text("createCustomerGroup.customerGroupId")
}

// view saves a view of a member, and returns its id.
func (s *shop) view(by caller) string {
	s.T.Helper()
	return s.Send(by.headers, `mutation { createSavedView(input: { list: CUSTOMERS, name: "All" }) { savedView { id } userErrors { code field message } } }`, nil).
		OK().Text("createSavedView.savedView.id")
}
