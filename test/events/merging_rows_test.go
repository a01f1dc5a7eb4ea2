package events

import (
	"fmt"

	"clientele/models"
	"clientele/test/apptest"
)

var mergingRows = map[string][]row{
	"mergeCustomers": {
		{call: func(s *shop, by caller) call {
			keep, merged := s.customer(), s.signUp()
			s.address(merged.id)
			s.order(apptest.Vars{"customerId": merged.id})
			return call{
				field: quoted(`mergeCustomers(input: { keep: %s, merge: %s })`, keep.id, merged.id),
				bad:   quoted(`mergeCustomers(input: { keep: %s, merge: "customer_01m8910q8we07s1ykrvtcffye5" })`, keep.id),
				want: []event{
					by.did(models.CustomerMerged, keep.id, keep.id, 2, "mergedIds").hide(),
					by.did(models.CustomerDeleted, merged.id, merged.id, 0, ""),
				},
			}
		}},
		{name: "with fields and an address that both have", call: func(s *shop, by caller) call {
			field := s.customField("CUSTOMER", "WRITE")
			keep, merged := s.customer(), s.signUp()
			home, double := s.address(keep.id), s.address(merged.id)
			s.Send(s.key.headers, quoted(`mutation { updateAddress(id: %s, input: { label: "Home" }) { userErrors { code } } }`, double), nil).OK()
			s.Send(s.key.headers, quoted(`mutation { updateCustomer(id: %s, input: { name: "Anna", tags: ["vip"], acceptsMarketing: false, customFields: { `+field+`: "44" } }) { userErrors { code } } }`, merged.id), nil).OK()
			return call{
				field: quoted(fmt.Sprintf(`mergeCustomers(input: { keep: %%s, merge: %%s, fieldsFromMerged: ["name", "email", "customFields.%s"] })`, field), keep.id, merged.id),
				bad:   quoted(`mergeCustomers(input: { keep: %s, merge: %s, fieldsFromMerged: ["tags"] })`, keep.id, merged.id),
				want: []event{
					by.did(models.CustomerMerged, keep.id, keep.id, 2, "mergedIds name email tags customFields."+field),
					by.did(models.AddressUpdated, home, keep.id, 2, "label"),
					by.did(models.AddressDeleted, double, keep.id, 0, "label firstName line1 city region country isDefaultShipping isDefaultBilling"),
					by.did(models.CustomerDeleted, merged.id, merged.id, 0, ""),
				},
			}
		}},
		{name: "with a verified address", call: func(s *shop, by caller) call {
			keep, merged := s.signUp(), s.customer()
			s.Send(s.key.headers, quoted(`mutation { updateCustomer(id: %s, input: { emailVerified: true }) { userErrors { code } } }`, merged.id), nil).OK()
			return call{
				field: quoted(`mergeCustomers(input: { keep: %s, merge: %s, fieldsFromMerged: ["email"] })`, keep.id, merged.id),
				want: []event{
					by.did(models.CustomerMerged, keep.id, keep.id, 2, "mergedIds email emailVerified"),
					by.did(models.CustomerPasswordRemoved, keep.id, keep.id, 2, "password"),
					by.did(models.CustomerDeleted, merged.id, merged.id, 0, ""),
				},
			}
		}},
		{name: "a conflict", call: func(s *shop, _ caller) call {
			return call{
				field: quoted(`mergeCustomers(input: { keep: %s, merge: %s, expectedVersions: { keep: 1, merge: 2 } })`, s.customer().id, s.customer().id),
				code:  "CONFLICT",
			}
		}},
	},
}
