// Package merging tests over HTTP what merging two customers does while other requests use them.
package merging

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const mergeMutation = `mutation($keep: ID!, $merge: ID!, $fields: [String!]! = []) {
	mergeCustomers(input: { keep: $keep, merge: $merge, fieldsFromMerged: $fields }) {
		customer { id version mergedIds orders(first: 100) { totalCount } } customerId userErrors { code field message } } }`

// shop is a running program with its database.
type shop struct {
	*apptest.Program
	t    *testing.T
	db   *db.DB
	key  apptest.Headers // of an API key with all scopes
	mu   sync.Mutex
	next int
}

// onEach runs a test with a program over each database. Requests can come from any network address.
func onEach(t *testing.T, settings []string, test func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o, append([]string{"CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8"}, settings...)...)
		p := apptest.Start(t, env...)
		o.MaxConns = 2
		d, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		test(t, &shop{Program: p, t: t, db: d, key: p.APIKey(apptest.AllScopes...)})
	})
}

// number returns a number that was not returned before.
func (s *shop) number() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	return s.next
}

// from returns the headers of a visitor whose network address nobody has used.
func (s *shop) from() apptest.Headers {
	n := s.number()
	return apptest.Headers{"X-Forwarded-For": fmt.Sprintf("198.18.%d.%d", n/250, n%250+1)}
}

// account is a customer who is logged in.
type account struct {
	id, email, password, refresh string
	headers                      apptest.Headers
}

// signUp creates a customer who is logged in.
func (s *shop) signUp() *account {
	s.t.Helper()
	n := s.number()
	a := &account{email: fmt.Sprintf("customer-%d@example.com", n), password: fmt.Sprint("correct horse ", n), headers: s.from()}
	r := s.Send(a.headers, `mutation($e: String!, $p: String!) { createCustomer(input: { email: $e, password: $p, name: "Ann Example" }) {
		customer { id } customerToken { accessToken refreshToken } userErrors { code field message } } }`, apptest.Vars{"e": a.email, "p": a.password}).OK()
	a.id, a.refresh = r.Text("createCustomer.customer.id"), r.Text("createCustomer.customerToken.refreshToken")
	a.headers = a.headers.With(apptest.Headers{"X-Customer-Token": r.Text("createCustomer.customerToken.accessToken")})
	return a
}

// merge sends the mutation and returns "" or a code.
func (s *shop) merge(keep, merge string, fields ...string) string {
	s.t.Helper()
	if fields == nil {
		fields = []string{}
	}
	return outcome(s.Send(s.key, mergeMutation, apptest.Vars{"keep": keep, "merge": merge, "fields": fields}), "mergeCustomers")
}

// outcome returns "" for a mutation that succeeded, and otherwise the code of its first error.
func outcome(a *apptest.Response, root string) string {
	a.T.Helper()
	if code := a.ErrorCode(); code != "" {
		return code
	}
	if a.Status != 200 || len(a.Errors) > 0 {
		return a.Body
	}
	return a.UserErrorCode(root)
}

// checkout places an order and returns its ID, or "" and a code. Without an ID of a customer, it is an order of the
// sender.
func (s *shop) checkout(as apptest.Headers, customerID string, boxes int) (id, code string) {
	s.t.Helper()
	in := apptest.Vars{
		"items":           []apptest.Vars{{"sku": "TEA", "name": "Tea", "quantity": boxes, "unitPrice": apptest.Vars{"amount": "7.95", "currency": "EUR"}}},
		"shippingAddress": apptest.Vars{"address": address("1 Order Street")}, "billingSameAsShipping": true,
		"contact": apptest.Vars{"name": "Ann Example", "email": "contact@example.com"},
	}
	if customerID != "" {
		in["customerId"] = customerID
	}
	a := s.Send(as, `mutation($in: CheckoutInput!) { checkout(input: $in) { order { id } userErrors { code field message } } }`, apptest.Vars{"in": in})
	if code = outcome(a, "checkout"); code == "" {
		id = a.Text("checkout.order.id")
	}
	return id, code
}

func address(line1 string) apptest.Vars {
	return apptest.Vars{"firstName": "Ann", "lastName": "Example", "line1": line1, "city": "Dublin", "region": "Dublin", "country": "IE"}
}

// rows returns the values of a query with one column.
func (s *shop) rows(query string, args ...any) []string {
	s.t.Helper()
	var list []string
	if err := s.db.Primary(context.Background()).Raw(query, args...).Find(&list).Error; err != nil {
		s.t.Fatal(err)
	}
	return list
}

// checkConsistent checks that the counters of all customers are right, and that everything belongs to somebody.
func (s *shop) checkConsistent() {
	s.t.Helper()
	off := s.rows(`WITH o AS MATERIALIZED (
			SELECT customer_id, COUNT(*) AS n, MAX(placed_at) AS last FROM orders GROUP BY customer_id
		) SELECT id FROM customers LEFT JOIN o ON customer_id = id
		WHERE orders_count <> COALESCE(n, 0) OR COALESCE(last_order_at <> last, orders_count > 0)`)
	if len(off) > 0 {
		s.t.Errorf("the counters of %q are wrong", off)
	}
	if lost := s.rows(`SELECT id FROM orders WHERE customer_id IS NULL AND NOT guest`); len(lost) > 0 {
		s.t.Errorf("%q belong to nobody", lost)
	}
	if lost := s.rows(`SELECT type FROM events WHERE customer_id IN (SELECT merged_id FROM merged_customers) AND type <> 'CUSTOMER_DELETED'`); len(lost) > 0 {
		s.t.Errorf("events %q did not move", lost)
	}
	if lost := s.rows(`SELECT merged_id FROM merged_customers WHERE merged_id IN (SELECT id FROM customers) OR customer_id IN (SELECT merged_id FROM merged_customers)`); len(lost) > 0 {
		s.t.Errorf("the former ids %q do not stand for a customer", lost)
	}
	if lost := s.rows(`WITH e AS MATERIALIZED (
			SELECT subject_id, COUNT(*) AS n FROM events WHERE type = 'ORDER_PLACED' GROUP BY subject_id
		) SELECT id FROM orders LEFT JOIN e ON subject_id = id WHERE COALESCE(n, 0) <> 1`); len(lost) > 0 {
		s.t.Errorf("%q have no history", lost)
	}
}

// checkNoDeadlock stops the program and checks that PostgreSQL has seen no deadlock.
func (s *shop) checkNoDeadlock() {
	s.t.Helper()
	if err := s.Stop(); err != nil { // sessions report what they have seen when they end
		s.t.Fatal(err)
	}
	if s.db.Dialect != db.Postgres {
		return
	}
	if n := s.rows("SELECT CAST(deadlocks AS text) FROM pg_stat_database WHERE datname = current_database()"); n[0] != "0" {
		s.t.Errorf("%s deadlocks", n[0])
	}
}

// together calls functions at the same time and waits for them.
func together(list ...func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, f := range list {
		wg.Go(func() {
			<-start
			f()
		})
	}
	close(start)
	wg.Wait()
}
