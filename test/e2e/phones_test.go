package e2e

import (
	"fmt"
	"slices"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// TestPhoneNumbers checks that every phone number follows the same rules, and that a record with a number that would be
// invalid today can still be read, changed, and sent back unchanged.
func TestPhoneNumbers(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o)
		key := p.APIKey(apptest.AllScopes...)
		n := 0
		newCustomer := func(in apptest.Vars) *apptest.Response {
			n++
			in["email"] = fmt.Sprintf("c%d@example.com", n)
			return p.Send(key, `mutation($in: CreateCustomerInput!) { it: createCustomer(input: $in) { record: customer { id phone } userErrors { code field message } } }`, apptest.Vars{"in": in})
		}
		customer := newCustomer(apptest.Vars{"phone": "+1 253 555 0100"}).OK().Text("it.record.id")
		typed := func(more apptest.Vars) apptest.Vars {
			a := apptest.Vars{"firstName": "Ann", "line1": "1 Main Street", "city": "Seattle", "region": "WA", "postcode": "98101", "country": "US"}
			for k, v := range more {
				a[k] = v
			}
			return a
		}
		const createAddress = `mutation($id: ID, $in: CreateAddressInput!) { it: createAddress(customerId: $id, input: $in) { record: address { id phone } userErrors { code field message } } }`
		address := p.Send(key, createAddress, apptest.Vars{"id": customer, "in": typed(nil)}).OK().Text("it.record.id")
		checkout := func(contact, ship apptest.Vars) *apptest.Response {
			contact["name"], contact["email"] = "Gus", "gus@example.com"
			return p.Send(key, `mutation($in: CheckoutInput!) { it: checkout(input: $in) { order { id contact { phone } shippingAddress { phone } } userErrors { code field message } } }`, apptest.Vars{"in": apptest.Vars{
				"items":   []apptest.Vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1", "currency": "USD"}}},
				"contact": contact, "shippingAddress": apptest.Vars{"address": ship}, "billingSameAsShipping": true,
			}})
		}
		order := checkout(apptest.Vars{}, typed(nil)).OK().Text("it.order.id")
		const (
			updateCustomer = `mutation($id: ID, $in: UpdateCustomerInput!) { it: updateCustomer(id: $id, input: $in) { record: customer { id phone } userErrors { code field message } } }`
			updateAddress  = `mutation($id: ID!, $in: UpdateAddressInput!) { it: updateAddress(id: $id, input: $in) { record: address { id phone } userErrors { code field message } } }`
			updateOrder    = `mutation($id: ID!, $in: UpdateOrderInput!) { it: updateOrder(id: $id, input: $in) { order { shippingAddress { phone city } contact { phone } } userErrors { code field message } } }`
		)
		places := []struct {
			name, stored string
			field        []any
			national     bool // a country is known
			send         func(phone string) *apptest.Response
		}{
			{"createCustomer", "it.record.phone", []any{"input", "phone"}, false, func(s string) *apptest.Response { return newCustomer(apptest.Vars{"phone": s}) }},
			{"updateCustomer", "it.record.phone", []any{"input", "phone"}, false, func(s string) *apptest.Response {
				return p.Send(key, updateCustomer, apptest.Vars{"id": customer, "in": apptest.Vars{"phone": s}})
			}},
			{"createAddress", "it.record.phone", []any{"input", "phone"}, true, func(s string) *apptest.Response {
				return p.Send(key, createAddress, apptest.Vars{"id": customer, "in": typed(apptest.Vars{"phone": s})})
			}},
			{"updateAddress", "it.record.phone", []any{"input", "phone"}, true, func(s string) *apptest.Response {
				return p.Send(key, updateAddress, apptest.Vars{"id": address, "in": apptest.Vars{"phone": s}})
			}},
			{"checkout, contact", "it.order.contact.phone", []any{"input", "contact", "phone"}, true, func(s string) *apptest.Response {
				return checkout(apptest.Vars{"phone": s}, typed(nil))
			}},
			{"checkout, address", "it.order.shippingAddress.phone", []any{"input", "shippingAddress", "address", "phone"}, true, func(s string) *apptest.Response {
				return checkout(apptest.Vars{}, typed(apptest.Vars{"phone": s}))
			}},
			{"updateOrder, address", "it.order.shippingAddress.phone", []any{"input", "shippingAddress", "phone"}, true, func(s string) *apptest.Response {
				return p.Send(key, updateOrder, apptest.Vars{"id": order, "in": apptest.Vars{"shippingAddress": typed(apptest.Vars{"phone": s})}})
			}},
		}
		for _, place := range places {
			for _, c := range []struct {
				name, in, want string // empty where it is refused
				national       bool
			}{
				{"without its area code", "253-0000", "", false},
				{"with the country code and without the area code", "+1 253-0000", "", false},
				{"one that cannot exist", "+1 123 456 7890", "", false},
				{"one that the metadata does not know", "+1 287 234 5678", "+12872345678", false},
				{"from a contact list", "\u202A+1 253 555 0101\u202C", "+12535550101", false},
				{"with the usual international prefix", "0044 20 7946 0000", "+442079460000", false},
				{"with the country's international prefix", "011 44 20 7946 0000", "+442079460000", true},
				{"as it is written in the country", "(253) 555-0102", "+12535550102", true},
			} {
				if c.national && !place.national {
					continue
				}
				a := place.send(c.in)
				switch {
				case c.want == "":
					if a.UserErrorCode("it") != "INVALID" || !slices.Equal(a.At("it.userErrors.0.field").([]any), place.field) {
						t.Errorf("%s, %s: %s", place.name, c.name, a.Body)
					}
				case a.OK().Text(place.stored) != c.want:
					t.Errorf("%s, %s: %s", place.name, c.name, a.Body)
				}
			}
		}

		// Numbers that are invalid today were stored before.
		const before = "+12530000"
		err := s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
			for _, sql := range []string{"UPDATE customers SET phone = ?", "UPDATE addresses SET phone = ?", "UPDATE orders SET ship_phone = ?"} {
				if err := tx.Exec(sql, before).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		read := p.Send(key, `query($c: ID!, $o: ID!) { customer(id: $c) { phone addresses(first: 1) { nodes { phone } } } order(id: $o) { shippingAddress { phone } } }`, apptest.Vars{"c": customer, "o": order}).OK()
		if read.Text("customer.phone") != before || read.Text("customer.addresses.nodes.0.phone") != before || read.Text("order.shippingAddress.phone") != before {
			t.Errorf("stored before: %s", read.Body)
		}
		for _, c := range []struct {
			name string
			send func() *apptest.Response
		}{
			{"a customer, another field", func() *apptest.Response {
				return p.Send(key, updateCustomer, apptest.Vars{"id": customer, "in": apptest.Vars{"name": "New"}})
			}},
			{"a customer, sent back", func() *apptest.Response {
				return p.Send(key, updateCustomer, apptest.Vars{"id": customer, "in": apptest.Vars{"name": "Newer", "phone": before}})
			}},
			{"an address, another field", func() *apptest.Response {
				return p.Send(key, updateAddress, apptest.Vars{"id": address, "in": apptest.Vars{"label": "home"}})
			}},
			{"an address, sent back", func() *apptest.Response {
				return p.Send(key, updateAddress, apptest.Vars{"id": address, "in": typed(apptest.Vars{"phone": before, "label": "house"})})
			}},
			{"an order, sent back", func() *apptest.Response {
				return p.Send(key, updateOrder, apptest.Vars{"id": order, "in": apptest.Vars{"shippingAddress": typed(apptest.Vars{"phone": before, "city": "Tacoma"})}})
			}},
		} {
			if a := c.send().OK(); a.At("it.record") != nil && a.Text("it.record.phone") != before {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		for _, place := range places {
			if place.name == "createAddress" || place.name == "createCustomer" || place.name == "checkout, address" {
				if a := place.send(before); a.UserErrorCode("it") != "INVALID" || !slices.Equal(a.At("it.userErrors.0.field").([]any), place.field) {
					t.Errorf("%s accepts it again: %s", place.name, a.Body)
				}
			}
		}
	})
}
