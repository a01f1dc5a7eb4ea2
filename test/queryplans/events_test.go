package queryplans

import (
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

const (
	historyOf = `query($id: ID!, $types: [EventType!], $first: Int, $after: String, $last: Int, $before: String) { customer(id: $id) {
		history(types: $types, first: $first, after: $after, last: $last, before: $before) { nodes { id changes { field } } pageInfo { endCursor } } } }`
	eventsOf = `query($id: ID!, $types: [EventType!]) { order(id: $id) { events(types: $types) { totalCount nodes { id } } } }`
	auditLog = `query($f: AuditFilter, $first: Int, $after: String, $last: Int, $before: String) {
		auditLog(filter: $f, first: $first, after: $after, last: $last, before: $before) { nodes { id } pageInfo { endCursor } } }`
	polled = `query($types: [EventType!], $after: String) { events(first: 50, types: $types, after: $after) { nodes { id } pageInfo { endCursor } } }`
)

// aboutEvents returns the queries of histories, the audit log and programs that poll.
func aboutEvents(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	var all []question
	add := func(name string, as apptest.Headers, query string, v apptest.Vars) {
		all = append(all, question{name, as, query, v, nil})
	}
	for name, id := range map[string]string{"of one": "customer_1000002001", "of the largest": "customer_1000000001"} {
		add("events "+name+", first", key, historyOf, apptest.Vars{"id": id, "first": 50})
		add("events "+name+", last", key, historyOf, apptest.Vars{"id": id, "last": 50})
		add("events "+name+", of a type", key, historyOf, apptest.Vars{"id": id, "first": 50, "types": []string{"ORDER_PLACED"}})
		place := w.Send(key, historyOf, apptest.Vars{"id": id, "first": 100}).OK().Text("customer.history.pageInfo.endCursor")
		add("events "+name+", deep", key, historyOf, apptest.Vars{"id": id, "first": 50, "after": place})
		add("events "+name+", deep backward", key, historyOf, apptest.Vars{"id": id, "last": 50, "before": place})
		add("events "+name+", counted", key, `query($id: ID!) { customer(id: $id) { history { totalCount } } }`, apptest.Vars{"id": id})
	}
	add("events of an order", key, eventsOf, apptest.Vars{"id": "order_1000015000"})
	add("events of an order, of a type", key, eventsOf, apptest.Vars{"id": "order_1000015000", "types": []string{"ORDER_PLACED"}})
	add("events of customers", key, `{ customers(first: 50) { nodes { history(first: 3) { nodes { id } } } } }`, nil)
	add("events of orders", key, `{ orders(first: 50) { nodes { events(first: 3) { nodes { id } } } } }`, nil)
	add("events by id", key, `{ nodes(ids: ["entry_1000015000", "entry_2000000001", "entry_x"]) { id } }`, nil)

	for _, list := range []struct {
		name string
		as   apptest.Headers
	}{{"audit log", key}, {"audit log of staff", w.APIKey("STAFF_WRITE")}} {
		add(list.name+", first", list.as, auditLog, apptest.Vars{"first": 50})
		add(list.name+", last", list.as, auditLog, apptest.Vars{"last": 50})
		place := w.Send(list.as, auditLog, apptest.Vars{"first": 60}).OK().Text("auditLog.pageInfo.endCursor")
		add(list.name+", deep", list.as, auditLog, apptest.Vars{"first": 50, "after": place})
		add(list.name+", deep backward", list.as, auditLog, apptest.Vars{"last": 50, "before": place})
		add(list.name+", counted", list.as, `{ auditLog { totalCount } }`, nil)
	}
	few, many := apptest.Vars{"lt": "2024-01-01T04:00:00Z"}, apptest.Vars{"lt": "2024-01-20T00:00:00Z"}
	for name, f := range map[string]apptest.Vars{
		"a rare type": {"types": []string{"STAFF_MEMBER_CREATED"}}, "a common type": {"types": []string{"ORDER_PLACED"}},
		"no such type": {"types": []string{"WEBHOOK_PAUSED"}}, "types": {"types": []string{"STAFF_MEMBER_CREATED", "CUSTOMER_UPDATED"}},
		"a key": {"actorId": "key_1"}, "a member": {"actorId": "staff_1"}, "a customer as the actor": {"actorId": "customer_1000000001"}, "nobody": {"actorId": "key_x"},
		"staff": {"actorKinds": []string{"STAFF"}}, "the command line": {"actorKinds": []string{"COMMAND_LINE"}}, "customers and guests": {"actorKinds": []string{"CUSTOMER", "GUEST"}},
		"an order": {"subjectId": "order_1000015000"}, "the largest customer": {"customerId": "customer_1000000001"}, "a customer": {"customerId": "customer_1000002001"},
		"an early time": {"at": few}, "a late time": {"at": many}, "a day": {"at": apptest.Vars{"gte": "2024-01-10T00:00:00Z", "lt": "2024-01-11T00:00:00Z"}}, "a moment": {"at": apptest.Vars{"eq": "2024-01-10T00:00:00Z"}},
		"administration": {"administration": true}, "no administration": {"administration": false}, "a member's administration": {"administration": true, "actorId": "staff_1"},
		"a member's administration on a day": {"administration": true, "actorId": "staff_1", "at": few}, "a key's changes of a type": {"actorId": "key_1", "types": []string{"CUSTOMER_UPDATED"}},
	} {
		add("audit log, "+name, key, auditLog, apptest.Vars{"f": f, "first": 50})
		add("audit log, "+name+", last", key, auditLog, apptest.Vars{"f": f, "last": 50})
		add("audit log, "+name+", counted", key, `query($f: AuditFilter) { auditLog(filter: $f) { totalCount } }`, apptest.Vars{"f": f})
	}
	for name, as := range map[string]apptest.Headers{"polling": key, "polling for customers": w.APIKey("CUSTOMERS_READ")} {
		add(name+", first", as, polled, nil)
		add(name+", deep", as, polled, apptest.Vars{"after": w.Send(as, polled, nil).OK().Text("events.pageInfo.endCursor")})
		add(name+", a rare type", as, polled, apptest.Vars{"types": []string{"SHOP_UPDATED"}})
		add(name+", no such type", as, polled, apptest.Vars{"types": []string{"CUSTOM_FIELD_ARCHIVED", "CUSTOMER_DELETED"}})
	}
	return all
}

// TestStatementsOfHistories counts the SQL statements of the histories of a list of customers and of orders.
func TestStatementsOfHistories(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p, ran := apptest.CountStatements(t, o)
		key := p.SignInOwner() // an API key is loaded about once a second
		p.CreateField(key, apptest.Vars{"key": "shoeSize", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"key": "friend", "type": "REFERENCE"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		const query = `{ customers(first: 50) { nodes { history(first: 5) { totalCount nodes { id actor { kind actorId name } changes { field from to } } } } }
			orders(first: 50) { nodes { events(first: 5) { totalCount nodes { id } } } } }`
		grow := func(from, to int) {
			for i := from; i < to; i++ {
				apptest.CreateCustomerWithOrders(p, key, i, nil)
			}
		}
		grow(0, 2)
		p.Send(key, query, nil).OK()
		few := *ran
		grow(2, 12)
		a := p.Send(key, query, nil).OK()
		if *ran != few || few > 8 {
			t.Errorf("%d statements for 12 customers, %d for 2", *ran, few)
		}
		if n := strings.Count(a.Body, `"entry_`); n < 12*2+24 {
			t.Errorf("only %d events: %.300s", n, a.Body)
		}
	})
}
