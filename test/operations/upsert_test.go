package operations

import (
	"fmt"
	"testing"

	"clientele/test/apptest"
)

// TestUpsertCustomers creates and updates customers in one mutation.
func TestUpsertCustomers(t *testing.T) {
	const query = `mutation($match: CustomerMatch! = EXTERNAL_ID, $input: [UpsertCustomerInput!]!, $onError: BulkErrorPolicy! = SKIP) {
		upsertCustomers(match: $match, input: $input, onError: $onError) {
			results { index outcome customerId customer { email name tags addresses { nodes { city } } } userErrors { code field } }
			userErrors { code field } } }`
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey("CUSTOMERS_WRITE", "CUSTOMERS_READ")
		send := func(as apptest.Headers, list []apptest.Vars, onError string) *apptest.Response {
			t.Helper()
			return p.Send(as, query, apptest.Vars{"input": list, "onError": onError})
		}
		check := func(a *apptest.Response, want map[string]any) {
			t.Helper()
			if len(a.Errors) > 0 {
				t.Fatal(a.Body)
			}
			for path, value := range want {
				if got := a.At("upsertCustomers." + path); fmt.Sprint(got) != fmt.Sprint(value) {
					t.Errorf("%s is %v, want %v: %s", path, got, value, a.Body)
				}
			}
		}
		list := []apptest.Vars{
			{"externalId": "1", "email": "ann@example.com", "name": "Ann", "tags": []string{"vip"}, "addresses": []apptest.Vars{
				{"firstName": "Ann", "lastName": "Example", "line1": "1 Main Street", "city": "Cork", "country": "IE"},
			}},
			{"externalId": "2", "email": "x", "addresses": []apptest.Vars{{"country": "XX"}}},
			{"email": "eve@example.com"},
			{"externalId": "3", "email": "ANN@example.com"},
			{"externalId": "1", "name": nil},
		}
		check(send(key, list, "ABORT"), map[string]any{
			"results": []any{}, "userErrors.0.code": "INVALID", "userErrors.0.field": []any{"input", "1", "email"},
		})
		if n := p.Send(key, `{ customers { totalCount } }`, nil).OK().At("customers.totalCount"); fmt.Sprint(n) != "0" {
			t.Fatalf("%v customers are stored", n)
		}
		first := send(key, list, "SKIP")
		check(first, map[string]any{
			"userErrors": []any{}, "results.0.index": 0, "results.0.outcome": "CREATED", "results.0.customer.tags": []any{"vip"},
			"results.0.customer.addresses.nodes.0.city": "Cork", "results.0.userErrors": []any{}, "results.0.customer.name": nil,
			"results.1.outcome": "FAILED", "results.1.customer": nil, "results.1.customerId": nil,
			"results.1.userErrors.0.field": []any{"input", "1", "email"},
			"results.1.userErrors.1.field": []any{"input", "1", "addresses", "0", "firstName"},
			"results.2.userErrors":         []any{map[string]any{"code": "REQUIRED", "field": []any{"input", "2", "externalId"}}},
			"results.3.userErrors":         []any{map[string]any{"code": "EMAIL_TAKEN", "field": []any{"input", "3", "email"}}},
			"results.4.outcome":            "UPDATED", "results.4.customerId": first.Text("upsertCustomers.results.0.customerId"),
		})
		check(send(key, []apptest.Vars{{"externalId": "1", "tags": []string{"vip"}}}, "SKIP"), map[string]any{"results.0.outcome": "UNCHANGED"})
		many := make([]apptest.Vars, 101)
		for i := range many {
			many[i] = apptest.Vars{"externalId": fmt.Sprint("m", i), "email": fmt.Sprintf("m%d@example.com", i)}
		}
		check(send(key, many, "SKIP"), map[string]any{"userErrors.0.code": "TOO_LONG", "userErrors.0.field": []any{"input"}})
		check(send(key, many[:0], "SKIP"), map[string]any{"userErrors.0.code": "REQUIRED", "userErrors.0.field": []any{"input"}})
		check(send(key, many[:100], "ABORT"), map[string]any{"results.99.outcome": "CREATED", "userErrors": []any{}})
		// The result can be read without CUSTOMERS_READ, except for the customer.
		writer := p.APIKey("CUSTOMERS_WRITE")
		if a := send(writer, many[:1], "SKIP"); a.ErrorCode() != "FORBIDDEN" || a.Text("upsertCustomers.results.0.outcome") != "UNCHANGED" {
			t.Errorf("with CUSTOMERS_WRITE only: %s", a.Body)
		}
	})
}
