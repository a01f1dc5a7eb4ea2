package events

import (
	"clientele/models"
	"clientele/test/apptest"
)

var customerRows = map[string][]row{
	"createCustomer": {
		{name: "to sign up", only: []string{visitor, customer, onBehalf}, call: func(s *shop, _ caller) call {
			who := actor{models.ByCustomer, "@customerId"}
			return call{
				field: quoted(`createCustomer(input: { email: %s, name: "Ann", password: %s })`, s.email(), password),
				bad:   `createCustomer(input: { email: "x", password: "x" })`,
				want: []event{
					{models.CustomerCreated, "@customerId", "@customerId", who, 1, "", false},
					{models.CustomerLoggedIn, "@customerId", "@customerId", who, 1, "", false},
				},
			}
		}},
		{name: "for the shop", only: []string{key, member}, call: func(s *shop, by caller) call {
			return call{
				field: quoted(`createCustomer(input: { email: %s, tags: ["vip"], note: "Calls on Mondays" })`, s.email()),
				bad:   quoted(`createCustomer(input: { email: %s })`, by.account.email),
				want:  []event{by.did(models.CustomerCreated, "@customerId", "@customerId", 1, "")},
			}
		}},
	},
	"updateCustomer": {
		{name: "own fields", call: func(_ *shop, by caller) call {
			id := by.account.id
			return call{
				field: quoted(`updateCustomer(id: %s, input: { name: "Anna", phone: "+353871234567", acceptsMarketing: true })`, id),
				bad:   quoted(`updateCustomer(id: %s, input: { name: "Anna", phone: "1" })`, id),
				want:  []event{by.did(models.CustomerUpdated, id, id, 2, "name phone acceptsMarketing marketing.EMAIL")},
			}
		}},
		{name: "a conflict", call: func(_ *shop, by caller) call {
			return call{
				field: quoted(`updateCustomer(id: %s, input: { name: "Anna", expectedVersion: 7 })`, by.account.id),
				code:  "CONFLICT",
			}
		}},
		{name: "email", only: []string{key, member}, call: func(s *shop, by caller) call {
			a := s.signUp()
			return call{
				field: quoted(`updateCustomer(id: %s, input: { email: %s, externalId: %s, emailVerified: true, note: "VIP" })`, a.id, s.email(), a.email),
				bad:   quoted(`updateCustomer(id: %s, input: { email: %s })`, a.id, by.account.email),
				want:  []event{by.did(models.CustomerUpdated, a.id, a.id, 2, "email externalId emailVerified note")},
			}
		}},
		{name: "groups", only: []string{key, member}, call: func(s *shop, by caller) call {
			id, group := by.account.id, s.group()
			return call{
				field: quoted(`updateCustomer(id: %s, input: { groupIds: [%s] })`, id, group),
				bad:   quoted(`updateCustomer(id: %s, input: { groupIds: [%s, "group_01m8910q8we07s1ykrvtcffye5"] })`, id, group),
				want:  []event{by.did(models.CustomerUpdated, id, id, 2, "groups").hide()},
			}
		}},
		{name: "note and tags", only: []string{key, member}, call: func(_ *shop, by caller) call {
			id := by.account.id
			return call{
				field: quoted(`updateCustomer(id: %s, input: { note: "Calls on Mondays", tags: ["vip", "wholesale"] })`, id),
				want:  []event{by.did(models.CustomerUpdated, id, id, 2, "note tags").hide()},
			}
		}},
		{name: "custom field", call: func(s *shop, by caller) call {
			id, field := by.account.id, s.customField("CUSTOMER", "WRITE")
			return call{
				field: quoted(`updateCustomer(id: %s, input: { customFields: { `+field+`: "44" } })`, id),
				bad:   quoted(`updateCustomer(id: %s, input: { name: "A", customFields: { `+field+`: "A name that is too long for the field" } })`, id),
				want:  []event{by.did(models.CustomerUpdated, id, id, 2, "customFields."+field)},
			}
		}},
		{name: "custom field for the shop", only: []string{key, member}, call: func(s *shop, by caller) call {
			id, field := by.account.id, s.customField("CUSTOMER", "NONE")
			return call{
				field: quoted(`updateCustomer(id: %s, input: { customFields: { `+field+`: "44" } })`, id),
				want:  []event{by.did(models.CustomerUpdated, id, id, 2, "customFields."+field).hide()},
			}
		}},
	},
	"upsertCustomers": {
		{name: "new with an address", call: func(s *shop, by caller) call {
			id := "@results.0.customerId"
			return call{
				field: quoted(`upsertCustomers(match: EMAIL, input: [{ email: %s, addresses: [{ firstName: "Ann", lastName: "Example", `+
					`line1: "1 Main Street", city: "Cork", country: IE }] }])`, s.email()),
				bad: `upsertCustomers(match: EMAIL, onError: ABORT, input: [{ email: "new@example.com" }, { email: "x" }])`,
				want: []event{
					by.did(models.CustomerCreated, id, id, 1, ""), by.did(models.AddressCreated, newestAddress, id, 1, ""),
				},
			}
		}},
		{name: "stored", call: func(s *shop, by caller) call {
			a := s.signUp()
			return call{
				field: quoted(`upsertCustomers(match: EMAIL, input: [{ email: %s, name: "Anna", note: "VIP" }, { email: %s, name: "Anna" }])`,
					a.email, a.email),
				want: []event{by.did(models.CustomerUpdated, a.id, a.id, 2, "name note")},
			}
		}},
	},
	"deleteCustomer": {{call: func(s *shop, by caller) call {
		id := by.account.id
		s.address(id)
		s.order(apptest.Vars{"customerId": id})
		return call{
			field: quoted(`deleteCustomer(id: %s)`, id),
			bad:   `deleteCustomer(id: "customer_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.CustomerDeleted, id, id, 0, "")},
		}
	}}},
	"setPassword": {{call: func(s *shop, by caller) call {
		a := s.signUp()
		return call{
			field: quoted(`setPassword(customerId: %s, password: %s)`, a.id, password),
			bad:   quoted(`setPassword(customerId: %s, password: "short")`, a.id),
			want:  []event{by.did(models.CustomerPasswordChanged, a.id, a.id, 2, "password")},
		}
	}}},
	"changePassword": {{call: func(_ *shop, by caller) call {
		return call{
			field: quoted(`changePassword(currentPassword: %s, newPassword: %s)`, password, password),
			bad:   quoted(`changePassword(currentPassword: "wrong horse", newPassword: %s)`, password),
			want:  []event{by.account.did(models.CustomerPasswordChanged, 2, "password")},
		}
	}}},
	"disableCustomer": {
		{call: func(s *shop, by caller) call {
			a := s.signUp()
			return call{
				field: quoted(`disableCustomer(id: %s, reason: "chargebacks")`, a.id),
				bad:   quoted(`disableCustomer(id: %s, reason: "a\u0007b")`, a.id),
				want:  []event{by.did(models.CustomerDisabled, a.id, a.id, 2, "").hide()},
			}
		}},
		{name: "with another reason", call: func(s *shop, by caller) call {
			id := by.account.id
			s.Send(s.key.headers, quoted(`mutation { disableCustomer(id: %s, reason: "chargebacks") { userErrors { code } } }`, id), nil).OK()
			return call{
				field: quoted(`disableCustomer(id: %s, reason: "fraud")`, id),
				want:  []event{by.did(models.CustomerUpdated, id, id, 3, "disabledReason").hide()},
			}
		}},
	},
	"enableCustomer": {
		{call: func(s *shop, by caller) call {
			id := by.account.id
			s.Send(s.key.headers, quoted(`mutation { disableCustomer(id: %s) { userErrors { code } } }`, id), nil).OK()
			return call{
				field: quoted(`enableCustomer(id: %s)`, id),
				want:  []event{by.did(models.CustomerEnabled, id, id, 3, "").hide()},
			}
		}},
		{name: "one who is not disabled", call: func(_ *shop, by caller) call {
			return call{field: quoted(`enableCustomer(id: %s)`, by.account.id)}
		}},
	},
}

// customField defines a custom field for short texts, and returns its key.
func (s *shop) customField(owner, access string) string {
	s.T.Helper()
	k := "field" + s.id()
	s.CreateField(s.key.headers, apptest.Vars{"owner": owner, "key": k, "type": "STRING", "access": access, "rules": apptest.Vars{"max": "20"}})
	return k
}
