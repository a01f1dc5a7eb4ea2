package access

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestNullIsNotTheCaller checks that null for an optional id is refused, so that it does not select the customer of the
// token, and that only omitting it does.
func TestNullIsNotTheCaller(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey("CUSTOMERS_WRITE", "ORDERS_WRITE")
		quote := p.Send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { quote { token } userErrors { code } } }`, nil).OK().Text("createQuote.quote.token")
		_, ann := p.SignUp("ann@example.com")
		const address = `{ firstName: "A", line1: "1", city: "Dublin", region: "Dublin", country: "IE" }`
		state := func() string {
			return p.Send(ann, `{ me { name version addresses { totalCount } orders { totalCount } } }`, nil).OK().Body
		}
		before := state()
		for _, c := range []struct{ field, rest, selected string }{
			{"updateCustomer.id", `input: { name: "Null" }`, "customerId"},
			{"createAddress.customerId", "input: " + address, "addressId"},
			{"deleteCustomer.id", "", "deletedId"},
		} {
			name, arg, _ := strings.Cut(c.field, ".")
			for form, query := range map[string]string{
				"literal":          `mutation { ` + name + `(` + arg + `: null, ` + c.rest + `) { ` + c.selected + ` } }`,
				"variable":         `mutation($v: ID) { ` + name + `(` + arg + `: $v, ` + c.rest + `) { ` + c.selected + ` } }`,
				"default":          `mutation($d: ID = null) { ` + name + `(` + arg + `: $d, ` + c.rest + `) { ` + c.selected + ` } }`,
				"within fragments": `mutation { ...F } fragment F on Mutation { ` + name + `(` + arg + `: null, ` + c.rest + `) { ` + c.selected + ` } }`,
			} {
				for caller, as := range map[string]apptest.Headers{"customer": ann, "API key": key, "both": ann.With(key)} {
					a := p.Send(as, query, apptest.Vars{"v": nil})
					if form != "variable" {
						a = p.Send(as, query, nil)
					}
					if a.ErrorCode() != "BAD_USER_INPUT" || !strings.Contains(a.Body, c.field+": null is not allowed") {
						t.Errorf("%s, %s by %s: %s", c.field, form, caller, a.Body)
					}
				}
			}
		}
		checkout := `mutation($q: String!, $c: ID) { checkout(input: { quote: $q, customerId: $c, shippingAddress: { address: ` + address + ` } }) { orderId userErrors { code field } } }`
		both := ann.With(key) // a customer alone does not see customerId
		if a := p.Send(both, checkout, apptest.Vars{"q": quote, "c": nil}).Body; !strings.Contains(a, `{"code":"REQUIRED","field":["input","customerId"]}`) {
			t.Errorf("checkout: %s", a)
		}
		if after := state(); after != before {
			t.Errorf("changed from %s to %s", before, after)
		}
		// variables without a value are omitted
		for _, query := range []string{
			`mutation($v: ID) { updateCustomer(id: $v, input: { name: "New" }) { customerId userErrors { code } } }`,
			`mutation($v: ID) { createAddress(customerId: $v, input: ` + address + `) { addressId userErrors { code } } }`,
			checkout,
			`mutation($v: ID) { deleteCustomer(id: $v) { deletedId userErrors { code } } }`,
		} {
			as, v := ann, apptest.Vars(nil)
			if query == checkout {
				as, v = both, apptest.Vars{"q": quote}
			}
			if a := p.Send(as, query, v).OK(); strings.Contains(a.Body, "null") {
				t.Errorf("%s: %s", query, a.Body)
			}
		}
	})
}
