package jobs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
)

const (
	requestExport = `mutation { requestDataExport { requested userErrors { code } } }`
	openExport    = `mutation($t: String!) { openDataExport(token: $t) { fileUrl userErrors { code field } } }`
	exportData    = `mutation($id: ID!) { exportPersonalData(customerId: $id) {
		job { id kind format customerId createdBy { kind } } userErrors { code field } } }`
	updateCustomer = `mutation($id: ID!, $in: UpdateCustomerInput!) { updateCustomer(id: $id, input: $in) {
		customer { id } userErrors { code field message } } }`
	buy = `mutation($in: CheckoutInput!) { checkout(input: $in) { order { id number } userErrors { code field message } } }`
)

// line returns a line of an order that costs 12.50 EUR.
func line(sku string) apptest.Vars {
	return apptest.Vars{"sku": sku, "name": "Tea " + sku, "quantity": 2, "unitPrice": apptest.Vars{"amount": "12.50", "currency": "EUR"}}
}

// street returns the address of an order in Dublin.
func street(line1 string) apptest.Vars {
	return apptest.Vars{"address": apptest.Vars{"firstName": "Ann", "line1": line1, "city": "Dublin", "region": "Dublin", "country": "IE"}}
}

// TestDataExport checks what a customer goes through who requests a copy of the personal data.
func TestDataExport(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"owner": "CUSTOMER", "key": "shoe", "type": "DECIMAL"})
		p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "gift", "type": "BOOLEAN"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floors", "type": "INTEGER", "list": true})
		id, ann := p.SignUp("ann@example.com")
		_, bob := p.SignUp("bob@example.com")
		request := func(as apptest.Headers) string {
			return p.Send(as, requestExport, nil).UserErrorCode("requestDataExport")
		}
		p.Send(ann, apptest.RequestEmailVerification, nil).OK()
		box.Next("ann@example.com", "Confirm")
		if got := request(ann); got != "EMAIL_UNVERIFIED" {
			t.Errorf("without a verified address: %q", got)
		}
		p.Send(key, updateCustomer, apptest.Vars{"id": id, "in": apptest.Vars{
			"emailVerified": true, "note": "likes <green> tea", "tags": []string{"VIP"}, "customFields": apptest.Vars{"shoe": "39.50"},
		}}).OK()
		order := apptest.Vars{
			"shippingAddress": street("1 Main Street"), "billingSameAsShipping": true, "items": []apptest.Vars{line("a")},
			"customFields": apptest.Vars{"gift": true},
		}
		order["shippingAddress"].(apptest.Vars)["address"].(apptest.Vars)["customFields"] = apptest.Vars{"floors": []int{2, 3}}
		bought := p.Send(key.With(ann), buy, apptest.Vars{"in": order}).OK()
		number := bought.Text("checkout.order.number")
		p.Send(key.With(bob), buy, apptest.Vars{"in": apptest.Vars{
			"shippingAddress": street("2 Other Street"), "billingSameAsShipping": true, "items": []apptest.Vars{line("b")},
		}}).OK()
		if got := request(ann); got != "" {
			t.Fatalf("the request: %q", got)
		}
		if got := request(ann); got != "LIMIT_REACHED" {
			t.Errorf("a second request: %q", got)
		}
		token := box.Next("ann@example.com", "Your data").Token("/data-export")
		for _, as := range []apptest.Headers{nil, ann, bob} { // the token is sufficient, and can be used again
			a := p.Send(as, openExport, apptest.Vars{"t": token}).OK()
			file := send(t, "GET", a.Text("openDataExport.fileUrl"), nil)
			if file.status != 200 || file.header.Get("Content-Disposition") != "attachment; filename=personal-data.json" ||
				file.header.Get("Content-Type") != "application/json" {
				t.Fatalf("%d %v %s", file.status, file.header, file.body)
			}
			checkDocument(t, file.body, id, number)
		}
		if got := p.Send(nil, openExport, apptest.Vars{"t": strings.Repeat("A", 26)}).UserErrorCode("openDataExport"); got != "TOKEN_INVALID" {
			t.Errorf("a wrong token: %q", got)
		}
		url := p.Send(nil, openExport, apptest.Vars{"t": token}).OK().Text("openDataExport.fileUrl")
		p.Send(key, `mutation($id: ID!) { cancelOrder(id: $id) { userErrors { code } } }`, apptest.Vars{"id": bought.Text("checkout.order.id")}).OK()
		erased := p.Send(key, `mutation($id: ID!) { erasePersonalData(input: { customerId: $id }) { report { files } userErrors { code message } } }`, apptest.Vars{"id": id}).OK()
		if erased.At("erasePersonalData.report.files") != 1.0 {
			t.Errorf("the erasure: %s", erased.Body)
		}
		if got := p.Send(nil, openExport, apptest.Vars{"t": token}).UserErrorCode("openDataExport"); got != "TOKEN_INVALID" {
			t.Errorf("after the erasure: %q", got)
		}
		if file := send(t, "GET", url, nil); file.status != 404 {
			t.Errorf("the file after the erasure: %d", file.status)
		}
		jobs := p.Send(key, `{ jobs(kinds: [EXPORT_PERSONAL_DATA]) { nodes { status customerId fileUrl } } }`, nil).OK()
		if jobs.At("jobs.nodes.0.fileUrl") != nil || jobs.At("jobs.nodes.0.customerId") != id {
			t.Errorf("the job after the erasure: %s", jobs.Body)
		}
	})
}

// checkDocument checks the document of the customer with an order.
func checkDocument(t *testing.T, text, id, number string) {
	t.Helper()
	var d struct {
		Shop, CreatedAt string
		Customer        map[string]any
		Addresses       []map[string]any
		Orders          []map[string]any
		Marketing       []map[string]any
		Sessions        []map[string]any
		Emails          []map[string]any
		DataExports     []map[string]any
		Events          []map[string]any
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if d.Customer["id"] != id || d.Customer["email"] != "ann@example.com" || d.Customer["note"] != "likes <green> tea" ||
		fmt.Sprint(d.Customer["customFields"]) != "map[shoe:39.5]" || fmt.Sprint(d.Customer["tags"]) != "[VIP]" ||
		d.Customer["emailVerified"] != true || d.Customer["ordersCount"] != 1.0 {
		t.Errorf("the customer: %v", d.Customer)
	}
	if len(d.Orders) != 1 || len(d.Sessions) != 1 || len(d.Emails) == 0 || len(d.DataExports) != 1 || len(d.Events) < 4 {
		t.Fatalf("%d orders, %d sessions, %d emails, %d exports, %d events", len(d.Orders), len(d.Sessions), len(d.Emails), len(d.DataExports), len(d.Events))
	}
	order := d.Orders[0]
	items := order["items"].([]any)
	if order["number"] != number || fmt.Sprint(order["total"]) != "map[amount:25.00 currency:EUR]" || len(items) != 1 ||
		fmt.Sprint(items[0].(map[string]any)["unitPrice"]) != "map[amount:12.50 currency:EUR]" ||
		fmt.Sprint(order["customFields"]) != "map[gift:true]" {
		t.Errorf("the order: %v", order)
	}
	for _, address := range []string{"shippingAddress", "billingAddress"} {
		a := order[address].(map[string]any)
		if a["line1"] != "1 Main Street" || a["country"] != "IE" || fmt.Sprint(a["customFields"]) != "map[floors:[2 3]]" {
			t.Errorf("%s: %v", address, a)
		}
	}
	for _, other := range []string{"bob@example.com", "2 Other Street", "argon2", "password_hash", "\\u003c"} {
		if strings.Contains(text, other) {
			t.Errorf("the document contains %q", other)
		}
	}
	for _, name := range []string{"API_KEY", "CUSTOMER"} {
		if !slices.ContainsFunc(d.Events, func(e map[string]any) bool { return e["actor"] == name }) {
			t.Errorf("no event by %s: %s", name, text)
		}
	}
}
