package records_test

import (
	"fmt"
	"strings"
	"testing"

	"clientele/internal/records"
	"clientele/models"
)

// showOrder prints an order: its key, statuses, amounts, addresses and items.
func showOrder(o *records.Order) string {
	in := o.Input
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s/%s/%s", text(in.Number), text(in.ExternalID), in.PlacedAt.Stored()[:19], in.Status, in.PaymentStatus, in.FulfillmentStatus)
	fmt.Fprintf(&b, " of %s %s, contact %s %s %s", text(in.CustomerExternalID), text(in.CustomerEmail), text(in.Contact.Name), text(in.Contact.Email), text(in.Contact.Phone))
	fmt.Fprintf(&b, "; shipping %s, tax %s, included %s, discount %s", showMoney(in.ShippingPrice), showMoney(in.Tax), showMoney(in.TaxIncluded), showMoney(in.Discount))
	for _, item := range in.Items {
		fmt.Fprintf(&b, "; %s %s %d x %s (%s)", item.SKU, item.Name, item.Quantity, showMoney(item.UnitPrice), showMoney(item.TaxIncluded))
		for _, o := range item.Options {
			fmt.Fprintf(&b, " [%s=%s]", o.Name, o.Value)
		}
		if item.ImageURL != nil || item.URL != nil {
			fmt.Fprintf(&b, " %s %s", text(item.ImageURL), text(item.URL))
		}
	}
	for _, a := range []*models.CreateAddressInput{in.ShippingAddress, in.BillingAddress} {
		if a == nil {
			b.WriteString("; -")
			continue
		}
		fmt.Fprintf(&b, "; %s %s, %s %s %s %s %s", text(a.FirstName), text(a.LastName), text(a.Line1), text(a.City), text(a.Region), text(a.Postcode), a.Country)
	}
	return b.String()
}

func showMoney(m *models.MoneyInput) string {
	if m == nil {
		return "-"
	}
	return string(m.Amount) + " " + string(m.Currency)
}

const orderHeader = "number,external_id,placed_at,status,payment_status,fulfillment_status,customer_external_id,contact_name,contact_email,contact_phone,currency,shipping_price,tax,tax_included,discount,note,custom.gift," +
	"shipping.first_name,shipping.last_name,shipping.line1,shipping.city,shipping.region,shipping.postcode,shipping.country,item.sku,item.name,item.quantity,item.unit_price,item.tax_included,item.options\n"

// TestOrderColumns reads orders from their own columns.
func TestOrderColumns(t *testing.T) {
	file := orderHeader +
		"1001,x1,2024-01-02 10:00:00 +0100,completed,Paid,FULFILLED,7,Ann,ann@example.com,+353871234567,eur,4.90,0,1.20,2.00,Ring,yes,Ann,Example,1 Main St,Cork,Cork,T12,IE,TEA,Earl Grey,2,7.95,0.50,\"Size: 100 g,Tin: yes,\"\n" +
		"1001,x1,,,,,,,,,,,,,,,,,,,,,,,CUP,Cup,1,3,,\n" +
		"1002,x2,2024-01-03,,,,,Bo,bo@example.com,,JPY,,,,,,,Bo,,1 Ginza,Tokyo,,104-0061,Japan,TEA,茶,1,1200,,\n"
	list := orders(t, file, records.Options{Format: records.CSV})
	want := []string{
		"1001 x1 2024-01-02T09:00:00 COMPLETED/PAID/FULFILLED of 7 -, contact Ann ann@example.com +353871234567; shipping 4.90 EUR, tax 0 EUR, included 1.20 EUR, discount 2.00 EUR" +
			"; TEA Earl Grey 2 x 7.95 EUR (0.50 EUR) [Size= 100 g] [Tin= yes]; CUP Cup 1 x 3 EUR (-); Ann Example, 1 Main St Cork Cork T12 IE; -",
		"1002 x2 2024-01-03T00:00:00 // of - -, contact Bo bo@example.com -; shipping -, tax -, included -, discount -; TEA 茶 1 x 1200 JPY (-); Bo -, 1 Ginza Tokyo - 104-0061 JP; -",
	}
	if len(list) != len(want) {
		t.Fatalf("%d orders", len(list))
	}
	for i, o := range list {
		wantFaults(t, o.Faults)
		if got := showOrder(o); got != want[i] {
			t.Errorf("read\n%s and not\n%s", got, want[i])
		}
	}
	if got := show(list[0].Input.CustomFields) + text(list[0].Input.Note); got != "map[gift:yes]Ring" {
		t.Errorf("%s", got)
	}
}

// TestFaultsOfOrders checks the row and the column of every fault that the reader can find.
func TestFaultsOfOrders(t *testing.T) {
	const cells = "1001,x1,2024-01-02,OPEN,PAID,FULFILLED,7,Ann,ann@example.com,,EUR,4.90,0,1.20,2.00,,,Ann,Example,1 Main St,Cork,Cork,T12,IE,TEA,Earl Grey,2,7.95,0.50,"
	names := strings.Split(strings.TrimSpace(orderHeader), ",")
	with := func(changes map[string]string) string {
		row := strings.Split(cells, ",")
		for i, name := range names {
			if text, ok := changes[name]; ok {
				row[i] = text
			}
		}
		return strings.Join(row, ",") + "\n"
	}
	for _, c := range []struct {
		column, cell, want string
	}{
		{"placed_at", "yesterday", "INVALID Must be a date and time"},
		{"placed_at", "02/01/2024", "INVALID Must be a date and time"},
		{"placed_at", "2024-02-30", "INVALID Must be a date and time"},
		{"placed_at", "", "REQUIRED Required"},
		{"status", "SHIPPED", "INVALID Must be one of OPEN, COMPLETED, CANCELLED"},
		{"payment_status", "half", "INVALID Must be one of UNPAID, AUTHORIZED"},
		{"fulfillment_status", "PAID", "INVALID Must be one of UNFULFILLED"},
		{"currency", "", "REQUIRED Required"},
		{"shipping_price", "\"4,90\"", "INVALID Must be an amount with a decimal point"},
		{"tax", "€1", "INVALID Must be an amount"},
		{"tax_included", "1e3", "INVALID Must be an amount"},
		{"discount", "2.", "INVALID Must be an amount"},
		{"item.quantity", "2.5", "INVALID Must be a whole number"},
		{"item.quantity", "99999999999", "INVALID Must be a whole number"},
		{"item.quantity", "", "REQUIRED Required"},
		{"item.unit_price", "free", "INVALID Must be an amount"},
		{"item.unit_price", "", "REQUIRED Required"},
		{"item.tax_included", "x", "INVALID Must be an amount"},
		{"item.options", "M", "INVALID Must be options"},
		{"item.options", `"{""Size"":1}"`, "INVALID Must be options"},
		{"item.options", `"{""Size"":""M"""`, "INVALID Must be options"},
	} {
		t.Run(c.column+" "+c.cell, func(t *testing.T) {
			list := orders(t, orderHeader+with(map[string]string{"number": "1", "external_id": "1"})+with(map[string]string{c.column: c.cell}), records.Options{Format: records.CSV})
			if len(list) != 2 {
				t.Fatalf("%d orders", len(list))
			}
			wantFaults(t, list[0].Faults)
			wantFaults(t, list[1].Faults, "3 "+c.column+" "+c.want)
		})
	}
	t.Run("rows in two places", func(t *testing.T) {
		list := orders(t, orderHeader+cells+"\n"+with(map[string]string{"number": "2", "external_id": "2"})+with(map[string]string{"item.sku": "CUP"}), records.Options{Format: records.CSV})
		wantFaults(t, list[2].Faults, "4 external_id INVALID An earlier row has the same order")
	})
	t.Run("a broken row of an order", func(t *testing.T) {
		list := orders(t, orderHeader+cells+"\n1001,x1,,\n"+cells+"\n", records.Options{Format: records.CSV})
		if len(list) != 1 {
			t.Fatalf("%d orders", len(list))
		}
		wantFaults(t, list[0].Faults, "3  INVALID The row has 4 cells")
	})
	t.Run("missing columns", func(t *testing.T) {
		err := firstError(records.ReadOrders(strings.NewReader("number,placed_at,currency,item.name,item.quantity\n"), records.Options{Format: records.CSV}))
		if err == nil || !strings.HasPrefix(err.Error(), "The file has no column for item.unit_price. Its columns are: number") {
			t.Errorf("%v", err)
		}
	})
}

// TestSourcesOfOrders checks that a path of the input leads to the row and the column of the file.
func TestSourcesOfOrders(t *testing.T) {
	file := "Order Number,Order Date,Currency,Email,Shipping Name,Shipping Zip,Billing City,Product,Qty,Price,SKU,Shipping\n" +
		"1,2024-01-02,EUR,a@x.example,Ann Example,T12,Cork,Tea,1,2.50,T,3\n1,,,,,,,Cup,1,3,C,\n"
	list := orders(t, file, records.Options{Format: records.CSV})
	if len(list) != 1 || len(list[0].Input.Items) != 2 {
		t.Fatalf("%d orders", len(list))
	}
	for _, c := range []struct {
		path   []string
		row    int
		column string
	}{
		{path("number"), 2, "Order Number"},
		{path("items", "0", "name"), 2, "Product"},
		{path("items", "1", "unitPrice"), 3, "Price"},
		{path("items", "1", "unitPrice", "amount"), 3, "Price"},
		{path("items", "1", "unitPrice", "currency"), 2, "Currency"},
		{path("items", "1", "taxIncluded"), 3, ""},
		{path("items", "1"), 3, ""},
		{path("items"), 2, ""},
		{path("shippingPrice"), 2, "Shipping"},
		{path("contact", "email"), 2, "Email"},
		{path("contact", "name"), 2, "Shipping Name"},
		{path("shippingAddress", "postcode"), 2, "Shipping Zip"},
		{path("shippingAddress", "firstName"), 2, "Shipping Name"},
		{path("billingAddress", "city"), 2, "Billing City"},
		{path("billingAddress"), 2, ""},
		{path("customerEmail"), 2, ""},
	} {
		if row, column := list[0].Column(c.path); row != c.row || column != c.column {
			t.Errorf("%v comes from row %d, column %q", c.path, row, column)
		}
	}
}
