package operations

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"clientele/test/apptest"
)

// The limits of one request that docs/security.md guarantees. The time is far above what a request needs alone, for
// machines that run other tests beside this one.
const (
	largestAnswer = 4<<20 + 64<<10
	longestTime   = 3 * time.Second
)

// TestResponsesAreBounded sends short operations that ask for large responses. Each is rejected or answered within the
// limits.
func TestResponsesAreBounded(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		_, ann := p.SignUp("ann@example.com")
		key := p.APIKey(apptest.AllScopes...)
		for i := range 50 {
			p.Send(ann, `mutation($i: CreateAddressInput!) { createAddress(input: $i) { userErrors { code } } }`, apptest.Vars{"i": apptest.Vars{
				"firstName": strings.Repeat("Ann ", 60), "company": strings.Repeat("x", 250), "country": "IE", "region": "Dublin",
				"line1": fmt.Sprint(i, strings.Repeat("x", 250)), "line2": strings.Repeat("x", 250), "city": strings.Repeat("x", 250),
			}}).OK()
		}
		p.CreateField(key, apptest.Vars{"key": "motto", "type": "STRING", "access": "WRITE"})

		for _, c := range append(amplifiers(ann, key), endless(key)...) {
			began := time.Now()
			a := p.Send(c.as, c.query, c.variables)
			c.check(t, a, time.Since(began))
		}

		if a := p.Send(ann, `{ me { phone } }`, nil).OK(); a.Text("me.phone") != "+353871234567" {
			t.Errorf("what a mutation with a large answer changed is not stored: %s", a.Body)
		}

		r, err := http.NewRequest(http.MethodGet, p.URL+"/graphql?query="+url.QueryEscape(nestedIntrospection(30)), nil)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		operation{name: "introspection by GET", code: "TOO_COMPLEX"}.check(t, p.Do(r), time.Since(began))
	})
}

// operation is a test case that must stay within the limits.
type operation struct {
	name, query string
	variables   apptest.Vars
	as          apptest.Headers
	code        string
}

func (o operation) check(t *testing.T, a *apptest.Response, took time.Duration) {
	t.Helper()
	if a.ErrorCode() != o.code || a.Status >= 500 {
		t.Errorf("%s: status %d, code %q, want %q: %.300s", o.name, a.Status, a.ErrorCode(), o.code, a.Body)
	}
	if took > longestTime {
		t.Errorf("%s took %v", o.name, took)
	}
	if len(a.Body) > largestAnswer {
		t.Errorf("%s: %d bytes", o.name, len(a.Body))
	}
	if a.Data == nil && len(a.Body) > 64<<10 {
		t.Errorf("%s: a refusal has %d bytes", o.name, len(a.Body))
	}
}

// numbered repeats a text n times and replaces # with the number.
func numbered(n int, text string) string {
	var all strings.Builder
	for i := range n {
		all.WriteString(strings.ReplaceAll(text, "#", fmt.Sprint(i)))
	}
	return all.String()
}

// nestedIntrospection nests introspection lists as deep as validation allows, with n aliases.
func nestedIntrospection(n int) string {
	return `{ __schema { types { ...a } } }
		fragment a on __Type {` + numbered(n, ` f#: fields(includeDeprecated: true) { ...b }`) + ` }
		fragment b on __Field { name description type { ...c ofType { ...c } } args { name description } }
		fragment c on __Type { fields { name description args { name description } } inputFields { name description } }`
}

// amplifiers are short operations that ask for large responses.
func amplifiers(ann, key apptest.Headers) []operation {
	long := strings.Repeat("a", 180<<10)
	return []operation{
		{name: "nested introspection", query: nestedIntrospection(90), code: "TOO_COMPLEX"},
		{name: "a little of it", query: nestedIntrospection(2)},
		{name: "one type under aliases", query: `{ __type(name: "Query") {` +
			numbered(95, ` f#: fields { name description args { name description type { name } } }`) + ` } }`},
		{name: "the schema under aliases", query: `{` + numbered(15, ` s#: __schema { ...s }`) +
			`} fragment s on __Schema { types { name description fields { name description } } }`},
		{
			name: "a field under aliases", query: `{ me { addresses(first: 100) { nodes {` + numbered(99, ` f#: formatted`) + ` } } } }`,
			as: ann, code: "TOO_COMPLEX",
		},
		{name: "the same in several root fields", query: `{` + numbered(20, ` m#: me { addresses(first: 100) { nodes { ...a } } }`) +
			`} fragment a on Address { line1 line2 city company firstName` + numbered(4, ` f#: formatted`) + ` }`, as: ann, code: "TOO_COMPLEX"},
		{
			name: "the answer of a mutation", query: `mutation { updateCustomer(input: { phone: "+353871234567" }) { customer { addresses(first: 100) { nodes {` +
				numbered(99, ` f#: formatted`) + ` } } } userErrors { code } } }`, as: ann, code: "TOO_COMPLEX",
		},
		{
			name: "an edge that is refused for each row", query: `{ customers(first: 100) { nodes {` + numbered(90, ` s#: sessions { id }`) + ` } } }`,
			as: key,
		},
		{
			name: "one variable many times", query: `query($a: ID!) {` + numbered(19, ` n#: nodes(ids: [`+strings.Repeat("$a ", 90)+`]) { id }`) + ` }`,
			variables: apptest.Vars{"a": long},
		},
		{name: "one variable in many conditions", query: `query($a: String!) {` + numbered(19, ` c#: customers(filter: { or: [`+
			strings.Repeat("{ name: { eq: $a } } ", 12)+`] }) { nodes { id } }`) + ` }`, variables: apptest.Vars{"a": long}, as: key, code: "BAD_USER_INPUT"},
		{
			name: "much to compare", query: `query($f: CustomerFilter) {` + numbered(20, ` c#: customers(filter: $f) { nodes { id } }`) + ` }`,
			variables: apptest.Vars{"f": apptest.Vars{"or": manyNames(10, 20)}}, as: key, code: "BAD_USER_INPUT",
		},
		{
			name: "many empty values", query: `query($v: [String!]) {` + numbered(19, ` c#: customers(filter: { or: [`+
				strings.Repeat("{ name: { in: $v } } ", 12)+`] }) { nodes { id } }`) + ` }`,
			variables: apptest.Vars{"v": make([]string, 200)}, as: key, code: "BAD_USER_INPUT",
		},
		{
			name: "many new passwords", query: `mutation {` +
				numbered(6, ` p#: setPassword(customerId: "customer_x", password: "correct horse") { userErrors { code } }`) + ` }`,
			as: key, code: "TOO_COMPLEX",
		},
		{
			name: "many sign-ups with passwords", query: `mutation($i: CreateCustomerInput!) {` +
				numbered(6, ` p#: createCustomer(input: $i) { userErrors { code } }`) + ` }`,
			variables: apptest.Vars{"i": apptest.Vars{"email": "x@example.com", "password": "correct horse"}}, as: key, code: "TOO_COMPLEX",
		},
		{
			name: "many customers without passwords", query: `mutation {` +
				numbered(19, ` p#: createCustomer(input: { email: "many#@example.com" }) { userErrors { code } }`) + ` }`, as: key,
		},
		{
			name: "many faults", query: `mutation($i: UpdateCustomerInput!) { updateCustomer(id: "customer_x", input: $i) {` +
				numbered(95, ` e#: userErrors { code field message }`) + ` } }`, as: key,
			variables: apptest.Vars{"i": apptest.Vars{"tags": strings.Split(strings.Repeat("\n,", 49)+"\n", ",")}},
		},
	}
}

// manyNames returns conditions with many different long values.
func manyNames(conditions, values int) []apptest.Vars {
	var all []apptest.Vars
	for i := range conditions {
		var names []string
		for j := range values {
			names = append(names, strings.Repeat("\ufdfa", 300)+fmt.Sprint(i, j))
		}
		all = append(all, apptest.Vars{"name": apptest.Vars{"in": names}})
	}
	return all
}

// endless are operations with parts that are too long or too many.
func endless(key apptest.Headers) []operation {
	name := strings.Repeat("a", 900<<10)
	members := apptest.Vars{"email": "x@example.com"}
	for i := range 20000 {
		members[fmt.Sprint("a", i)] = 1
	}
	return []operation{
		{name: "a long name", query: `{ ` + name + ` }`, code: "TOO_COMPLEX"},
		{name: "a long alias", query: `{ ` + name + `: shop { name } }`, code: "TOO_COMPLEX"},
		{name: "a long number", query: `{ customers(first: ` + strings.Repeat("9", 900<<10) + `) { nodes { id } } }`, as: key, code: "TOO_COMPLEX"},
		{name: "a long enum value", query: `{ customers(orderBy: { field: ` + name + ` }) { nodes { id } } }`, as: key, code: "TOO_COMPLEX"},
		{
			name: "a long enum value in a variable", query: `query($f: CustomerSortField!) { customers(orderBy: { field: $f }) { nodes { id } } }`,
			variables: apptest.Vars{"f": name}, as: key, code: "BAD_USER_INPUT",
		},
		{name: "a long variable", query: `query($` + name + `: Int) { shop { name } }`, code: "TOO_COMPLEX"},
		{name: "a long directive", query: `{ shop @` + name + ` { name } }`, code: "TOO_COMPLEX"},
		{name: "a long type", query: `query($a: ` + name + `) { shop { name } }`, code: "TOO_COMPLEX"},
		{name: "a long operation name", query: `query ` + name + ` { shop { name } }`, code: "TOO_COMPLEX"},
		{name: "a long string", query: `{ node(id: "` + name + `") { id } }`},
		{name: "a long block string", query: `{ node(id: """` + strings.Repeat("a\n", 200<<10) + `""") { id } }`},
		{name: "a long text for an Int", query: `{ customers(first: "` + name + `") { nodes { id } } }`, as: key, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "unknown fields", query: `{` + numbered(5900, ` custome#`) + ` }`, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "unknown arguments", query: `{ customers(` + numbered(1900, ` firs#: 1`) + `) { nodes { id } } }`, as: key, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "unknown members", query: `{ customers(filter: {` + numbered(1400, ` nam#: { eq: "x" }`) + ` }) { nodes { id } } }`, as: key, code: "TOO_COMPLEX"},
		{
			name: "unknown members in a variable", query: `mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { userErrors { code } } }`,
			variables: apptest.Vars{"i": members}, code: "BAD_USER_INPUT",
		},
		{
			name: "an unknown long member in a variable", query: `mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { userErrors { code } } }`,
			variables: apptest.Vars{"i": apptest.Vars{name: 1}}, code: "BAD_USER_INPUT",
		},
		{name: "unused variables", query: `query(` + numbered(1400, ` $a#: Int`) + `) { shop { name } }`, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "undefined variables", query: `{ nodes(ids: [` + numbered(2900, ` $a#`) + `]) { id } }`, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "repeated directives", query: `{ shop { name` + strings.Repeat(" @skip(if: false)", 800) + ` } }`, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "comments", query: `{ shop { name } }` + strings.Repeat("#\n", 200<<10), code: "TOO_COMPLEX"},
		{name: "commas", query: `{ shop { name } }` + strings.Repeat(",", 900<<10)},
		{name: "a list of 200,000 ids", query: `query($a: [ID!]!) { nodes(ids: $a) { id } }`, variables: apptest.Vars{"a": make([]string, 200000)}, code: "BAD_USER_INPUT"},
		{name: "deep objects", query: `{ customers(filter: ` + strings.Repeat("{not:", 900) + "{}" + strings.Repeat("}", 900) + `) { nodes { id } } }`, as: key, code: "BAD_USER_INPUT"},
		{name: "deep lists", query: `{ nodes(ids: ` + strings.Repeat("[", 900) + strings.Repeat("]", 900) + `) { id } }`, code: "GRAPHQL_VALIDATION_FAILED"},
	}
}
