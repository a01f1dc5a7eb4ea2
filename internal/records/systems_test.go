package records_test

import (
	"strings"
	"testing"

	"clientele/internal/records"
)

// noTime is how showCustomer prints a customer without a time and custom fields.
const noTime = "0001-01-01T00:00:00.000000Z one=<nil> list=<nil> number=<nil> flag=<nil>"

// noFields is how it prints an address without custom fields.
const noFields = " one=<nil> list=<nil> number=<nil> flag=<nil>"

// TestCustomersOfSystems reads customers of other systems.
func TestCustomersOfSystems(t *testing.T) {
	for _, c := range []struct {
		name   string
		format records.Format
		file   string
		want   []string
	}{
		{
			"WooCommerce", records.WooCommerce, "ID,user_login,user_pass,user_email,user_registered,display_name,first_name,last_name,roles,billing_first_name,billing_last_name,billing_phone,billing_address_1,billing_city,billing_country,shipping_first_name,shipping_last_name,shipping_address_1,shipping_city,shipping_country\n" +
				"7,ann,$P$Babc,a@x.example,2020-01-02 03:04:05,annie,Ann,Example,customer,Ann,Example,+353871234567,1 Main St,Cork,IE,Ann,Example,1 Main St,Cork,IE\n" +
				"8,bo,,b@x.example,2020-01-02 03:04:05,Bo B.,,,customer,Bo,,,1 Main St,Cork,IE,Bo,,2 Side St,Galway,IE\n",
			[]string{
				`"7" "a@x.example" "Ann Example" "-" "-" "-" "$P$Babc" - - - [] 2020-01-02T03:04:05.000000Z` + noFields + "\n" + `"-" "Ann" "Example" "-" "1 Main St" "-" "Cork" "-" "-" IE "+353871234567" "-" true true` + noFields,
				`"8" "b@x.example" "Bo B." "-" "-" "-" "-" - - - [] 2020-01-02T03:04:05.000000Z` + noFields + "\n" + `"-" "Bo" "-" "-" "2 Side St" "-" "Galway" "-" "-" IE "-" "-" true false` + noFields +
					"\n" + `"-" "Bo" "-" "-" "1 Main St" "-" "Cork" "-" "-" IE "-" "-" false true` + noFields,
			},
		},
		{
			"Magento, customers", records.Magento, "email,_website,_store,created_at,firstname,lastname,middlename,password_hash,group_id\na@x.example,base,default,2020-01-02 03:04:05,Ann,Example,Q.,abc:salt:1,1\n",
			[]string{`"-" "a@x.example" "Ann Q. Example" "-" "-" "-" "abc:salt:1" - - - [] 2020-01-02T03:04:05.000000Z` + noFields},
		},
		{
			"Magento, addresses", records.Magento, "_website,_email,_entity_id,city,company,country_id,firstname,lastname,middlename,postcode,region,street,telephone,_address_default_billing_,_address_default_shipping_\n" +
				"base,a@x.example,1,Cork,Ltd,IE,Ann,Example,Q.,T12,Cork,\"1 Main St\nApt 2\nRear\",021,1,\nbase,a@x.example,2,Galway,,IE,Bo,Example,,,,2 Side St,,,1\n",
			[]string{`"-" "a@x.example" "-" "-" "-" "-" "-" - - - [] ` + noTime + "\n" + `"-" "Ann Q." "Example" "Ltd" "1 Main St" "Apt 2, Rear" "Cork" "Cork" "T12" IE "021" "-" false true` + noFields +
				"\n" + `"-" "Bo" "Example" "-" "2 Side St" "-" "Galway" "-" "-" IE "-" "-" true false` + noFields},
		},
		{
			"Moltin", records.Moltin, `{"data":[{"type":"customer","id":"u1","name":"Ann","email":"a@x.example","password":true,"one":"x","number":7,"unset":null,"meta":{"timestamps":{"created_at":"2020-01-02T03:04:05Z"}}}]}` + "\n" +
				`[{"id":"u2","name":"Bo","email":"b@x.example","password":"5f4dcc3b5aa765d61d8327deb882cf99","addresses":[{"name":"Home","first_name":"Bo","line_1":"1","county":"Cork","country":"IE"}]}]`,
			[]string{
				`"u1" "a@x.example" "Ann" "-" "-" "-" "-" - - - [] 2020-01-02T03:04:05.000000Z one="x" list=<nil> number="7" flag=<nil>`,
				`"u2" "b@x.example" "Bo" "-" "-" "-" "5f4dcc3b5aa765d61d8327deb882cf99" - - - [] ` + noTime + "\n" + `"Home" "Bo" "-" "-" "1" "-" "-" "Cork" "-" IE "-" "-" false false` + noFields,
			},
		},
		{
			"Moltin, addresses", records.Moltin, `{"type":"address","id":"x","line_1":"1","region":"Cork","county":"","country":"IE","links":{"self":"https://api.moltin.com/v2/customers/u1/addresses/x"}}` + "\n" +
				`{"type":"address","line_1":"2","country":"IE","relationships":{"customer":{"data":{"id":"u2"}}}}`,
			[]string{
				`"u1" "-" "-" "-" "-" "-" "-" - - - [] ` + noTime + "\n" + `"-" "-" "-" "-" "1" "-" "-" "Cork" "-" IE "-" "-" false false` + noFields,
				`"u2" "-" "-" "-" "-" "-" "-" - - - [] ` + noTime + "\n" + `"-" "-" "-" "-" "2" "-" "-" "-" "-" IE "-" "-" false false` + noFields,
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := customers(t, c.file, records.Options{Format: c.format})
			if len(list) != len(c.want) {
				t.Fatalf("%d customers", len(list))
			}
			for i, customer := range list {
				wantFaults(t, customer.Faults)
				if got := showCustomer(customer.Input); got != c.want[i] {
					t.Errorf("read\n%s and not\n%s", got, c.want[i])
				}
			}
		})
	}
}

// TestFaultsOfSystems checks the place of the faults in files of other systems.
func TestFaultsOfSystems(t *testing.T) {
	for _, c := range []struct {
		name   string
		format records.Format
		file   string
		want   []string
	}{
		{"WooCommerce, a date", records.WooCommerce, "user_email,user_registered\na@x.example,yesterday\n", []string{"2 user_registered INVALID Must be a date and time"}},
		{"Magento, a default", records.Magento, "_email,street,_address_default_billing_\na@x.example,1,perhaps\n", []string{"2 _address_default_billing_ INVALID Must be true or false"}},
		{"Moltin, an address without a customer", records.Moltin, "\n\n" + `{"type":"address","line_1":"1"}`, []string{"3 relationships.customer.data.id REQUIRED The address has no customer"}},
		{"Moltin, a date", records.Moltin, `{"email":"a","meta":{"timestamps":{"created_at":"x"}}}`, []string{"1 meta.timestamps.created_at INVALID"}},
		{"Moltin, another type", records.Moltin, `{"email":"a","addresses":"x"}`, []string{"1 addresses INVALID Must not be a string"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantFaults(t, customers(t, c.file, records.Options{Format: c.format})[0].Faults, c.want...)
		})
	}
	for _, c := range []struct {
		name, text string
		want       string
	}{
		{"no JSON", "email,name\n", "Line 1: expected a JSON object instead of 'e'"},
		{"an array without an end", `[{"email":"a"}`, "Line 1: the array has no end"},
		{"an object without an end", "\n{\"email\":", "Line 2: the object has no end"},
		{"no comma", `[{"email":"a"}{"email":"b"}]`, "Line 1: expected a JSON object instead of '{'"},
		{"not UTF-8", "{\"email\":\"\xFF\"}", "Line 1: the text is not valid UTF-8"},
		{"an object of more than 4 MB", `{"email":"` + strings.Repeat("x", 5<<20) + `"}`, "Line 1: the object has more than 4 MB"},
		{"an object of more than 32 MB", `{"email":"` + strings.Repeat("x", 33<<20) + `"}`, "Line 1: the object has more than 32 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := firstError(records.ReadCustomers(strings.NewReader(c.text), records.Options{Format: records.Moltin}))
			if err == nil || err.Error() != c.want {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestPunctuationInJSON reads objects whose texts have quotes and braces.
func TestPunctuationInJSON(t *testing.T) {
	file := `{"email":"a@x.example","name":"A \"}{[ \\"} {"email":"b@x.example","name":"]}"}`
	var got []string
	for _, c := range customers(t, file, records.Options{Format: records.Moltin}) {
		wantFaults(t, c.Faults)
		got = append(got, text(c.Input.Name.Value()))
	}
	if strings.Join(got, "|") != `A "}{[ \|]}` {
		t.Errorf("%q", got)
	}
}

// TestFlowFields checks the mapping of a flow's fields.
func TestFlowFields(t *testing.T) {
	file := `{"email":"a@x.example","shoe-size":38,"legacy":"x"}`
	list := customers(t, file, records.Options{Format: records.Moltin, Columns: map[string]string{"shoe-size": "custom.shoeSize", "legacy": ""}})
	if got := show(list[0].Input.CustomFields.Value()); got != "map[shoeSize:38]" {
		t.Errorf("%s", got)
	}
	list = customers(t, file, records.Options{Format: records.Moltin, Columns: map[string]string{"legacy": "note"}})
	wantFaults(t, list[0].Faults, "1 legacy INVALID The member can only be read into a custom field")
}
