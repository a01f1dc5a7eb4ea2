package records_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"clientele/internal/records"
	"clientele/test/repo"
)

var update = flag.Bool("update", false, "write testdata/orders.txt")

// TestOrdersOfSystems compares the orders of the sample files with testdata/orders.txt, which was checked by hand.
func TestOrdersOfSystems(t *testing.T) {
	var got strings.Builder
	for _, s := range orderSamples {
		r, err := records.ReadOrders(open(t, s.name), records.Options{Format: s.format})
		for _, o := range all(t, r, err) {
			fmt.Fprintf(&got, "%s %d: %s\n", s.name, o.Row, showOrder(o))
		}
	}
	const file = "testdata/orders.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(got.String(), "\n")
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(lines) || lines[i] != line {
			t.Fatalf("line %d is\n%s and not\n%s", i+1, lines[min(i, len(lines)-1)], line)
		}
	}
	if len(lines) != strings.Count(string(want), "\n")+1 {
		t.Errorf("%d lines", len(lines))
	}
}

// TestFaultsOfSystemOrders changes the orders of the sample files and checks the place of each fault.
func TestFaultsOfSystemOrders(t *testing.T) {
	for _, c := range []struct {
		name, file string
		format     records.Format
		old, new   string
		want       string
	}{
		{"WooCommerce, a status", "woocommerce-orders.json", records.WooCommerce, `"status": "completed"`, `"status": "wc-packed"`, `2 status INVALID The status "wc-packed" is not known`},
		{"WooCommerce, a draft", "woocommerce-orders.json", records.WooCommerce, `"status": "completed"`, `"status": "checkout-draft"`, `2 status INVALID`},
		{"WooCommerce, a total", "woocommerce-orders.json", records.WooCommerce, `"total": "32.80"`, `"total": "32.81"`, "2 total INVALID The amounts add up to 32.80, and not to the total of 32.81"},
		{"WooCommerce, a quantity", "woocommerce-orders.json", records.WooCommerce, `"quantity": 2`, `"quantity": 2.5`, "2 line_items.0.quantity INVALID Must be a whole number"},
		{"WooCommerce, an amount", "woocommerce-orders.json", records.WooCommerce, `"subtotal": "13.25"`, `"subtotal": "13,25"`, "2 line_items.0.subtotal INVALID Must be an amount"},
		{"WooCommerce, a time", "woocommerce-orders.json", records.WooCommerce, `"date_created_gmt": "2024-01-10T10:00:00"`, `"date_created_gmt": "10 January"`, "2 date_created_gmt INVALID Must be a date and time"},
		{"WooCommerce, a currency", "woocommerce-orders.json", records.WooCommerce, `"currency": "EUR"`, `"currency": "EU"`, "2 currency INVALID The amounts do not fit the currency"},
		{"WooCommerce, a list", "woocommerce-orders.json", records.WooCommerce, `"refunds": []`, `"refunds": "none"`, "2 refunds INVALID Must not be a string"},
		{"Magento, a state", "magento-orders.json", records.Magento, `"state": "complete"`, `"state": "fraud"`, `3 state INVALID The state "fraud" is not known`},
		{"Magento, a total", "magento-orders.json", records.Magento, `"grand_total": 24.96`, `"grand_total": 25`, "3 grand_total INVALID The amounts add up to 24.96, and not to the total of 25.00"},
		{"Magento, a row total", "magento-orders.json", records.Magento, `"row_total": 15.9`, `"row_total": 15.901`, "3 order_currency_code INVALID The amounts do not fit the currency: 15.901"},
		{"Magento, no time", "magento-orders.json", records.Magento, `"created_at": "2024-01-03 21:55:26"`, `"created_at": null`, "3 created_at REQUIRED"},
		{"Moltin, a status", "moltin-orders.json", records.Moltin, `"status": "complete"`, `"status": "done"`, `3 status INVALID The status "done" is not known`},
		{"Moltin, a payment", "moltin-orders.json", records.Moltin, `"payment": "paid"`, `"payment": "half"`, `3 payment INVALID The payment status "half" is not known`},
		{"Moltin, a shipping", "moltin-orders.json", records.Moltin, `"shipping": "fulfilled"`, `"shipping": "lost"`, `3 shipping INVALID The shipping status "lost" is not known`},
		{"Moltin, a total", "moltin-orders.json", records.Moltin, `"amount": 2790`, `"amount": 2791`, "3 meta.display_price.with_tax.amount INVALID The amounts add up to 27.90, and not to the total of 27.91"},
		{"Moltin, no items", "moltin-orders.json", records.Moltin, `"included"`, `"x"`, "3 items REQUIRED The order has no items"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := os.ReadFile(repo.Path(samples, c.file))
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(text), c.old, c.new, 1)
			if changed == string(text) {
				t.Fatalf("the sample does not have %s", c.old)
			}
			list := orders(t, changed, records.Options{Format: c.format})
			if got := faults(list[0].Faults); len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestMembersOfSystems checks that a path of the input leads to the member of the system.
func TestMembersOfSystems(t *testing.T) {
	for _, c := range []struct {
		file   string
		format records.Format
		path   []string
		want   string
	}{
		{"woocommerce-orders.json", records.WooCommerce, path("shippingAddress", "postcode"), "shipping.postcode"},
		{"woocommerce-orders.json", records.WooCommerce, path("contact", "email"), "billing.email"},
		{"woocommerce-orders.json", records.WooCommerce, path("items", "1", "name"), "line_items"},
		{"woocommerce-orders.json", records.WooCommerce, path("customFields", "x"), ""},
		{"magento-orders.json", records.Magento, path("billingAddress", "country"), "billing_address.country_id"},
		{"magento-orders.json", records.Magento, path("shippingAddress"), "extension_attributes.shipping_assignments.0.shipping.address"},
		{"moltin-orders.json", records.Moltin, path("customerExternalId"), "relationships.customer.data.id"},
		{"moltin-orders.json", records.Moltin, path("tax", "amount"), "meta.display_price.tax"},
	} {
		r, err := records.ReadOrders(open(t, c.file), records.Options{Format: c.format})
		if row, got := all(t, r, err)[0].Column(c.path); got != c.want || row == 0 {
			t.Errorf("%s: %v is %d, %q", c.file, c.path, row, got)
		}
	}
	r, err := records.ReadCustomers(open(t, "moltin-customers.json"), records.Options{Format: records.Moltin})
	c := all(t, r, err)[1]
	for _, test := range []struct {
		path []string
		want string
	}{
		{path("addresses", "3", "postcode"), "addresses.3.postcode"},
		{path("addresses", "3", "label"), "addresses.3.name"},
		{path("createdAt"), "meta.timestamps.created_at"},
		{path("customFields", "x"), "x"},
	} {
		if row, got := c.Column(test.path); got != test.want || row != c.Row {
			t.Errorf("%v is %d, %q", test.path, row, got)
		}
	}
}
