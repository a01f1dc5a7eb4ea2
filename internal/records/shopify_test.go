package records_test

import (
	"strings"
	"testing"

	"clientele/internal/records"
)

// shopifyCustomerHeader is the first row of Shopify's export of customers.
const shopifyCustomerHeader = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City," +
	"Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n"

// TestShopifyCustomers reads customers of Shopify's current export and of an older one.
func TestShopifyCustomers(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{
			"current", shopifyCustomerHeader + "'70001,Ann,Example,a@x.example,yes,Ltd,1 Main St,Apt 2,Cork,CO,IE,'T12 X285,'+353871234567,'+353861234567,no,10.00,2,Note,no,\"VIP, trade\"\n",
			`"70001" "a@x.example" "Ann Example" "+353861234567" "Note" "-" "-" true - - ["VIP" "trade"] ` + noTime + "\n" +
				`"-" "Ann" "Example" "Ltd" "1 Main St" "Apt 2" "Cork" "CO" "T12 X285" IE "+353871234567" "-" false false one=<nil> list=<nil> number=<nil> flag=<nil>`,
		},
		{
			"a customer with a country only", shopifyCustomerHeader + "'70001,,,a@x.example,no,,,,,,US,,,,no,0.00,0,,no,\n",
			`"70001" "a@x.example" "-" "-" "-" "-" "-" false - - [] ` + noTime,
		},
		{
			"older", "First Name,Last Name,Email,Accepts Marketing,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,Phone,Total Spent,Tags\n" +
				"Ann,,a@x.example,no,,1 Main St,,Cork,Cork,,Ireland,,,,0,\n",
			`"-" "a@x.example" "Ann" "-" "-" "-" "-" false - - [] ` + noTime + "\n" +
				`"-" "Ann" "-" "-" "1 Main St" "-" "Cork" "Cork" "-" IE "-" "-" false false one=<nil> list=<nil> number=<nil> flag=<nil>`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := customers(t, c.file, records.Options{Format: records.Shopify})
			if len(list) != 1 {
				t.Fatalf("%d customers", len(list))
			}
			wantFaults(t, list[0].Faults)
			if got := strings.ReplaceAll(showCustomer(list[0].Input), "<nil>", "<nil>"); got != c.want {
				t.Errorf("read\n%s and not\n%s", got, c.want)
			}
		})
	}
}

// shopifyOrder is an order with two items, with some columns of Shopify's export.
const shopifyOrder = "Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku," +
	"Billing Name,Billing Address1,Billing City,Billing Zip,Billing Country,Cancelled at,Id,Duties\n" +
	"#1001,a@x.example,PAID,FULFILLED,EUR,SUBTOTAL,4.90,TAXES,TOTAL,DISCOUNT,2024-01-02 10:00:00 +0100,2,Tea,5.00,T,Ann Example,1 Main St,Cork,'T12,IE,CANCELLED,54001,\n" +
	"#1001,a@x.example,,,,,,,,,2024-01-02 10:00:00 +0100,1,Cup,3.00,,,,,,,,,\n"

// TestShopifyOrders reads an order of Shopify with different statuses and amounts.
func TestShopifyOrders(t *testing.T) {
	fill := func(changes ...string) string {
		defaults := []string{"PAID", "paid", "FULFILLED", "fulfilled", "SUBTOTAL", "13.00", "TAXES", "0.00", "TOTAL", "17.90", "DISCOUNT", "0.00", "CANCELLED", ""}
		return strings.NewReplacer(append(changes, defaults...)...).Replace(shopifyOrder)
	}
	const head, tail = "1001 54001 2024-01-02T09:00:00 ", "; T Tea 2 x 5.00 EUR (-); Cup Cup 1 x 3.00 EUR (-); Ann Example -, 1 Main St Cork - T12 IE; -"
	const of = " of - a@x.example, contact Ann Example a@x.example -; shipping 4.90 EUR, "
	for _, c := range []struct {
		name    string
		changes []string
		want    string
	}{
		{"no taxes", nil, "COMPLETED/PAID/FULFILLED" + of + "tax -, included -, discount -"},
		{"taxes in the prices", []string{"TAXES", "2.00"}, "COMPLETED/PAID/FULFILLED" + of + "tax -, included 2.00 EUR, discount -"},
		{"taxes in addition", []string{"TAXES", "2.00", "TOTAL", "19.90"}, "COMPLETED/PAID/FULFILLED" + of + "tax 2.00 EUR, included -, discount -"},
		{"a discount", []string{"SUBTOTAL", "11.70", "TOTAL", "16.60", "DISCOUNT", "1.30"}, "COMPLETED/PAID/FULFILLED" + of + "tax -, included -, discount 1.30 EUR"},
		{"cancelled", []string{"CANCELLED", "2024-01-03 10:00:00 +0100", "FULFILLED", "unfulfilled", "PAID", "refunded"}, "CANCELLED/REFUNDED/UNFULFILLED" + of + "tax -, included -, discount -"},
		{"pending", []string{"PAID", "pending", "FULFILLED", ""}, "OPEN/UNPAID/UNFULFILLED" + of + "tax -, included -, discount -"},
		{"authorized", []string{"PAID", "authorized", "FULFILLED", "partial"}, "OPEN/AUTHORIZED/PARTIALLY_FULFILLED" + of + "tax -, included -, discount -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := orders(t, fill(c.changes...), records.Options{Format: records.Shopify})
			if len(list) != 1 {
				t.Fatalf("%d orders", len(list))
			}
			wantFaults(t, list[0].Faults)
			if got := showOrder(list[0]); got != strings.Replace(head+c.want+tail, "Ann Example -,", "Ann Example -,", 1) {
				t.Errorf("read\n%s and not\n%s", got, head+c.want+tail)
			}
		})
	}
	for _, c := range []struct {
		name    string
		changes []string
		want    string
	}{
		{"an unknown financial status", []string{"PAID", "gifted"}, `2 Financial Status INVALID The financial status "gifted" is not known`},
		{"an unknown fulfillment status", []string{"FULFILLED", "lost"}, `2 Fulfillment Status INVALID The fulfillment status "lost" is not known`},
		{"another total", []string{"TOTAL", "18.00"}, "2 Total INVALID The total is not the sum of the subtotal, the shipping and the taxes"},
		{"another subtotal", []string{"SUBTOTAL", "14.00"}, "2 Subtotal INVALID The subtotal is more than the prices of the items"},
		{"an amount", []string{"TAXES", "2,00"}, "2  INVALID The row has 24 cells"},
		{"a time", []string{"2024-01-02 10:00:00 +0100,2", "02.01.2024,2"}, "2 Created at INVALID Must be a date and time"},
		{"decimals that the currency does not have", []string{"EUR", "JPY"}, "2 Currency INVALID The amounts do not fit the currency: 5.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := orders(t, fill(c.changes...), records.Options{Format: records.Shopify})
			if c.name == "decimals that the currency does not have" { // 5.00 yen are a whole number
				list = orders(t, strings.ReplaceAll(fill(c.changes...), "5.00", "5.05"), records.Options{Format: records.Shopify})
				c.want = "2 Currency INVALID The amounts do not fit the currency: 5.05"
			}
			if len(list[0].Faults) == 0 || !strings.HasPrefix(faults(list[0].Faults)[0], c.want) {
				t.Errorf("%q", faults(list[0].Faults))
			}
		})
	}
}
