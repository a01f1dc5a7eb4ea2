package main

import (
	"fmt"
	"slices"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestPhonesEverywhere: every place that takes a phone number has the same rules, and a record with a number that they would
// refuse today can still be read, changed, and sent back as it was read.
func TestPhonesEverywhere(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := served(t, o)
		key := p.key(everything...)
		n := 0
		newCustomer := func(in vars) *answer {
			n++
			in["email"] = fmt.Sprintf("c%d@example.com", n)
			return p.send(key, `mutation($in: CreateCustomerInput!) { it: createCustomer(input: $in) { record: customer { id phone } userErrors { code field message } } }`, vars{"in": in})
		}
		customer := newCustomer(vars{"phone": "+1 253 555 0100"}).good().str("it.record.id")
		typed := func(more vars) vars {
			a := vars{"firstName": "Ann", "line1": "1 Main Street", "city": "Seattle", "region": "WA", "postcode": "98101", "country": "US"}
			for k, v := range more {
				a[k] = v
			}
			return a
		}
		const createAddress = `mutation($id: ID, $in: CreateAddressInput!) { it: createAddress(customerId: $id, input: $in) { record: address { id phone } userErrors { code field message } } }`
		address := p.send(key, createAddress, vars{"id": customer, "in": typed(nil)}).good().str("it.record.id")
		checkout := func(contact, ship vars) *answer {
			contact["name"], contact["email"] = "Gus", "gus@example.com"
			return p.send(key, `mutation($in: CheckoutInput!) { it: checkout(input: $in) { order { id contact { phone } shippingAddress { phone } } userErrors { code field message } } }`, vars{"in": vars{
				"items":   []vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": vars{"amount": "1", "currency": "USD"}}},
				"contact": contact, "shippingAddress": vars{"address": ship}, "billingSameAsShipping": true,
			}})
		}
		order := checkout(vars{}, typed(nil)).good().str("it.order.id")
		const (
			updateCustomer = `mutation($id: ID, $in: UpdateCustomerInput!) { it: updateCustomer(id: $id, input: $in) { record: customer { id phone } userErrors { code field message } } }`
			updateAddress  = `mutation($id: ID!, $in: UpdateAddressInput!) { it: updateAddress(id: $id, input: $in) { record: address { id phone } userErrors { code field message } } }`
			updateOrder    = `mutation($id: ID!, $in: UpdateOrderInput!) { it: updateOrder(id: $id, input: $in) { order { shippingAddress { phone city } contact { phone } } userErrors { code field message } } }`
		)
		places := []struct {
			name, stored string
			field        []any
			national     bool // a country is known
			send         func(phone string) *answer
		}{
			{"createCustomer", "it.record.phone", []any{"input", "phone"}, false, func(s string) *answer { return newCustomer(vars{"phone": s}) }},
			{"updateCustomer", "it.record.phone", []any{"input", "phone"}, false, func(s string) *answer {
				return p.send(key, updateCustomer, vars{"id": customer, "in": vars{"phone": s}})
			}},
			{"createAddress", "it.record.phone", []any{"input", "phone"}, true, func(s string) *answer {
				return p.send(key, createAddress, vars{"id": customer, "in": typed(vars{"phone": s})})
			}},
			{"updateAddress", "it.record.phone", []any{"input", "phone"}, true, func(s string) *answer {
				return p.send(key, updateAddress, vars{"id": address, "in": vars{"phone": s}})
			}},
			{"checkout, contact", "it.order.contact.phone", []any{"input", "contact", "phone"}, true, func(s string) *answer {
				return checkout(vars{"phone": s}, typed(nil))
			}},
			{"checkout, address", "it.order.shippingAddress.phone", []any{"input", "shippingAddress", "address", "phone"}, true, func(s string) *answer {
				return checkout(vars{}, typed(vars{"phone": s}))
			}},
			{"updateOrder, address", "it.order.shippingAddress.phone", []any{"input", "shippingAddress", "phone"}, true, func(s string) *answer {
				return p.send(key, updateOrder, vars{"id": order, "in": vars{"shippingAddress": typed(vars{"phone": s})}})
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
					if a.fault("it") != "INVALID" || !slices.Equal(a.at("it.userErrors.0.field").([]any), place.field) {
						t.Errorf("%s, %s: %s", place.name, c.name, a.text)
					}
				case a.good().str(place.stored) != c.want:
					t.Errorf("%s, %s: %s", place.name, c.name, a.text)
				}
			}
		}

		// What the rules refuse today was stored before.
		const before = "+12530000"
		err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
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
		read := p.send(key, `query($c: ID!, $o: ID!) { customer(id: $c) { phone addresses(first: 1) { nodes { phone } } } order(id: $o) { shippingAddress { phone } } }`, vars{"c": customer, "o": order}).good()
		if read.str("customer.phone") != before || read.str("customer.addresses.nodes.0.phone") != before || read.str("order.shippingAddress.phone") != before {
			t.Errorf("stored before: %s", read.text)
		}
		for _, c := range []struct {
			name string
			send func() *answer
		}{
			{"a customer, another field", func() *answer {
				return p.send(key, updateCustomer, vars{"id": customer, "in": vars{"name": "New"}})
			}},
			{"a customer, sent back", func() *answer {
				return p.send(key, updateCustomer, vars{"id": customer, "in": vars{"name": "Newer", "phone": before}})
			}},
			{"an address, another field", func() *answer {
				return p.send(key, updateAddress, vars{"id": address, "in": vars{"label": "home"}})
			}},
			{"an address, sent back", func() *answer {
				return p.send(key, updateAddress, vars{"id": address, "in": typed(vars{"phone": before, "label": "house"})})
			}},
			{"an order, sent back", func() *answer {
				return p.send(key, updateOrder, vars{"id": order, "in": vars{"shippingAddress": typed(vars{"phone": before, "city": "Tacoma"})}})
			}},
		} {
			if a := c.send().good(); a.at("it.record") != nil && a.str("it.record.phone") != before {
				t.Errorf("%s: %s", c.name, a.text)
			}
		}
		for _, place := range places {
			if place.name == "createAddress" || place.name == "createCustomer" || place.name == "checkout, address" {
				if a := place.send(before); a.fault("it") != "INVALID" || !slices.Equal(a.at("it.userErrors.0.field").([]any), place.field) {
					t.Errorf("%s takes it anew: %s", place.name, a.text)
				}
			}
		}
	})
}
