package queryplans

import (
	"fmt"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// marketingFilters are filters of customers by consent: with a common state, a rare one, several, and a rare channel.
var marketingFilters = []apptest.Vars{
	{"channel": "EMAIL", "state": []string{"SUBSCRIBED"}},
	{"channel": "EMAIL", "state": []string{"PENDING"}},
	{"channel": "EMAIL", "state": []string{"SUBSCRIBED", "PENDING"}},
	{"channel": "SMS", "state": []string{"UNSUBSCRIBED"}},
	{"channel": "POST", "state": []string{"SUBSCRIBED", "PENDING", "UNSUBSCRIBED"}},
}

// aboutConsents returns the lists of statements about marketing with every combination of arguments, and the mutations.
func aboutConsents(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	const list = `query($c: ID, $e: String, $ch: MarketingChannel, $s: MarketingState, $cur: Boolean! = false, $g: Boolean! = false, $first: Int, $last: Int, $after: String) {
		marketingConsents(customerId: $c, email: $e, channel: $ch, state: $s, current: $cur, guests: $g, first: $first, last: $last, after: $after) { nodes { id unsubscribeToken } pageInfo { endCursor } } }`
	var all []question
	for _, who := range []apptest.Vars{{}, {"c": "customer_1000000001"}, {"e": "g7@example.com"}, {"g": true}} {
		for _, channel := range []any{nil, "EMAIL", "SMS"} {
			for _, state := range []any{nil, "SUBSCRIBED", "PENDING"} {
				for _, current := range []bool{false, true} {
					v := apptest.Vars{"ch": channel, "s": state, "cur": current, "first": 50}
					for name, value := range who {
						v[name] = value
					}
					all = append(all, question{name: fmt.Sprint("statements about marketing ", who, channel, state, current), as: key, query: list, variables: v})
				}
			}
		}
	}
	end := w.Send(key, list, apptest.Vars{"first": 100}).OK().Text("marketingConsents.pageInfo.endCursor")
	add := func(name string, as apptest.Headers, query string, v apptest.Vars) {
		all = append(all, question{name: name, as: as, query: query, variables: v})
	}
	add("statements about marketing, deep", key, list, apptest.Vars{"first": 50, "after": end})
	add("statements about marketing, last", key, list, apptest.Vars{"last": 50})
	add("statements about marketing, counted", key, `{ marketingConsents { totalCount } }`, nil)
	add("statements of guests, counted", key, `{ marketingConsents(guests: true, current: true) { totalCount } }`, nil)
	token := w.Send(key, `{ customer(id: "customer_1000000002") { marketing { unsubscribeToken } } }`, nil).OK().Text("customer.marketing.0.unsubscribeToken")
	guest := w.Send(key, `{ marketingConsents(email: "g8@example.com", current: true) { nodes { unsubscribeToken } } }`, nil).OK().Text("marketingConsents.nodes.0.unsubscribeToken")
	for name, token := range map[string]string{"a customer unsubscribes": token, "a guest unsubscribes": guest} {
		add(name, nil, `mutation($t: String!) { unsubscribe(token: $t) { channel userErrors { code } } }`, apptest.Vars{"t": token})
	}
	add("a statement about marketing", key, `mutation { setMarketingConsent(customerId: "customer_1000000004", input: { channel: EMAIL, state: UNSUBSCRIBED }) { userErrors { code } } }`, nil)
	add("a subscription", nil, `mutation { subscribe(email: "p1000006@example.com") { userErrors { code } } }`, nil)
	add("consent in an update", key, `mutation { updateCustomer(id: "customer_1000000008", input: { acceptsMarketing: true, emailVerified: true }) { userErrors { code } } }`, nil)
	add("an import with marketing", key, `mutation { upsertCustomers(input: [{ email: "p1000010@example.com", acceptsMarketing: true }, { email: "new@example.com", acceptsMarketing: true, emailVerified: true }]) { results { outcome } userErrors { code } } }`, nil)
	return all
}

// TestStatementsOfConsent checks that the consent of many customers takes one SQL statement.
func TestStatementsOfConsent(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		key := p.SignInOwner() // an API key is loaded about once a second
		for i := range 100 {
			p.CreateCustomer(key, apptest.Vars{"email": fmt.Sprintf("c%d@example.com", i), "acceptsMarketing": i%2 == 0})
		}
		count := func(query string) int64 {
			p.Send(key, query, nil).OK()
			p.Send(key, query, nil).OK()
			return *ran
		}
		plain, few, many := count(`{ customers(first: 100) { nodes { id } } }`), count(`{ customers(first: 2) { nodes { id marketing { state unsubscribeToken unsubscribeUrl actor { kind } } } } }`),
			count(`{ customers(first: 100) { nodes { id marketing { state unsubscribeToken unsubscribeUrl actor { kind } } } } }`)
		if few != many || many != plain+1 {
			t.Errorf("%d statements without marketing, %d for 2 customers, %d for 100", plain, few, many)
		}
	})
}
