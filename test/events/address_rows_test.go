package events

import (
	"clientele/models"
	"clientele/test/apptest"
)

var addressRows = map[string][]row{
	"createAddress": {
		{call: func(_ *shop, by caller) call {
			id := by.account.id
			return call{
				field: quoted(`createAddress(customerId: %s, input: { firstName: "Ann", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" })`, id),
				bad:   quoted(`createAddress(customerId: %s, input: { country: "IE" })`, id),
				want:  []event{by.did(models.AddressCreated, "@addressId", id, 1, "")},
			}
		}},
		{name: "that becomes a default", call: func(s *shop, by caller) call {
			id := by.account.id
			s.address(id)
			return call{
				field: quoted(`createAddress(customerId: %s, input: { firstName: "Ann", line1: "15 Main Street", city: "Dublin", region: "Dublin", country: "IE", isDefaultBilling: true })`, id),
				want:  []event{by.did(models.AddressCreated, "@addressId", id, 1, "")},
			}
		}},
	},
	"updateAddress": {
		{call: func(s *shop, by caller) call {
			id := s.address(by.account.id)
			return call{
				field: quoted(`updateAddress(id: %s, input: { label: "Home", line1: "15 Main Street" })`, id),
				bad:   quoted(`updateAddress(id: %s, input: { label: "Home", country: "XX" })`, id),
				want:  []event{by.did(models.AddressUpdated, id, by.account.id, 2, "label line1")},
			}
		}},
		{name: "to a default, with a custom field", call: func(s *shop, by caller) call {
			s.address(by.account.id)
			id, field := s.address(by.account.id), s.customField("ADDRESS", "WRITE")
			return call{
				field: quoted(`updateAddress(id: %s, input: { isDefaultShipping: true, customFields: { `+field+`: "2" } })`, id),
				want:  []event{by.did(models.AddressUpdated, id, by.account.id, 2, "isDefaultShipping customFields."+field)},
			}
		}},
	},
	"deleteAddress": {{call: func(s *shop, by caller) call {
		id := s.address(by.account.id)
		return call{
			field: quoted(`deleteAddress(id: %s)`, id),
			bad:   `deleteAddress(id: "address_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.AddressDeleted, id, by.account.id, 0, "firstName line1 city region country isDefaultShipping isDefaultBilling")},
		}
	}}},
}

var sampleAddress = apptest.Vars{"firstName": "Ann", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}

// address adds an address to a customer's address book.
func (s *shop) address(customerID string) string {
	s.T.Helper()
	return s.Send(s.key.headers, `mutation($id: ID!, $in: CreateAddressInput!) { createAddress(customerId: $id, input: $in) { addressId userErrors { code field message } } }`,
		apptest.Vars{"id": customerID, "in": sampleAddress}).OK().Text("createAddress.addressId")
}
