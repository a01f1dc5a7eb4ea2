package queryplans

import (
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// TestStatementCountIsConstant counts the SQL statements of the largest list for shops of two sizes.
func TestStatementCountIsConstant(t *testing.T) {
	const query = `{ customers(first: 50) { totalCount nodes { id email tags customFields { shoeSize friend { email customFields { shoeSize } } json } sessions { id } defaultShippingAddress { formatted }
		addresses(first: 3) { totalCount nodes { id formatted customFields { floor } } }
		orders(first: 5) { totalCount nodes { number customFields { giftWrap json } customer { email } items { sku total { formatted } } history { type } } } } } }`
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		key := p.SignInOwner() // an API key is loaded about once a second

		p.CreateField(key, apptest.Vars{"key": "shoeSize", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"key": "friend", "type": "REFERENCE"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "giftWrap", "type": "BOOLEAN", "default": "true"})
		var last any
		grow := func(from, to int) {
			for i := from; i < to; i++ {
				last = apptest.CreateCustomerWithOrders(p, key, i, last)
			}
		}
		grow(0, 2)
		p.Send(key, query, nil).OK()
		few := *ran
		grow(2, 30)
		a := p.Send(key, query, nil).OK()
		if *ran != few {
			t.Errorf("%d statements for 30 customers, %d for 2", *ran, few)
		}
		if few > 19 {
			t.Errorf("%d statements", few)
		}
		if n := len(a.At("customers.nodes").([]any)); n != 30 || strings.Count(a.Body, `"sku"`) != 30*2*2 {
			t.Errorf("%d customers: %.300s", n, a.Body)
		}
	})
}

// TestAuthenticationIsOneStatement checks that authenticating a customer takes one SQL statement, and the rest of a
// request only what it selects.
func TestAuthenticationIsOneStatement(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		_, ann := p.SignUp("ann@example.com")
		for query, want := range map[string]int64{`{ __typename }`: 1, `{ me { id } }`: 1, `{ me { sessions { id device lastUsedAt } } }`: 2} {
			p.Send(ann, query, nil).OK() // fills the caches
			if p.Send(ann, query, nil).OK(); *ran != want {
				t.Errorf("%s took %d statements, want %d", query, *ran, want)
			}
		}
	})
}

// TestReferencesInJSONAddOneStatement checks that whether the caller may see the referenced records takes one statement
// for all records of a page.
func TestReferencesInJSONAddOneStatement(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		key := p.SignInOwner() // an API key is loaded about once a second
		p.CreateField(key, apptest.Vars{"key": "shoeSize", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"key": "friend", "type": "REFERENCE"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		var last any
		for i := range 12 {
			last = apptest.CreateCustomerWithOrders(p, key, i, last)
		}
		count := func(query string) int64 {
			p.Send(key, query, nil).OK()
			a := p.Send(key, query, nil).OK()
			if strings.Count(a.Body, `"customer_`) < 3 {
				t.Errorf("%s: %s", query, a.Body)
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
