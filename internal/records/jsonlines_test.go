package records_test

import (
	"fmt"
	"strings"
	"testing"

	"clientele/internal/records"
)

// TestCustomerLines reads a customer with every member, and tells null from a member that is left out.
func TestCustomerLines(t *testing.T) {
	file := "\uFEFF" + `{"externalId":"7","email":"a@x.example","name":"Ann","phone":"+353","acceptsMarketing":true,"emailVerified":false,"note":"x\ny","tags":["a","b, c"],` +
		`"customFields":{"n":12345678901234567890,"d":1.10,"list":["a",true],"none":null},"passwordHash":"$2y$","createdAt":"2024-01-02T10:00:00+01:00","disabled":true,"disabledReason":"Fraud",` +
		`"addresses":[{"label":"Home","firstName":"Ann","lastName":"E","company":"C","line1":"1","line2":"2","city":"Cork","region":"R","postcode":"P","country":"ireland","phone":"1","instructions":"I",` +
		`"isDefaultShipping":true,"isDefaultBilling":false,"customFields":{"gate":7}},{"line1":"x"}]}` + "\r\n\r\n  " + `{"email":"b@x.example","name":null,"tags":null,"customFields":null,"addresses":null}`
	list := customers(t, file, records.Options{Format: records.JSONL, Country: "de"})
	if len(list) != 2 {
		t.Fatalf("%d customers", len(list))
	}
	for _, c := range list {
		wantFaults(t, c.Faults)
	}
	in := list[0].Input
	want := `"7" "a@x.example" "Ann" "+353" "x\ny" "Fraud" "$2y$" true false true ["a" "b, c"] 2024-01-02T09:00:00.000000Z one=<nil> list=[]interface {}{"a", true} number=<nil> flag=<nil>` +
		"\n" + `"Home" "Ann" "E" "C" "1" "2" "Cork" "R" "P" IE "1" "I" true false one=<nil> list=<nil> number=<nil> flag=<nil>` +
		"\n" + `"-" "-" "-" "-" "x" "-" "-" "-" "-" DE "-" "-" false false one=<nil> list=<nil> number=<nil> flag=<nil>`
	if got := showCustomer(in); got != want {
		t.Errorf("read\n%s and not\n%s", got, want)
	}
	if values := in.CustomFields.Value(); show(values) != "map[d:1.10 list:[a true] n:12345678901234567890 none:<nil>]" {
		t.Errorf("%v", values)
	}
	second := list[1].Input
	if !second.Name.IsSet() || second.Name.Value() != nil || !second.Tags.IsSet() || second.Phone.IsSet() || !second.CustomFields.IsSet() || list[1].Row != 3 {
		t.Errorf("%+v in line %d", second, list[1].Row)
	}
	if row, column := list[1].Column(path("addresses", "0", "city")); row != 3 || column != "addresses.0.city" {
		t.Errorf("%d %s", row, column)
	}
}

// TestFaultsOfLines checks the line and the member of every fault in JSON lines.
func TestFaultsOfLines(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"an unknown member", `{"email":"a","mail":"b"}`, []string{"2 mail INVALID There is no such member"}},
		{"a doubled member", `{"email":"a","email":"b"}`, []string{`2  INVALID There is more than one member "email"`}},
		{"not an object", `["a"]`, []string{"2  INVALID Must be a JSON object"}},
		{"no JSON", `email,name`, []string{"2  INVALID Must be a JSON object"}},
		{"no end", `{"email":"a"`, []string{"2  INVALID Must be a JSON object: it has no end"}},
		{"two objects", `{"email":"a"} {"email":"b"}`, []string{"2  INVALID Must be one JSON object on each line"}},
		{"not UTF-8", "{\"email\":\"\xFF\"}", []string{"2  INVALID The text is not valid UTF-8"}},
		{"a number for a text", `{"email":5}`, []string{"2 email INVALID Must be a string"}},
		{"a text for a boolean", `{"acceptsMarketing":"yes"}`, []string{"2 acceptsMarketing INVALID Must be true or false"}},
		{"a text for a list", `{"tags":"a"}`, []string{"2 tags INVALID Must be a list of strings"}},
		{"null in a list", `{"tags":[null]}`, []string{"2 tags INVALID Must be a list of strings"}},
		{"not a time", `{"createdAt":"now"}`, []string{"2 createdAt INVALID Must be a date and time"}},
		{"custom fields", `{"customFields":[1]}`, []string{"2 customFields INVALID Must be a JSON object"}},
		{"addresses", `{"addresses":{"line1":"x"}}`, []string{"2 addresses INVALID Must be a list"}},
		{"in an address", `{"addresses":[{"line1":"x"},{"line1":1,"zip":"2","isDefaultShipping":null}]}`, []string{"2 addresses.1.line1 INVALID Must be a string", "2 addresses.1.zip INVALID There is no such member", "2 addresses.1.isDefaultShipping INVALID"}},
		{"null for an address", `{"addresses":[null]}`, []string{"2 addresses.0 INVALID Must be an object"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := customers(t, `{"email":"z@x.example"}`+"\n"+c.line+"\n"+`{"email":"z@x.example"}`, records.Options{Format: records.JSONL})
			if len(list) != 3 {
				t.Fatalf("%d customers", len(list))
			}
			wantFaults(t, list[0].Faults)
			wantFaults(t, list[1].Faults, c.want...)
			wantFaults(t, list[2].Faults)
		})
	}
	t.Run("thousands of unknown members", func(t *testing.T) {
		var line strings.Builder
		line.WriteString(`{"email":"a@x.example"`)
		for i := range 200_000 {
			fmt.Fprintf(&line, `,"m%d":1`, i)
		}
		line.WriteString("}")
		if n := len(customers(t, line.String(), records.Options{Format: records.JSONL})[0].Faults); n != 100 {
			t.Errorf("%d faults", n)
		}
	})
	t.Run("options of CSV files", func(t *testing.T) {
		for _, o := range []records.Options{
			{Format: records.JSONL, Encoding: "windows-1252"},
			{Format: records.JSONL, Columns: map[string]string{"mail": "email"}},
			{Format: records.Moltin, Encoding: "windows-1252"},
		} {
			if _, err := records.ReadCustomers(strings.NewReader(""), o); err == nil {
				t.Errorf("%+v is accepted", o)
			}
		}
	})
	t.Run("a line of more than 4 MB", func(t *testing.T) {
		err := firstError(records.ReadCustomers(strings.NewReader("{}\n"+strings.Repeat(" ", 5<<20)), records.Options{Format: records.JSONL}))
		if err == nil || err.Error() != "Line 2 has more than 4 MB" {
			t.Errorf("%v", err)
		}
	})
}

// TestFaultsOfOrderLines checks the member of every fault in JSON lines of orders.
func TestFaultsOfOrderLines(t *testing.T) {
	const item = `"items":[{"sku":"A","name":"B","quantity":1,"unitPrice":{"amount":"1.00","currency":"EUR"}}]`
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"nothing wrong", `{"placedAt":"2024-01-02T03:04:05Z","tax":{"amount":1.10,"currency":"EUR"},` + item + `}`, nil},
		{"no time", `{` + item + `}`, []string{"1 placedAt REQUIRED"}},
		{"a status", `{"status":"SENT"}`, []string{"1 status INVALID Must be one of OPEN"}},
		{"a payment status", `{"paymentStatus":"OPEN"}`, []string{"1 paymentStatus INVALID Must be one of UNPAID"}},
		{"a fulfillment status", `{"fulfillmentStatus":5}`, []string{"1 fulfillmentStatus INVALID Must be a string"}},
		{"an amount without a currency", `{"tax":{"amount":"1"}}`, []string{"1 tax.currency REQUIRED"}},
		{"a currency without an amount", `{"tax":{"currency":"EUR"}}`, []string{"1 tax.amount REQUIRED"}},
		{"an amount with an exponent", `{"tax":{"amount":1e2,"currency":"EUR"}}`, []string{"1 tax.amount INVALID Must be an amount"}},
		{"an amount that is a number", `{"discount":5}`, []string{"1 discount INVALID Must be a JSON object"}},
		{"an item without a quantity", `{"items":[{"sku":"A","name":"B","unitPrice":{"amount":"1","currency":"EUR"}}]}`, []string{"1 items.0.quantity REQUIRED"}},
		{"an item without a price", `{"items":[{"sku":"A","name":"B","quantity":1}]}`, []string{"1 items.0.unitPrice REQUIRED"}},
		{"half an item", `{"items":[{"sku":"A","name":"B","quantity":1.5}]}`, []string{"1 items.0.quantity INVALID"}},
		{"an item without an SKU", `{"items":[{"sku":null}]}`, []string{"1 items.0.sku REQUIRED"}},
		{"a member of an item", `{"items":[{"price":1}]}`, []string{"1 items.0.price INVALID There is no such member"}},
		{"a member of the contact", `{"contact":{"mail":"x"}}`, []string{"1 contact.mail INVALID There is no such member"}},
		{"a member of an address", `{"shippingAddress":{"zip":"x"}}`, []string{"1 shippingAddress.zip INVALID There is no such member"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantFaults(t, orders(t, c.line, records.Options{Format: records.JSONL})[0].Faults, c.want...)
		})
	}
}
