package main

import (
	"fmt"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

const placeWithFields = `mutation($i: CheckoutInput!) { checkout(input: $i) { guestOrderToken orderId userErrors { code field message } } }`

// withFields is a checkout by a key, typed with custom fields of the shipping address; the billing address is the same.
func withFields(fields vars) vars {
	return vars{
		"contact":               vars{"name": "Guest Person", "email": "guest@example.com"},
		"billingSameAsShipping": true,
		"items":                 []vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": vars{"amount": "1", "currency": "EUR"}}},
		"shippingAddress": vars{"address": vars{
			"firstName": "Ann", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE", "customFields": fields,
		}},
	}
}

// TestFieldsOfAnOrdersAddress: they are typed as an address's are, for each caller what it may see, and stay when the
// definitions change.
func TestFieldsOfAnOrdersAddress(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		annID, ann := p.signUp("ann@example.com")
		gate := p.field(key, vars{"owner": "ADDRESS", "key": "gate", "type": "STRING", "required": true})
		door := p.field(key, vars{"owner": "ADDRESS", "key": "door", "type": "ENUM", "options": []vars{{"value": "FRONT"}, {"value": "BACK"}}})
		doors := p.field(key, vars{"owner": "ADDRESS", "key": "doors", "type": "ENUM", "list": true, "options": []vars{{"value": "FRONT"}, {"value": "BACK"}}})
		p.field(key, vars{"owner": "ADDRESS", "key": "risk", "type": "INTEGER", "access": "NONE"})
		p.field(key, vars{"owner": "ADDRESS", "key": "friend", "type": "REFERENCE"})
		quote := func() string {
			return p.send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) {
				quote { token } userErrors { code field message } } }`, nil).good().str("createQuote.quote.token")
		}
		// A guest gives the code itself, and must.
		in := withFields(nil)
		delete(in, "items")
		in["quote"] = quote()
		if a := p.send(nil, placeWithFields, vars{"i": in}); !strings.Contains(a.text, `"code":"REQUIRED","field":["input","shippingAddress","address","customFields","gate"]`) {
			t.Errorf("without what is required: %s", a.text)
		}
		in["shippingAddress"] = withFields(vars{"gate": "1234", "door": "BACK", "doors": []string{"FRONT", "BACK"}})["shippingAddress"]
		placed := p.send(nil, placeWithFields, vars{"i": in}).good()
		token := placed.str("checkout.guestOrderToken")
		const typed = `query($t: String!) { guestOrder(token: $t) { shippingAddress { customFields { __typename code: gate door doors json } } billingAddress { customFields { gate } } } }`
		if a, want := p.send(nil, typed, vars{"t": token}).good(), `{"shippingAddress":{"customFields":{"__typename":"AddressCustomFields","code":"1234","door":"BACK","doors":["FRONT","BACK"],`+
			`"json":{"gate":"1234","door":"BACK","doors":["FRONT","BACK"],"friend":null}}},"billingAddress":{"customFields":{"gate":"1234"}}}`; !strings.Contains(a.text, want) {
			t.Errorf("the guest sees %s", a.text)
		}
		if a := p.send(nil, `query($t: String!) { guestOrder(token: $t) { shippingAddress { customFields { risk } } } }`, vars{"t": token}); a.code() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("a field of the staff: %s", a.text)
		}
		// A reference is shown to whom it may be shown, typed and in json alike.
		in = withFields(vars{"gate": "7", "risk": 9, "friend": annID})
		in["customerId"] = annID
		p.send(key, placeWithFields, vars{"i": in}).good()
		in = withFields(vars{"gate": "7", "risk": 8, "friend": p.send(key, `mutation { createCustomer(input: { email: "bob@example.com" }) { customerId userErrors { code field message } } }`, nil).good().str("createCustomer.customerId")})
		in["customerId"] = annID
		p.send(key, placeWithFields, vars{"i": in}).good()
		// A key that reads orders sees what a customer may give, and what is for the staff only as one that reads customers.
		const ofStaff = `{ orders(first: 1, orderBy: { field: PLACED_AT, direction: DESC }) { nodes { shippingAddress { customFields { gate risk json } } } } }`
		for _, c := range []struct {
			as   headers
			want string
		}{
			{p.key("ORDERS_READ"), `{"gate":"7","risk":null,"json":{"gate":"7","door":null,"doors":null,"friend":null}}`},
			{p.key("ORDERS_READ", "CUSTOMERS_READ"), `"gate":"7","risk":8,"json":{"gate":"7","door":null,"doors":null,"risk":8`},
		} {
			if a := p.send(c.as, ofStaff, nil).good(); !strings.Contains(a.text, c.want) {
				t.Errorf("%s, want %s", a.text, c.want)
			}
		}
		a := p.send(ann, `{ me { orders(orderBy: { field: PLACED_AT, direction: ASC }) { nodes { shippingAddress { customFields { friend { email } json } } } } } }`, nil).good()
		if want := `[{"shippingAddress":{"customFields":{"friend":{"email":"ann@example.com"},"json":{"gate":"7","door":null,"doors":null,"friend":"` + annID + `"}}}},` +
			`{"shippingAddress":{"customFields":{"friend":null,"json":{"gate":"7","door":null,"doors":null,"friend":null}}}}]`; !strings.Contains(a.text, want) {
			t.Errorf("the customer sees %s", a.text)
		}
		a = p.send(key, `{ orders { nodes { shippingAddress { customFields { risk friend { email } } } } } }`, nil).good()
		for _, want := range []string{`{"risk":9,"friend":{"email":"ann@example.com"}}`, `{"risk":8,"friend":{"email":"bob@example.com"}}`, `{"risk":null,"friend":null}`} {
			if !strings.Contains(a.text, want) {
				t.Errorf("no %s in what staff see: %s", want, a.text)
			}
		}
		// Definitions change, the order does not: an option that has gone is in json alone, and so is an archived field.
		for _, id := range []string{door, doors} {
			p.send(key, `mutation($id: ID!) { updateCustomField(id: $id, input: { options: [{ value: "FRONT" }] }) { userErrors { code field message } } }`, vars{"id": id}).good()
		}
		p.send(key, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code field message } } }`, vars{"id": gate}).good()
		p.field(key, vars{"owner": "ADDRESS", "key": "gate", "type": "BOOLEAN"})
		a = p.send(nil, typed, vars{"t": token}).good()
		if want := `"code":null,"door":null,"doors":["FRONT"],"json":{"door":"BACK","doors":["FRONT","BACK"],"friend":null,"gate":"1234"}`; !strings.Contains(a.text, want) {
			t.Errorf("after the definitions have changed: %s", a.text)
		}
	})
}

// TestFieldsOfOrdersAddressesAreNoStatement: they come with the order, and what they point to is read together.
func TestFieldsOfOrdersAddressesAreNoStatement(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := counted(t, o)
		key := p.key(everything...)
		p.field(key, vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		p.field(key, vars{"owner": "ADDRESS", "key": "friend", "type": "REFERENCE"})
		gone := p.field(key, vars{"owner": "ADDRESS", "key": "former", "type": "REFERENCE"})
		for i := range 12 {
			id, _ := p.signUp(fmt.Sprintf("c%d@example.com", i))
			other, _ := p.signUp(fmt.Sprintf("d%d@example.com", i))
			in := withFields(vars{"floor": i, "friend": id, "former": other})
			p.send(key, placeWithFields, vars{"i": in}).good()
		}
		p.send(key, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code field message } } }`, vars{"id": gone}).good()
		count := func(n int, selected string) int64 {
			query := fmt.Sprintf(`{ orders(first: %d) { nodes { id %s } } }`, n, selected)
			p.send(key, query, nil).good()
			p.send(key, query, nil).good()
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
		a := p.send(key, `{ orders(first: 1) { nodes { shippingAddress { customFields { json } } } } }`, nil).good()
		if !strings.Contains(a.text, `"friend":"customer_`) || !strings.Contains(a.text, `"former":"customer_`) {
			t.Errorf("the references: %s", a.text)
		}
	})
}
