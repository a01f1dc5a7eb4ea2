package queryplans

import (
	"fmt"
	"strings"

	"clientele/test/apptest"
)

// question is a query whose plans are checked.
type question struct {
	name      string
	as        apptest.Headers
	query     string
	variables apptest.Vars
	run       func() error // what runs in the background, in place of a request
}

// operand holds the values that a filter compares a field with: some that few records have and, if the field has an
// order, bounds with few records above or below.
type operand struct {
	eq              []any
	prefix, within  string // for like
	nearTop, nearIt any    // few are above, few are below
}

var (
	justAfter = "2024-01-01T00:20:00Z"
	nearNow   = "2024-01-21T19:30:00Z" // of 30,000 minutes
	middle    = "2024-01-10T00:00:00Z"
	textual   = func(value, prefix, within string) operand {
		return operand{eq: []any{value}, prefix: prefix, within: within}
	}
	oneOf   = func(values ...any) operand { return operand{eq: values} }
	moments = operand{eq: []any{middle}, nearTop: nearNow, nearIt: justAfter}
	yesOrNo = oneOf(true, false)
)

// operands lists the values for each field that lists can be filtered by. A field that is missing here fails the test.
var operands = map[string]operand{
	"customers.id": oneOf("customer_1000015000"), "customers.email": textual("p1015000@example.com", "p101500*", "*1015000@exam*"),
	"customers.name": textual("Name 2015000", "name 201500*", "*me 2015000*"), "customers.phone": textual("+49303015000", "+4930301500*", "*3015000*"),
	"customers.externalId": textual("X-4015000", "x-401500*", "*-4015000*"), "customers.tags": oneOf("vip", "regular"), "customers.groups": oneOf("group_few", "group_many"),
	"customers.hasPassword": yesOrNo, "customers.emailVerified": yesOrNo, "customers.acceptsMarketing": yesOrNo, "customers.disabled": yesOrNo, "customers.erasureRequested": yesOrNo, "orders.anonymized": yesOrNo,
	"customers.orders.count": {eq: []any{planWhale}, nearTop: 11, nearIt: 1}, "customers.orders.lastPlacedAt": {eq: []any{"2024-01-02T00:00:00Z"}, nearTop: "2024-01-21T20:00:00Z", nearIt: "2024-01-01T02:40:00Z"},
	"customers.createdAt": moments, "customers.updatedAt": moments,
	"customers.customFields.nickname": textual("nick 8015000", "nick 801500*", "*ck 8015000*"), "customers.customFields.letter": textual("nothing", "nothing*", "*nothing*"),
	"customers.customFields.points": {eq: []any{15000}, nearTop: 29_980, nearIt: 20}, "customers.customFields.credit": {eq: []any{"7"}, nearTop: "100", nearIt: "7"},
	"customers.customFields.news": yesOrNo, "customers.customFields.born": {eq: []any{"1990-01-01"}, nearTop: "1990-01-01", nearIt: "1970-01-01"},
	"customers.customFields.seen": {eq: []any{"2023-01-01T00:00:00Z"}, nearTop: "2025-01-01T00:00:00Z", nearIt: "2023-01-01T00:00:00Z"}, "customers.customFields.contact": textual("b@example.com", "b@*", "*b@*"),
	"customers.customFields.home": textual("https://example.org", "https://example.org*", "*.org*"), "customers.customFields.tier": oneOf("GOLD", "SILVER"),
	"customers.customFields.friend": oneOf("customer_1000000005"), "customers.customFields.teas": textual("tea 77", "tea 77*", "*a 77*"),
	"orders.id": oneOf("order_1000015000"), "orders.number": textual("A5015000", "A501500*", "*5015000*"), "orders.externalId": textual("O-6015000", "o-601500*", "*-6015000*"),
	"orders.status": oneOf("OPEN", "COMPLETED", "CANCELLED"), "orders.paymentStatus": oneOf("UNPAID", "PAID", "REFUNDED"), "orders.fulfillmentStatus": oneOf("UNFULFILLED", "FULFILLED", "PARTIALLY_FULFILLED"),
	"orders.customerId": oneOf("customer_1000002001", "customer_1000000001"), "orders.guest": yesOrNo,
	"orders.contact.name": textual("Buyer 7015000", "buyer 701500*", "*er 7015000*"), "orders.contact.email": textual("b1001500@example.com", "b100150*", "*1001500@exam*"),
	"orders.shippingAddress.name": textual("Ship 7015000", "ship 701500*", "*ip 7015000*"), "orders.shippingAddress.postcode": textual("S11500", "s1150*", "*11500"), "orders.shippingAddress.country": oneOf("AT", "DE"),
	"orders.billingAddress.name": textual("Bill 7015000", "bill 701500*", "*ll 7015000*"), "orders.billingAddress.postcode": textual("B11500", "b1150*", "*11500"), "orders.billingAddress.country": oneOf("AT", "DE"),
	"orders.total": {eq: []any{"150"}, nearTop: "299.80", nearIt: "0.20"}, "orders.currency": oneOf("CHF", "EUR"), "orders.sku": textual("SKU-12000", "sku-1200*", "*-12000"),
	"orders.placedAt": moments, "orders.updatedAt": moments, "orders.customFields.wrap": yesOrNo,
}

// lists are the lists of the shop: their filter and sort inputs, and a record in the middle.
var lists = []struct{ name, filter, order, enum, middle string }{
	{"customers", "CustomerFilter", "CustomerSort", "CustomerSortField", "customer_1000015000"},
	{"orders", "OrderFilter", "OrderSort", "OrderSortField", "order_1000015000"},
}

// aboutLists returns the queries of lists. They run before records are added, so that the statistics of the database
// are accurate.
func aboutLists(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	var all []question
	add := func(name string, as apptest.Headers, query string, v apptest.Vars) {
		all = append(all, question{name, as, query, v, nil})
	}
	for _, l := range lists {
		list := fmt.Sprintf(`query($f: %s, $o: %s, $s: String, $first: Int, $after: String, $last: Int, $before: String) {
			%s(filter: $f, orderBy: $o, search: $s, first: $first, after: $after, last: $last, before: $before) { nodes { id } pageInfo { endCursor } } }`, l.filter, l.order, l.name)
		for _, by := range w.sorts(key, l.enum, l.name) {
			for _, direction := range []string{"ASC", "DESC"} {
				order := apptest.Vars{"direction": direction}
				name := l.name + " by "
				for k, v := range by {
					order[k] = v
					name += v.(string)
				}
				name += " " + direction
				place := w.Send(key, list, apptest.Vars{"f": apptest.Vars{"id": apptest.Vars{"eq": l.middle}}, "o": order}).OK().Text(l.name + ".pageInfo.endCursor")
				add(name+", first", key, list, apptest.Vars{"o": order, "first": 50})
				add(name+", last", key, list, apptest.Vars{"o": order, "last": 50})
				add(name+", deep", key, list, apptest.Vars{"o": order, "first": 50, "after": place})
				add(name+", deep backward", key, list, apptest.Vars{"o": order, "last": 50, "before": place})
			}
		}
		for _, f := range w.filters(key, l.filter, l.name, nil) {
			add(f.name, key, list, apptest.Vars{"f": f.value, "first": 50})
		}
		if l.name == "customers" {
			add("customers between two values", key, list, apptest.Vars{"f": apptest.Vars{"customFields": apptest.Vars{"points": apptest.Vars{"gte": 15000, "lt": 15010}}}, "first": 50})
		}
		for name, words := range map[string]string{
			"a rare word": "1015000@exam", "a common word": "example", "two words": "p101500 example", "no such word": "nobody", "two characters": "zz",
			"a phone number": "030 301 5000", "a phone number in pairs": "03 03 01 50 00", "a number with a long prefix": "0049 30 3015000", "a part of a number": "301 5000",
		} {
			add(l.name+" search, "+name, key, list, apptest.Vars{"s": words, "first": 50})
		}
		add(l.name+" totalCount", key, "{ "+l.name+" { totalCount } }", nil)
		add(l.name+" totalCount, filtered", key, "query($f: "+l.filter+") { "+l.name+"(filter: $f) { totalCount } }", apptest.Vars{"f": apptest.Vars{"updatedAt": apptest.Vars{"gt": justAfter}}})
	}
	return all
}

// aboutRecords returns all other queries.
func aboutRecords(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	var all []question
	add := func(name string, as apptest.Headers, query string, v apptest.Vars) {
		all = append(all, question{name, as, query, v, nil})
	}
	const book = `query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { customer(id: $id) { sessions { id } addresses(first: $first, after: $after, last: $last, before: $before) { nodes { id } pageInfo { endCursor } } } }`
	const history = `query($id: ID!, $o: OrderSort, $first: Int, $after: String, $last: Int, $before: String) { customer(id: $id) { orders(orderBy: $o, first: $first, after: $after, last: $last, before: $before) { nodes { id items { sku } history { type } } pageInfo { endCursor } } } }`
	for name, id := range map[string]string{"of one": "customer_1000002001", "of the largest": "customer_1000000001"} {
		add("addresses "+name+", first", key, book, apptest.Vars{"id": id, "first": 50})
		add("addresses "+name+", last", key, book, apptest.Vars{"id": id, "last": 50})
		add("history "+name+", first", key, history, apptest.Vars{"id": id, "first": 10})
		add("history "+name+", last", key, history, apptest.Vars{"id": id, "last": 10})
		add("history "+name+", by total", key, history, apptest.Vars{"id": id, "first": 10, "o": apptest.Vars{"field": "TOTAL", "direction": "DESC"}})
	}
	end := w.Send(key, history, apptest.Vars{"id": "customer_1000000001", "first": 100}).OK().Text("customer.orders.pageInfo.endCursor")
	add("history of the largest, deep", key, history, apptest.Vars{"id": "customer_1000000001", "first": 10, "after": end})
	add("what customers have", key, `{ customers(first: 50) { nodes { tags marketing { state unsubscribeToken } defaultShippingAddress { id } customFields { nickname points teas friend { id } } addresses(first: 3) { nodes { id } } orders(first: 3) { totalCount nodes { id customFields { wrap } items { sku } } } } } }`, nil)
	add("an order", key, `{ order(id: "order_1000015000") { items { sku } history { type } customer { id } customFields { wrap } } }`, nil)
	const records = `{ paid { amount } outstanding { amount } items { options { name } shippedQuantity } payments { id amount { amount } } refunds { id items { quantity item { sku } } } shipments { id items { quantity item { sku } } } steps { ship payable { amount } refundable { amount } } }`
	add("an order with its records", key, `{ order(id: "order_1000015000") `+records+` }`, nil)
	add("orders with their records", key, `{ orders(first: 50) { nodes `+records+` } }`, nil)
	add("what customers have spent", key, `{ customers(first: 50) { nodes { spent { amount } } } }`, nil)
	add("what the largest customer has spent", key, `{ customer(id: "customer_1000000001") { spent { amount } } }`, nil)
	nodes := `{ nodes(ids: ["payment_1000015000", "refund_1000015000", "shipment_1000015000", "order_1000015000", "customer_1000015000", "address_1000015000", "session_1000015000", "item_1000015000", "event_1000015000", "email_1000015000", "consent_1000015000", "customer_1000015001/customFields"]) { id } }`
	add("nodes", key, nodes, nil)
	add("a guest's order by number", nil, `{ guestOrderByNumber(number: "A5015000", email: "nobody@example.com") { id } }`, nil)
	const emails = `query($s: EmailStatus, $to: String, $first: Int, $after: String) { emails(status: $s, to: $to, first: $first, after: $after) { totalCount nodes { id } pageInfo { endCursor } } }`
	add("emails", key, emails, apptest.Vars{"first": 50})
	add("emails, deep", key, emails, apptest.Vars{"first": 50, "after": w.Send(key, emails, apptest.Vars{"first": 100}).OK().Text("emails.pageInfo.endCursor")})
	add("emails that failed", key, emails, apptest.Vars{"s": "FAILED", "first": 50})
	add("emails that were sent", key, emails, apptest.Vars{"s": "SENT", "first": 50})
	add("emails to somebody", key, emails, apptest.Vars{"to": "p1005000@example.com", "first": 50})
	add("keys, staff, fields, shop", key, `{ apiKeys { id lastUsedAt } staffMembers { id } customFields { key } shop { name } }`, nil)
	add("a failed log-in", nil, `mutation { login(email: "p1015000@example.com", password: "wrong wrong") { userErrors { code } } }`, nil)
	add("a password reset", nil, `mutation { requestPasswordReset(email: "p1015001@example.com") { userErrors { code } } }`, nil)
	_, ann := w.SignUp("ann@example.org")
	add("nodes of a customer", ann, nodes, nil)
	add("me", ann, `{ me { id sessions { id } addresses { nodes { id } } orders { totalCount nodes { id } } } }`, nil)
	const newAddress = `mutation { createAddress(input: { firstName: "Ann", lastName: "Example", line1: "1 Main Street", city: "Berlin", postcode: "10115", country: "DE", phone: "030 1234567" }) { address { id } userErrors { code message } } }`
	add("an address", ann, newAddress, nil)
	add("a change", key, `mutation { updateCustomer(id: "customer_1000015000", input: { name: "New", externalId: "N-1", tags: ["x"], email: "new@example.org", customFields: { nickname: "new" } }) { customer { id } userErrors { code message } } }`, nil)
	add("an order's external id", key, `mutation { updateOrder(id: "order_1000000020", input: { externalId: "N-2" }) { order { id } userErrors { code } } }`, nil)
	add("an end", key, `mutation { deleteCustomer(id: "customer_1000000077") { deletedId userErrors { code } } }`, nil)
	add("an order's change", key, `mutation { cancelOrder(id: "order_1000000010") { order { id } userErrors { code } } }`, nil)
	const cent = `amount: { amount: "0.01", currency: "EUR" }`
	for name, call := range map[string]string{
		"a payment": `recordPayment(input: { orderId: "order_1000000120", ` + cent + ` })`, "a voided payment": `voidPayment(id: "payment_1000000140")`,
		"a refund":        `recordRefund(input: { orderId: "order_1000000160", ` + cent + `, items: [{ itemId: "item_1000000318", quantity: 1 }] })`,
		"a voided refund": `voidRefund(id: "refund_1000000180")`, "a shipment": `createShipment(input: { orderId: "order_1000000200" })`,
		"a corrected shipment": `updateShipment(id: "shipment_1000000220", input: { items: [{ itemId: "item_1000000438", quantity: 1 }, { itemId: "item_1000000439", quantity: 1 }] })`,
		"a cancelled shipment": `cancelShipment(id: "shipment_1000000240")`, "statuses": `updateOrder(id: "order_1000000130", input: { paymentStatus: PAID, fulfillmentStatus: FULFILLED })`,
	} {
		add(name, key, `mutation { `+call+` { orderId userErrors { code message } } }`, nil)
	}
	add("a log-out", ann, `mutation { logout(everywhere: true) { userErrors { code } } }`, nil)
	return all
}

// sorts returns what a list can be sorted by: the fields of its enum and the custom fields that have an order.
func (w *watcher) sorts(key apptest.Headers, enum, list string) []apptest.Vars {
	w.T.Helper()
	var all []apptest.Vars
	for _, v := range w.Send(key, `query($n: String!) { __type(name: $n) { enumValues { name } } }`, apptest.Vars{"n": enum}).OK().At("__type.enumValues").([]any) {
		all = append(all, apptest.Vars{"field": v.(map[string]any)["name"].(string)})
	}
	for _, f := range planFields {
		if owner := f["owner"]; (owner == "ORDER") == (list == "orders") && f["type"] != "REFERENCE" && f["list"] == nil {
			all = append(all, apptest.Vars{"customField": f["key"].(string)})
		}
	}
	return all
}

// filtering is a condition of a filter.
type filtering struct {
	name  string
	value apptest.Vars
}

// filters returns a filter for each operator of each member of a filter input, as the schema has them.
func (w *watcher) filters(key apptest.Headers, input, path string, within func(apptest.Vars) apptest.Vars) []filtering {
	w.T.Helper()
	if within == nil {
		within = func(v apptest.Vars) apptest.Vars { return v }
	}
	const ask = `query($n: String!) { __type(name: $n) { inputFields { name type { name kind ofType { name kind } } } } }`
	var all []filtering
	for _, each := range w.Send(key, ask, apptest.Vars{"n": input}).OK().At("__type.inputFields").([]any) {
		member := each.(map[string]any)
		name, of := member["name"].(string), member["type"].(map[string]any)
		if name == "and" || name == "or" || name == "not" {
			continue // only groups other conditions
		}
		at := path + "." + name
		inside := func(v apptest.Vars) apptest.Vars { return within(apptest.Vars{name: v}) }
		if of["kind"] != "INPUT_OBJECT" {
			w.T.Fatalf("%s is no operators: %v", at, of)
		}
		if of["name"] == "MarketingFilter" {
			for _, v := range marketingFilters {
				all = append(all, filtering{fmt.Sprint(at, " ", v["channel"], " ", v["state"]), inside(v)})
			}
			continue
		}
		values, is := operands[at]
		if !is {
			below := of["name"].(string)
			if w.operators(key, below) {
				w.T.Fatalf("there is a new filter: say in operands what to compare %s with", at)
			}
			all = append(all, w.filters(key, below, at, inside)...)
			continue
		}
		for _, each := range w.Send(key, ask, apptest.Vars{"n": of["name"]}).OK().At("__type.inputFields").([]any) {
			op := each.(map[string]any)["name"].(string)
			add := func(note string, v any) {
				all = append(all, filtering{strings.TrimSuffix(at+" "+op+" "+note, " "), inside(apptest.Vars{op: v})})
			}
			switch op {
			case "eq", "ne", "has":
				for _, v := range values.eq {
					add(fmt.Sprint(v), v)
				}
			case "in", "notIn", "hasAny", "hasAll":
				add("", values.eq[:1])
			case "like":
				add("a beginning", values.prefix)
				add("what is within", values.within)
			case "startsWith":
				add("", strings.TrimRight(values.prefix, "*"))
			case "contains":
				add("", strings.Trim(values.within, "*"))
			case "gt", "gte":
				add("few", values.nearTop)
				add("many", values.nearIt)
			case "lt", "lte":
				add("few", values.nearIt)
				add("many", values.nearTop)
			case "isSet":
				add("true", true)
				add("false", false)
			default:
				w.T.Fatalf("there is a new operator: say here what to compare %s.%s with", at, op)
			}
		}
	}
	return all
}

// operators reports whether an input type consists of operators only.
func (w *watcher) operators(key apptest.Headers, input string) bool {
	w.T.Helper()
	for _, each := range w.Send(key, `query($n: String!) { __type(name: $n) { inputFields { type { kind } } } }`, apptest.Vars{"n": input}).OK().At("__type.inputFields").([]any) {
		if each.(map[string]any)["type"].(map[string]any)["kind"] == "INPUT_OBJECT" {
			return false
		}
	}
	return true
}
