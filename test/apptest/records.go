package apptest

import (
	"fmt"
	"strings"
)

// AllScopes lists every scope of an API key.
var AllScopes = []string{"CUSTOMERS_READ", "CUSTOMERS_WRITE", "ORDERS_READ", "ORDERS_WRITE", "SETTINGS_WRITE", "STAFF_WRITE", "WEBHOOKS_WRITE", "PRIVACY_WRITE"}

// APIKey creates an API key and returns its headers.
func (p *Program) APIKey(scopes ...string) Headers {
	p.T.Helper()
	secret, _, _ := strings.Cut(p.Command("key", "create", "--name", "test", "--scopes", strings.Join(scopes, ",")), "\n")
	return Headers{"Authorization": "Bearer " + secret}
}

// SignUp creates a customer and returns the ID and headers.
func (p *Program) SignUp(email string) (string, Headers) {
	p.T.Helper()
	a := p.Send(nil, `mutation($email: String!) { createCustomer(input: {email: $email, name: "Ann Example", password: "correct horse"}) {
		customer { id } customerToken { accessToken } userErrors { code field message } } }`, Vars{"email": email}).OK()
	return a.Text("createCustomer.customer.id"), Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}
}

// CreateCustomer creates a customer with an API key and returns the ID.
func (p *Program) CreateCustomer(key Headers, in Vars) string {
	p.T.Helper()
	return p.Send(key, `mutation($in: CreateCustomerInput!) { createCustomer(input: $in) { customer { id } userErrors { code field message } } }`, Vars{"in": in}).OK().Text("createCustomer.customer.id")
}

// CreateCustomerWithOrders creates a customer with two addresses and two orders of two items, and returns the ID.
func CreateCustomerWithOrders(p *Program, key Headers, i int, friend any) string {
	p.T.Helper()
	id := p.Send(key, `mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { customer { id } userErrors { code field message } } }`,
		Vars{"i": Vars{"email": fmt.Sprintf("c%d@example.com", i), "name": fmt.Sprint("Customer ", i), "tags": []string{"a", "b"}, "customFields": Vars{"shoeSize": 40, "friend": friend}}}).OK().Text("createCustomer.customer.id")
	item := func(sku string) Vars {
		return Vars{"sku": sku, "name": sku, "quantity": 1, "unitPrice": Vars{"amount": "1.00", "currency": "EUR"}}
	}
	for n := range 2 {
		address := p.Send(key, `mutation($id: ID!, $line: String!) { createAddress(customerId: $id, input: { firstName: "Ann", line1: $line, city: "Dublin", region: "Dublin", country: "IE", customFields: { floor: 2 } }) {
			address { id } userErrors { code field message } } }`, Vars{"id": id, "line": fmt.Sprint(n, " Main Street")}).OK().Text("createAddress.address.id")
		p.Send(key, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, Vars{"i": Vars{
			"customerId": id, "shippingAddress": Vars{"addressId": address}, "billingSameAsShipping": true, "items": []Vars{item("x"), item("y")},
		}}).OK()
	}
	return id
}

// CreateCustomField defines a custom field.
const CreateCustomField = `mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { customField { id key version } userErrors { code field message } } }`

// CreateField defines a custom field and returns its ID.
func (p *Program) CreateField(key Headers, input Vars) string {
	p.T.Helper()
	all := Vars{"owner": "CUSTOMER", "label": input["key"], "access": "WRITE"}
	for name, value := range input {
		all[name] = value
	}
	return p.Send(key, CreateCustomField, Vars{"input": all}).OK().Text("createCustomField.customField.id")
}
