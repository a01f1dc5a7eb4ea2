package abuse

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestMalformedRequests sends requests that no client library sends: each gets an error with a code, and nothing is
// stored.
func TestMalformedRequests(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		_, ann := p.SignUp("ann@example.com")
		before := p.Send(key, `{ customers { totalCount } orders { totalCount } }`, nil).OK().Body

		signUp := func(email, name string) string {
			return fmt.Sprintf(`{"query":"mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { customer { id } userErrors { code field } } }",`+
				`"variables":{"i":{"email":%s,"name":%s,"password":"correct horse"}}}`, email, name)
		}
		query := func(q string) string {
			return `{"query":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(q) + `"}`
		}
		logins := "mutation {"
		for i := range 1000 {
			logins += fmt.Sprintf(` a%d: login(email: "ann@example.com", password: "guess%d") { customerToken { accessToken } }`, i, i)
		}
		logins += "}"
		unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." +
			strings.Split(ann["X-Customer-Token"], ".")[1] + "."
		deep := strings.Repeat("{ not: ", 8) + `{ name: { eq: "x" } }` + strings.Repeat(" }", 8)
		bomb := "query { ...f0 }"
		for i := range 40 {
			bomb += fmt.Sprintf(" fragment f%d on Query { ...f%d ...f%d }", i, i+1, i+1)
		}
		bomb += " fragment f40 on Query { shop { name } }"

		for _, c := range []struct {
			name, body, code string
			as               apptest.Headers
		}{
			{name: "no JSON", body: `{"query": garbage`, code: "BAD_USER_INPUT"},
			{name: "nothing", body: ``, code: "BAD_USER_INPUT"},
			{name: "an array", body: `[]`, code: "BAD_USER_INPUT"},
			{name: "null", body: `null`, code: "BAD_USER_INPUT"},
			{name: "two values", body: `{"query":"{ shop { name } }"} {}`, code: "BAD_USER_INPUT"},
			{name: "ten megabytes", body: `{"query":"` + strings.Repeat("x", 10<<20) + `"}`, code: "BAD_USER_INPUT"},
			{name: "deep JSON", body: `{"query":"{ shop { name } }","variables":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, code: "BAD_USER_INPUT"},
			{name: "variables of another type", body: `{"query":"{ shop { name } }","variables":[1]}`, code: "BAD_USER_INPUT"},
			{name: "a syntax error", body: query(`{ shop { name }`), code: "GRAPHQL_PARSE_FAILED"},
			{name: "an unknown field", body: query(`{ shop { secret } }`), code: "GRAPHQL_VALIDATION_FAILED"},
			{name: "an unknown operation", body: `{"query":"query A { shop { name } }","operationName":"B"}`, code: "GRAPHQL_VALIDATION_FAILED"},
			{name: "a subscription", body: query(`subscription { shop { name } }`), code: "GRAPHQL_VALIDATION_FAILED"},
			{name: "deep nesting", body: query(strings.Repeat("{ me", 3000)), code: "TOO_COMPLEX"},
			{name: "deep fields", body: query(`{ me { orders { nodes { customer { orders { nodes { customer { orders { nodes { customer { orders { nodes { customer { orders { nodes { customer { orders { nodes { id } } } } } } } } } } } } } } } } } } }`), code: "TOO_COMPLEX", as: ann},
			{name: "too much at once", body: query(`{ customers(first: 100) { nodes { orders(first: 100) { nodes { items { id sku name quantity } history { id } } } } } }`), code: "TOO_COMPLEX", as: key},
			{name: "1,000 logins", body: query(logins), code: "TOO_COMPLEX"},
			{name: "two logins", body: query(`mutation { a: login(email: "a@example.com", password: "x") { userErrors { code } } b: login(email: "b@example.com", password: "x") { userErrors { code } } }`), code: "TOO_COMPLEX"},
			{name: "30 root fields", body: query("{" + strings.Repeat(" shop { name }", 30) + "}"), code: "TOO_COMPLEX"},
			{name: "one field thousands of times", body: query("{ me {" + strings.Repeat(" id", 5900) + " } }"), code: "TOO_COMPLEX"},
			{name: "a fragment hundreds of times", body: query("{" + strings.Repeat(" ...f", 500) + " } fragment f on Query { shop { name } }"), code: "TOO_COMPLEX"},
			{name: "fragments of fragments", body: query(bomb), code: "TOO_COMPLEX"},
			{name: "fragments in a circle", body: query(`{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }`), code: "GRAPHQL_VALIDATION_FAILED"},
			{name: "deep introspection", body: query(`{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`), code: "GRAPHQL_VALIDATION_FAILED"},
			{name: "an unsigned token", body: query(`{ me { id } }`), code: "UNAUTHENTICATED", as: apptest.Headers{"X-Customer-Token": unsigned}},
			{name: "no token at all", body: query(`{ me { id } }`), code: "UNAUTHENTICATED", as: apptest.Headers{"X-Customer-Token": "garbage"}},
			{name: "a key that is none", body: query(`{ me { id } }`), code: "UNAUTHENTICATED", as: apptest.Headers{"Authorization": "Bearer sk_garbage"}},
			{name: "another scheme", body: query(`{ me { id } }`), code: "UNAUTHENTICATED", as: apptest.Headers{"Authorization": "Basic YTpi"}},
			{name: "a cursor that is none", body: query(`{ customers(after: "garbage") { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "an empty cursor", body: query(`{ customers(after: "") { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "first: -1", body: query(`{ customers(first: -1) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "first: 0", body: query(`{ customers(first: 0) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "first: 100000", body: query(`{ customers(first: 100000) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "first and last", body: query(`{ customers(first: 1, last: 1) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a huge integer", body: query(`{ customers(first: 99999999999999999999) { nodes { id } } }`), code: "GRAPHQL_VALIDATION_FAILED", as: key},
			{name: "a huge integer as a variable", body: `{"query":"query($n: Int) { customers(first: $n) { nodes { id } } }","variables":{"n":99999999999999999999}}`, code: "BAD_USER_INPUT", as: key},
			{name: "a float for an Int", body: `{"query":"query($n: Int) { customers(first: $n) { nodes { id } } }","variables":{"n":1.5}}`, code: "BAD_USER_INPUT", as: key},
			{name: "a number for a String", body: signUp(`5`, `"Ann"`), code: "BAD_USER_INPUT"},
			{name: "NUL in a name", body: signUp(`"nul@example.com"`, `"A\u0000"`), code: "BAD_USER_INPUT"},
			{name: "NUL in a literal", body: query(`{ customers(search: "a\\u0000b") { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a lone surrogate", body: signUp(`"lone@example.com"`, `"A\ud800"`), code: "BAD_USER_INPUT"},
			{name: "what is no UTF-8", body: signUp(`"bytes@example.com"`, "\"A\xff\""), code: "BAD_USER_INPUT"},
			{name: "NUL in an id", body: query(`{ node(id: "customer_\\u0000") { id } }`), code: "BAD_USER_INPUT"},
			{name: "an empty condition", body: query(`{ customers(filter: { email: {} }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a condition that was left out", body: query(`query($e: String) { customers(filter: { email: { eq: $e } }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a null condition", body: query(`{ customers(filter: { email: { eq: null } }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "an empty or", body: query(`{ customers(filter: { or: [] }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a deep filter", body: query(`{ customers(filter: ` + deep + `) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "51 conditions", body: query(`{ customers(filter: { or: [` + strings.Repeat(`{ name: { eq: "x" } } `, 51) + `] }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "201 values", body: query(`{ customers(filter: { id: { in: [` + strings.Repeat(`"x" `, 201) + `] } }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a pattern of many wildcards", body: query(`{ customers(filter: { name: { like: "` + strings.Repeat("a*", 21) + `" } }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "an unknown operator", body: query(`{ customers(filter: { email: { matches: "x" } }) { nodes { id } } }`), code: "GRAPHQL_VALIDATION_FAILED", as: key},
			{name: "101 nodes", body: query(`{ nodes(ids: [` + strings.Repeat(`"x" `, 101) + `]) { id } }`), code: "BAD_USER_INPUT"},
			{name: "a moment that is none", body: query(`{ customers(filter: { createdAt: { gt: "yesterday" } }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a year beyond all", body: query(`{ customers(filter: { createdAt: { gt: "99999-01-01T00:00:00Z" } }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "a float for a Decimal", body: query(`{ orders(filter: { total: { gt: 1.5 } }) { nodes { id } } }`), code: "BAD_USER_INPUT", as: key},
			{name: "an unknown country", body: query(`{ addressFormat(country: "XX") { name } }`), code: "BAD_USER_INPUT"},
			{name: "both members of @oneOf", body: `{"query":"mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } } }","variables":{"i":{"shippingAddress":{"addressId":"x","address":{"country":"IE"}}}}}`, code: "BAD_USER_INPUT"},
			{name: "no member of @oneOf", body: `{"query":"mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } } }","variables":{"i":{"shippingAddress":{}}}}`, code: "BAD_USER_INPUT"},
			{name: "a null member of @oneOf", body: `{"query":"mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } } }","variables":{"i":{"shippingAddress":{"addressId":null}}}}`, code: "BAD_USER_INPUT"},
		} {
			a := p.Post(c.as, []byte(c.body))
			if a.ErrorCode() != c.code {
				t.Errorf("%s: code %q, want %q: %.300s", c.name, a.ErrorCode(), c.code, a.Body)
			}
			for _, inside := range []string{"SQL", "sqlite", "pgx", "goroutine", "gorm", "correct horse", ".go:"} {
				if strings.Contains(a.Body, inside) {
					t.Errorf("%s: the answer shows %q: %.300s", c.name, inside, a.Body)
				}
			}
			if a.Status >= 500 {
				t.Errorf("%s: status %d", c.name, a.Status)
			}
		}
		if after := p.Send(key, `{ customers { totalCount } orders { totalCount } }`, nil).OK().Body; after != before {
			t.Errorf("something was stored: %s, before %s", after, before)
		}
	})
}

// TestGET sends queries and mutations with GET.
func TestGET(t *testing.T) {
	p := apptest.Start(t, apptest.Data(t))
	get := func(query string) *apptest.Response {
		r, err := http.NewRequest(http.MethodGet, p.URL+"/graphql?query="+url.QueryEscape(query), nil)
		if err != nil {
			t.Fatal(err)
		}
		return p.Do(r)
	}
	if a := get(`{ shop { name } }`); a.Status != 200 || a.Text("shop.name") != "My shop" {
		t.Errorf("a query: %d %s", a.Status, a.Body)
	}
	for name, query := range map[string]string{
		"a mutation":         `mutation { logout { endedSessions } }`,
		"a refresh token":    `mutation { refreshToken(refreshToken: "x") { userErrors { code } } }`,
		"a guest's order":    `{ guestOrder(token: "x") { id } }`,
		"one in a fragment":  `{ ...f } fragment f on Query { mine: guestOrder(token: "x") { id } }`,
		"one beside another": `{ shop { name } ... on Query { guestOrder(token: "x") { id } } }`,
	} {
		if a := get(query); a.Status != 405 || a.ErrorCode() != "BAD_USER_INPUT" {
			t.Errorf("%s by GET: %d %s", name, a.Status, a.Body)
		}
	}
}
