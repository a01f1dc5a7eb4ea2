package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestStatementsDoNotGrowWithRows counts the SQL statements of the largest list there is, on shops of two sizes.
func TestStatementsDoNotGrowWithRows(t *testing.T) {
	const query = `{ customers(first: 50) { totalCount nodes { id email tags customFields { shoeSize friend { email customFields { shoeSize } } json } sessions { id } defaultShippingAddress { formatted }
		addresses(first: 3) { totalCount nodes { id formatted customFields { floor } } }
		orders(first: 5) { totalCount nodes { number customFields { giftWrap json } customer { email } items { sku total { formatted } } history { type } } } } } }`
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := counted(t, o)
		key := p.owner() // an API key is looked at about once a second

		p.field(key, vars{"key": "shoeSize", "type": "INTEGER"})
		p.field(key, vars{"key": "friend", "type": "REFERENCE"})
		p.field(key, vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		p.field(key, vars{"owner": "ORDER", "key": "giftWrap", "type": "BOOLEAN", "default": "true"})
		var last any
		grow := func(from, to int) {
			for i := from; i < to; i++ {
				last = fillOne(p, key, i, last)
			}
		}
		grow(0, 2)
		p.send(key, query, nil).good()
		few := *ran
		grow(2, 30)
		a := p.send(key, query, nil).good()
		if *ran != few {
			t.Errorf("%d statements for 30 customers, %d for 2", *ran, few)
		}
		if few > 19 {
			t.Errorf("%d statements", few)
		}
		if n := len(a.at("customers.nodes").([]any)); n != 30 || strings.Count(a.text, `"sku"`) != 30*2*2 {
			t.Errorf("%d customers: %.300s", n, a.text)
		}
	})
}

// counted serves a shop over a database and counts the SQL statements of each request.
func counted(t *testing.T, o db.Options) (p *program, ran *int64) {
	t.Helper()
	env := environ(t, o)
	_, h := opened(t, env...)
	ran = new(int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, count := db.Count(r.Context())
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r.WithContext(ctx))
		*ran = count() // before the test has the answer
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return &program{t: t, url: server.URL, env: env}, ran
}

// TestRecognisingACustomerIsOneStatement: a request costs the look at its session and its customer, and what it asks for beside.
func TestRecognisingACustomerIsOneStatement(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := counted(t, o)
		_, ann := p.signUp("ann@example.com")
		for query, want := range map[string]int64{`{ __typename }`: 1, `{ me { id } }`: 1, `{ me { sessions { id device lastUsedAt } } }`: 2} {
			p.send(ann, query, nil).good() // whatever is read once and kept
			if p.send(ann, query, nil).good(); *ran != want {
				t.Errorf("%s took %d statements, want %d", query, *ran, want)
			}
		}
	})
}

// fillOne makes a customer with two addresses, two orders of two items, and a friend.
func fillOne(p *program, key headers, i int, friend any) string {
	p.t.Helper()
	id := p.send(key, `mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { customer { id } userErrors { code field message } } }`,
		vars{"i": vars{"email": fmt.Sprintf("c%d@example.com", i), "name": fmt.Sprint("Customer ", i), "tags": []string{"a", "b"}, "customFields": vars{"shoeSize": 40, "friend": friend}}}).good().str("createCustomer.customer.id")
	item := func(sku string) vars {
		return vars{"sku": sku, "name": sku, "quantity": 1, "unitPrice": vars{"amount": "1.00", "currency": "EUR"}}
	}
	for n := range 2 {
		address := p.send(key, `mutation($id: ID!, $line: String!) { createAddress(customerId: $id, input: { firstName: "Ann", line1: $line, city: "Dublin", region: "Dublin", country: "IE", customFields: { floor: 2 } }) {
			address { id } userErrors { code field message } } }`, vars{"id": id, "line": fmt.Sprint(n, " Main Street")}).good().str("createAddress.address.id")
		p.send(key, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, vars{"i": vars{
			"customerId": id, "shippingAddress": vars{"addressId": address}, "billingSameAsShipping": true, "items": []vars{item("x"), item("y")},
		}}).good()
	}
	return id
}

// TestJSONOfReferencesIsOneStatementMore: whether the caller may see what is pointed to is asked once for all records
// of a page.
func TestJSONOfReferencesIsOneStatementMore(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := counted(t, o)
		key := p.owner() // an API key is looked at about once a second
		p.field(key, vars{"key": "shoeSize", "type": "INTEGER"})
		p.field(key, vars{"key": "friend", "type": "REFERENCE"})
		p.field(key, vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		var last any
		for i := range 12 {
			last = fillOne(p, key, i, last)
		}
		count := func(query string) int64 {
			p.send(key, query, nil).good()
			a := p.send(key, query, nil).good()
			if strings.Count(a.text, `"customer_`) < 3 {
				t.Errorf("%s: %s", query, a.text)
			}
			return *ran
		}
		few, many := count(`{ customers(first: 4) { nodes { id customFields { json } } } }`), count(`{ customers(first: 12) { nodes { id customFields { json } } } }`)
		plain, both := count(`{ customers(first: 12) { nodes { id customFields { shoeSize } } } }`), count(`{ customers(first: 12) { nodes { id customFields { json friend { id } } } } }`)
		if few != many || many != plain+1 || both != many {
			t.Errorf("%d statements for 4 records, %d for 12, %d without references, %d with the typed field", few, many, plain, both)
		}
	})
}
