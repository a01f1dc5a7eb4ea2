package records_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"clientele/internal/records"
	"clientele/models"
)

func exportedOrders() []*records.ExportedOrder {
	s := func(text string) *string { return &text }
	address := models.OrderAddress{FirstName: s("=Ann"), LastName: s("Example"), Line1: "1 Main St", City: s("Cork"), Postcode: s("'01"), Country: "IE"}
	item := func(sku, name string, quantity int, unit, included int64, c models.CurrencyCode) *models.OrderItem {
		return &models.OrderItem{SKU: sku, Name: name, Quantity: quantity, UnitMinor: unit, TaxIncludedMinor: included, Currency: c}
	}
	shirt := item("SHIRT", "Shirt", 1, 2000, 0, "EUR")
	shirt.Options = models.OrderItemOptions{{Name: "Size", Value: "M"}, {Name: "Color: sleeves", Value: `"blue", <dark>`}}
	shirt.ImageURL, shirt.URL = s("https://x.example/shirt.jpg"), s("http://x.example/shirt?a=1,2")
	placed := models.At(time.Date(2024, 1, 2, 9, 0, 0, 120_000_000, time.UTC))
	return []*records.ExportedOrder{
		{
			Order: &models.Order{
				Number: "1001", ExternalID: s("x,1"), Status: models.OrderCompleted, PaymentStatus: models.Paid, FulfillmentStatus: models.Fulfilled, ContactName: "Ann", ContactEmail: "ann@x.example",
				ContactPhone: s("+353871234567"), ShippingAddress: address, BillingAddress: address, Currency: "EUR", ShippingMinor: 490, DiscountMinor: 200, TaxIncludedMinor: 120, Note: s("Ring\ntwice"), PlacedAt: placed,
			},
			Items:              []*models.OrderItem{item("TEA", "Earl Grey", 2, 795, 50, "EUR"), item("+CUP", `"Cup"`, 1, 300, 0, "EUR"), item("C", "茶", 1, 1, 0, "EUR"), shirt},
			CustomerExternalID: s("7"), CustomerEmail: s("ann@x.example"), CustomFields: map[string]json.RawMessage{"gift": json.RawMessage(`"yes"`)},
			ShippingFields: map[string]json.RawMessage{"gate": json.RawMessage("7")},
		},
		{
			Order: &models.Order{
				Number: "1002", Status: models.OrderOpen, PaymentStatus: models.Unpaid, FulfillmentStatus: models.Unfulfilled, ContactName: "Bo", ContactEmail: "bo@x.example",
				ShippingAddress: address, BillingAddress: address, Currency: "JPY", TaxMinor: 100, PlacedAt: placed,
			},
			Items: []*models.OrderItem{item("TEA", "Tea", 3, 1200, 0, "JPY")},
		},
		{
			Order: &models.Order{
				Number: "1003", Status: models.OrderOpen, PaymentStatus: models.Unpaid, FulfillmentStatus: models.Unfulfilled, ContactName: "Cy", ContactEmail: "cy@x.example",
				ShippingAddress: address, BillingAddress: address, Currency: "KWD", PlacedAt: placed, TaxIncludedMinor: 55,
			},
			Items: []*models.OrderItem{item("TEA", "Tea", 1, 1250, 55, "KWD")}, // included tax is that of the items
		},
	}
}

// TestWrittenOrdersAreReadBack writes orders and reads the same from the file, in both formats.
func TestWrittenOrdersAreReadBack(t *testing.T) {
	const place = "; =Ann Example, 1 Main St Cork - '01 IE; =Ann Example, 1 Main St Cork - '01 IE"
	want := []string{
		"1001 x,1 2024-01-02T09:00:00 COMPLETED/PAID/FULFILLED of 7 ann@x.example, contact Ann ann@x.example +353871234567; shipping 4.90 EUR, tax -, included 1.20 EUR, discount 2.00 EUR" +
			"; TEA Earl Grey 2 x 7.95 EUR (0.50 EUR); +CUP \"Cup\" 1 x 3.00 EUR (-); C 茶 1 x 0.01 EUR (-)" +
			"; SHIRT Shirt 1 x 20.00 EUR (-) [Size=M] [Color: sleeves=\"blue\", <dark>] https://x.example/shirt.jpg http://x.example/shirt?a=1,2" + place,
		"1002 - 2024-01-02T09:00:00 OPEN/UNPAID/UNFULFILLED of - -, contact Bo bo@x.example -; shipping -, tax 100 JPY, included -, discount -; TEA Tea 3 x 1200 JPY (-)" + place,
		"1003 - 2024-01-02T09:00:00 OPEN/UNPAID/UNFULFILLED of - -, contact Cy cy@x.example -; shipping -, tax -, included -, discount -; TEA Tea 1 x 1.250 KWD (0.055 KWD)" + place,
	}
	for _, format := range []records.Format{records.CSV, records.JSONL} {
		t.Run(string(format), func(t *testing.T) {
			o := records.WriterOptions{Format: format, CustomFields: []string{"gift"}, AddressFields: []string{"gate"}}
			list := orders(t, writeOrders(t, o, exportedOrders()...), records.Options{Format: format})
			if len(list) != len(want) {
				t.Fatalf("%d orders", len(list))
			}
			for i, o := range list {
				wantFaults(t, o.Faults)
				if got := showOrder(o); got != want[i] {
					t.Errorf("read\n%s and not\n%s", got, want[i])
				}
			}
			if in := list[0].Input; text(in.Note) != "Ring\ntwice" || show(in.CustomFields) != "map[gift:yes]" || show(in.ShippingAddress.CustomFields) != "map[gate:7]" || in.PlacedAt.Nanosecond() != 120_000_000 {
				t.Errorf("%q %v %v", text(in.Note), in.CustomFields, in.ShippingAddress.CustomFields)
			}
		})
	}
}

func writeOrders(t testing.TB, o records.WriterOptions, list ...*records.ExportedOrder) string {
	t.Helper()
	var b bytes.Buffer
	w, err := records.NewOrderWriter(&b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range list {
		if err := w.Write(order); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestChosenColumns checks the files that contain some columns only.
func TestChosenColumns(t *testing.T) {
	s := func(text string) *string { return &text }
	c := &records.ExportedCustomer{
		Customer: &models.Customer{Email: "a@x.example", ExternalID: s("7"), Name: s("Ann"), PasswordHash: s("$2y$10$x")}, CustomFields: map[string]json.RawMessage{"x": json.RawMessage("1")},
		Addresses: []records.ExportedAddress{{Address: &models.Address{Line1: "1 Main St", City: s("Cork"), Country: "IE"}}, {Address: &models.Address{Line1: "2 Main St", Country: "IE"}}},
	}
	for _, test := range []struct {
		name    string
		options records.WriterOptions
		want    string
	}{
		{"one row for each address", records.WriterOptions{Format: records.CSV, Columns: []string{"name", "email", "address.city"}}, "\uFEFFname,email,address.city\r\nAnn,a@x.example,Cork\r\n,a@x.example,\r\n"},
		{"no addresses", records.WriterOptions{Format: records.CSV, Columns: []string{"email", "name"}}, "\uFEFFemail,name\r\na@x.example,Ann\r\n"},
		{"one column", records.WriterOptions{Format: records.CSV, Columns: []string{"note"}}, "\uFEFFnote\r\n\"\"\r\n"},
		{"a custom field", records.WriterOptions{Format: records.CSV, CustomFields: []string{"x"}, Columns: []string{"custom.x"}}, "\uFEFFcustom.x\r\n1\r\n"},
		{"JSON", records.WriterOptions{Format: records.JSONL, Columns: []string{"email", "address.city"}}, `{"email":"a@x.example","addresses":[{"city":"Cork"}]}` + "\n"},
		{"JSON with a password hash", records.WriterOptions{Format: records.JSONL, PasswordHashes: true, Columns: []string{"email", "password_hash"}}, `{"email":"a@x.example","passwordHash":"$2y$10$x"}` + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := writeCustomers(t, test.options, c); got != test.want {
				t.Errorf("%q", got)
			}
		})
	}
	for _, format := range []records.Format{records.CSV, records.JSONL} {
		if file := writeCustomers(t, records.WriterOptions{Format: format}, c); strings.Contains(file, "$2y") || strings.Contains(file, "password") {
			t.Errorf("the file contains the password hash: %s", file)
		}
	}
	for _, o := range []records.WriterOptions{
		{Format: records.CSV, Columns: []string{"password_hash"}},
		{Format: records.CSV, Columns: []string{"id"}},
		{Format: records.CSV, Columns: []string{}},
		{Format: records.Shopify},
	} {
		if _, err := records.NewCustomerWriter(&bytes.Buffer{}, o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
		if _, err := records.NewOrderWriter(&bytes.Buffer{}, o); err == nil {
			t.Errorf("%+v is accepted for orders", o)
		}
	}
}
