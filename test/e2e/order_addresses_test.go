package e2e

import (
	"fmt"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

const placeWithFields = `mutation($i: CheckoutInput!) { checkout(input: $i) { guestOrderToken orderId userErrors { code field message } } }`

// withFields returns the input of a checkout with custom fields of the shipping address.
func withFields(fields apptest.Vars) apptest.Vars {
	return apptest.Vars{
		"contact":               apptest.Vars{"name": "Guest Person", "email": "guest@example.com"},
		"billingSameAsShipping": true,
		"items":                 []apptest.Vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1", "currency": "EUR"}}},
		"shippingAddress": apptest.Vars{"address": apptest.Vars{
			"firstName": "Ann", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE", "customFields": fields,
		}},
	}
}

// TestCustomFieldsOfOrderAddresses checks that custom fields of an order's addresses are typed like those of addresses,
// are visible to the same callers, and do not change when the definitions change.
func TestCustomFieldsOfOrderAddresses(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		annID, ann := p.SignUp("ann@example.com")
		gate := p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "gate", "type": "STRING", "required": true})
		door := p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "door", "type": "ENUM", "options": []apptest.Vars{{"value": "FRONT"}, {"value": "BACK"}}})
		doors := p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "doors", "type": "ENUM", "list": true, "options": []apptest.Vars{{"value": "FRONT"}, {"value": "BACK"}}})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "risk", "type": "INTEGER", "access": "NONE"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "friend", "type": "REFERENCE"})
		quote := func() string {
			return p.Send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) {
				quote { token } userErrors { code field message } } }`, nil).OK().Text("createQuote.quote.token")
		}
		// The guest must set the required field.
		in := withFields(nil)
		delete(in, "items")
		in["quote"] = quote()
		if a := p.Send(nil, placeWithFields, apptest.Vars{"i": in}); !strings.Contains(a.Body, `"code":"REQUIRED","field":["input","shippingAddress","address","customFields","gate"]`) {
			t.Errorf("without what is required: %s", a.Body)
		}
		in["shippingAddress"] = withFields(apptest.Vars{"gate": "1234", "door": "BACK", "doors": []string{"FRONT", "BACK"}})["shippingAddress"]
		placed := p.Send(nil, placeWithFields, apptest.Vars{"i": in}).OK()
		token := placed.Text("checkout.guestOrderToken")
		const typed = `query($t: String!) { guestOrder(token: $t) { shippingAddress { customFields { __typename code: gate door doors json } } billingAddress { customFields { gate } } } }`
		if a, want := p.Send(nil, typed, apptest.Vars{"t": token}).OK(), `{"shippingAddress":{"customFields":{"__typename":"AddressCustomFields","code":"1234","door":"BACK","doors":["FRONT","BACK"],`+
			`"json":{"gate":"1234","door":"BACK","doors":["FRONT","BACK"],"friend":null}}},"billingAddress":{"customFields":{"gate":"1234"}}}`; !strings.Contains(a.Body, want) {
			t.Errorf("the guest sees %s", a.Body)
		}
		if a := p.Send(nil, `query($t: String!) { guestOrder(token: $t) { shippingAddress { customFields { risk } } } }`, apptest.Vars{"t": token}); a.ErrorCode() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("a field of the staff: %s", a.Body)
		}
		// The typed field and json show a reference to the same callers.
		in = withFields(apptest.Vars{"gate": "7", "risk": 9, "friend": annID})
		in["customerId"] = annID
		p.Send(key, placeWithFields, apptest.Vars{"i": in}).OK()
		in = withFields(apptest.Vars{"gate": "7", "risk": 8, "friend": p.Send(key, `mutation { createCustomer(input: { email: "bob@example.com" }) { customerId userErrors { code field message } } }`, nil).OK().Text("createCustomer.customerId")})
		in["customerId"] = annID
		p.Send(key, placeWithFields, apptest.Vars{"i": in}).OK()
		// A key that reads orders sees what a customer may give, and what is for the staff only as one that reads
		// customers.
		const ofStaff = `{ orders(first: 1, orderBy: { field: PLACED_AT, direction: DESC }) { nodes { shippingAddress { customFields { gate risk json } } } } }`
		for _, c := range []struct {
			as   apptest.Headers
			want string
		}{
			{p.APIKey("ORDERS_READ"), `{"gate":"7","risk":null,"json":{"gate":"7","door":null,"doors":null,"friend":null}}`},
			{p.APIKey("ORDERS_READ", "CUSTOMERS_READ"), `"gate":"7","risk":8,"json":{"gate":"7","door":null,"doors":null,"risk":8`},
		} {
			if a := p.Send(c.as, ofStaff, nil).OK(); !strings.Contains(a.Body, c.want) {
				t.Errorf("%s, want %s", a.Body, c.want)
			}
		}
		a := p.Send(ann, `{ me { orders(orderBy: { field: PLACED_AT, direction: ASC }) { nodes { shippingAddress { customFields { friend { email } json } } } } } }`, nil).OK()
		if want := `[{"shippingAddress":{"customFields":{"friend":{"email":"ann@example.com"},"json":{"gate":"7","door":null,"doors":null,"friend":"` + annID + `"}}}},` +
			`{"shippingAddress":{"customFields":{"friend":null,"json":{"gate":"7","door":null,"doors":null,"friend":null}}}}]`; !strings.Contains(a.Body, want) {
			t.Errorf("the customer sees %s", a.Body)
		}
		a = p.Send(key, `{ orders { nodes { shippingAddress { customFields { risk friend { email } } } } } }`, nil).OK()
		for _, want := range []string{`{"risk":9,"friend":{"email":"ann@example.com"}}`, `{"risk":8,"friend":{"email":"bob@example.com"}}`, `{"risk":null,"friend":null}`} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("no %s in what staff see: %s", want, a.Body)
			}
		}
		// Definitions change, the order does not: an option that has gone is in json alone, and so is an archived
		// field.
		for _, id := range []string{door, doors} {
			p.Send(key, `mutation($id: ID!) { updateCustomField(id: $id, input: { options: [{ value: "FRONT" }] }) { userErrors { code field message } } }`, apptest.Vars{"id": id}).OK()
		}
		p.Send(key, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code field message } } }`, apptest.Vars{"id": gate}).OK()
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "gate", "type": "BOOLEAN"})
		a = p.Send(nil, typed, apptest.Vars{"t": token}).OK()
		if want := `"code":null,"door":null,"doors":["FRONT"],"json":{"door":"BACK","doors":["FRONT","BACK"],"friend":null,"gate":"1234"}`; !strings.Contains(a.Body, want) {
			t.Errorf("after the definitions have changed: %s", a.Body)
		}
	})
}

// TestCustomFieldsOfOrderAddressesNeedNoStatement checks that the fields are read together with the order, and the
// records they reference in one statement.
func TestCustomFieldsOfOrderAddressesNeedNoStatement(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		key := p.SignInOwner() // an API key is loaded about once a second
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "friend", "type": "REFERENCE"})
		gone := p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "former", "type": "REFERENCE"})
		for i := range 12 {
			id, _ := p.SignUp(fmt.Sprintf("c%d@example.com", i))
			other, _ := p.SignUp(fmt.Sprintf("d%d@example.com", i))
			in := withFields(apptest.Vars{"floor": i, "friend": id, "former": other})
			p.Send(key, placeWithFields, apptest.Vars{"i": in}).OK()
		}
		p.Send(key, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code field message } } }`, apptest.Vars{"id": gone}).OK()
		count := func(n int, selected string) int64 {
			query := fmt.Sprintf(`{ orders(first: %d) { nodes { id %s } } }`, n, selected)
			p.Send(key, query, nil).OK()
			p.Send(key, query, nil).OK()
			return *ran
		}
		plain := count(12, "")
		for selected, more := range map[string]int64{
			`shippingAddress { customFields { floor } } billingAddress { customFields { floor } }`:                      0,
			`shippingAddress { customFields { friend { email } } } billingAddress { customFields { friend { name } } }`: 1,
			`shippingAddress { customFields { json } } billingAddress { customFields { json friend { email } } }`:       1,
		} {
			if few, many := count(4, selected), count(12, selected); few != many || many != plain+more {
				t.Errorf("%s: %d statements for 4 orders, %d for 12, %d without", selected, few, many, plain)
			}
		}
		a := p.Send(key, `{ orders(first: 1) { nodes { shippingAddress { customFields { json } } } } }`, nil).OK()
		if !strings.Contains(a.Body, `"friend":"customer_`) || !strings.Contains(a.Body, `"former":"customer_`) {
			t.Errorf("the references: %s", a.Body)
		}
	})
}
