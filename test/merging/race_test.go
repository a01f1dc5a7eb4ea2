package merging

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"clientele/test/apptest"
)

// log collects the outcomes of requests, and the orders that were acknowledged.
type log struct {
	mu       sync.Mutex
	outcomes map[string]int
	boxes    map[string]int // by order
}

func (l *log) add(name, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.outcomes[strings.TrimSpace(name+" "+code)]++
}

func (l *log) ordered(name, id, code string, boxes int) {
	l.add(name, code)
	l.mu.Lock()
	defer l.mu.Unlock()
	if id != "" {
		l.boxes[id] += boxes
	}
}

// check checks that only the expected outcomes happened, and that all of the needed ones did.
func (l *log) check(t *testing.T, needed, allowed []string) {
	t.Helper()
	t.Log(l.outcomes)
	for _, name := range slices.Sorted(maps.Keys(l.outcomes)) {
		if !slices.Contains(needed, name) && !slices.Contains(allowed, name) {
			t.Errorf("%d times %s", l.outcomes[name], name)
		}
	}
	for _, name := range needed {
		if l.outcomes[name] == 0 {
			t.Errorf("never %s", name)
		}
	}
}

// checkOrders checks that every acknowledged order is stored with its total.
func (l *log) checkOrders(s *shop) {
	s.t.Helper()
	total := 0
	for id, boxes := range l.boxes {
		total += boxes
		if got := s.rows("SELECT CAST(total_minor AS text) FROM orders WHERE id = ?", id); len(got) != 1 || got[0] != fmt.Sprint(795*boxes) {
			s.t.Errorf("the order %s of %d boxes has the total %q", id, boxes, got)
		}
	}
	if got := s.rows("SELECT CAST(SUM(total_minor) AS text) FROM orders"); got[0] != fmt.Sprint(795*total) {
		s.t.Errorf("the turnover is %s, want %d", got[0], 795*total)
	}
}

func newLog() *log { return &log{outcomes: map[string]int{}, boxes: map[string]int{}} }

// rounds returns the number of rounds of a test.
func rounds(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// TestMergeDuringCheckout merges a customer who is checking out, 100 times: no acknowledged order is lost.
func TestMergeDuringCheckout(t *testing.T) {
	onEach(t, nil, func(t *testing.T, s *shop) {
		l := newLog()
		for range rounds(100) {
			keep, merged := s.signUp(), s.signUp()
			order := func(name string, as apptest.Headers, customerID string) func() {
				return func() {
					boxes := 1 + s.number()%9
					id, code := s.checkout(as, customerID, boxes)
					l.ordered(name, id, code, boxes)
				}
			}
			order("the customer checks out", merged.headers.With(s.key), "")()
			guest, _ := s.checkout(s.key, "", 1)
			l.boxes[guest] = 1
			attach := func() {
				a := s.Send(s.key, `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { order { id } userErrors { code } } }`, apptest.Vars{"o": guest, "c": merged.id})
				l.add("an order is attached", outcome(a, "attachOrder"))
			}
			together(
				order("the customer checks out", merged.headers.With(s.key), ""),
				order("the customer checks out", merged.headers.With(s.key), ""),
				order("the shop checks out", s.key, merged.id),
				order("the other customer checks out", keep.headers.With(s.key), ""),
				func() { l.add("they are merged", s.merge(keep.id, merged.id)) },
				attach,
			)
			for _, id := range s.rows("SELECT id FROM orders WHERE customer_id = ?", merged.id) {
				t.Errorf("the order %s belongs to the merged customer", id)
			}
		}
		l.check(t, []string{"they are merged", "the customer checks out", "the other customer checks out"}, []string{
			"the customer checks out NOT_FOUND", "the customer checks out UNAUTHENTICATED", "the shop checks out", "the shop checks out NOT_FOUND",
			"an order is attached", "an order is attached NOT_FOUND",
		})
		l.checkOrders(s)
		s.checkConsistent()
		s.checkNoDeadlock()
	})
}

// TestMergesOfTheSameCustomers merges customers in both directions, and in circles, at the same time: nobody is lost.
func TestMergesOfTheSameCustomers(t *testing.T) {
	onEach(t, nil, func(t *testing.T, s *shop) {
		s.CreateField(s.key, apptest.Vars{"key": "friend", "type": "REFERENCE", "referenceTo": "CUSTOMER"})
		l := newLog()
		for round := range rounds(40) {
			var ids []string
			for i := range 2 + round%3 {
				in := apptest.Vars{"email": fmt.Sprintf("c%d-%d@example.com", round, i)}
				if i > 0 {
					in["customFields"] = apptest.Vars{"friend": ids[i-1]}
				}
				ids = append(ids, s.CreateCustomer(s.key, in))
				id, code := s.checkout(s.key, ids[i], 1+i)
				l.ordered("checkout", id, code, 1+i)
			}
			s.Send(s.key, `mutation($id: ID!, $f: ID!) { updateCustomer(id: $id, input: { customFields: { friend: $f } }) { userErrors { code } } }`, apptest.Vars{"id": ids[0], "f": ids[len(ids)-1]}).OK()
			var all []func()
			for i := range ids {
				all = append(all, func() { l.add("a merge", s.merge(ids[i], ids[(i+1)%len(ids)])) })
			}
			together(all...)
			left := s.rows("SELECT id FROM customers WHERE email_key LIKE ?", fmt.Sprintf("c%d-%%", round))
			if len(left) == 0 || len(left) == len(ids) {
				t.Errorf("round %d: %d of %d customers are left", round, len(left), len(ids))
			}
			for _, id := range ids {
				a := s.Send(s.key, `query($id: ID!) { customer(id: $id) { id } }`, apptest.Vars{"id": id}).OK()
				if got, _ := a.At("customer.id").(string); !slices.Contains(left, got) {
					t.Errorf("round %d: %s stands for %q", round, id, got)
				}
			}
		}
		l.check(t, []string{"checkout", "a merge", "a merge NOT_FOUND"}, nil)
		l.checkOrders(s)
		if dangling := s.rows("SELECT owner_id FROM custom_field_values WHERE value NOT IN (SELECT id FROM customers) OR owner_id NOT IN (SELECT id FROM customers)"); len(dangling) > 0 {
			t.Errorf("references of %q are lost", dangling)
		}
		s.checkConsistent()
		s.checkNoDeadlock()
	})
}

// TestMergesOfFriends merges customers who refer to each other into different ones, at the same time.
func TestMergesOfFriends(t *testing.T) {
	onEach(t, nil, func(t *testing.T, s *shop) {
		s.CreateField(s.key, apptest.Vars{"key": "friend", "type": "REFERENCE", "referenceTo": "CUSTOMER"})
		for range rounds(40) {
			var ids []string
			for range 4 {
				ids = append(ids, s.CreateCustomer(s.key, apptest.Vars{"email": fmt.Sprintf("friend-%d@example.com", s.number())}))
			}
			for i, id := range ids { // the first two refer to each other, and are referred to by the others
				s.Send(s.key, `mutation($id: ID!, $f: ID!) { updateCustomer(id: $id, input: { customFields: { friend: $f } }) { userErrors { code } } }`, apptest.Vars{"id": id, "f": ids[1-i%2]}).OK()
			}
			together(
				func() {
					if got := s.merge(ids[2], ids[0]); got != "" {
						t.Error(got)
					}
				},
				func() {
					if got := s.merge(ids[3], ids[1]); got != "" {
						t.Error(got)
					}
				},
			)
			for _, i := range []int{2, 3} {
				if got := s.rows("SELECT value FROM custom_field_values WHERE owner_id = ?", ids[i]); len(got) != 1 || got[0] != ids[5-i] {
					t.Errorf("%s refers to %q, want %s", ids[i], got, ids[5-i])
				}
			}
		}
		s.checkConsistent()
		s.checkNoDeadlock()
	})
}

// TestMergeDuringOtherRequests merges a customer who uses the account in every other way.
func TestMergeDuringOtherRequests(t *testing.T) {
	onEach(t, nil, func(t *testing.T, s *shop) {
		l := newLog()
		var saved []string
		for round := range rounds(40) {
			keep, merged := s.signUp(), s.signUp()
			change := func(name string, as apptest.Headers, call string) func() {
				return func() {
					l.add(name, outcome(s.Send(as, "mutation { result: "+call+" { userErrors { code field message } } }", nil), "result"))
				}
			}
			book := func(line string, code *string) func() {
				return func() {
					a := s.Send(merged.headers, `mutation($in: CreateAddressInput!) { createAddress(input: $in) { address { id } userErrors { code } } }`, apptest.Vars{"in": address(line)})
					*code = outcome(a, "createAddress")
					l.add("an address", *code)
				}
			}
			var first, second string
			home := s.Send(merged.headers, `mutation($in: CreateAddressInput!) { createAddress(input: $in) { address { id } userErrors { code } } }`, apptest.Vars{"in": address(fmt.Sprint(round, " Home"))}).OK().Text("createAddress.address.id")
			q := apptest.Quote
			var changes []func()
			for range 3 {
				order, _ := s.checkout(s.key, merged.id, 1)
				changes = append(changes, change("a payment", s.key, fmt.Sprintf("updateOrder(id: %s, input: { paymentStatus: PAID })", q(order))))
			}
			together(append(changes,
				change("a log-in", s.from(), fmt.Sprintf("login(email: %s, password: %s)", q(merged.email), q(merged.password))),
				change("a refresh", s.from(), fmt.Sprintf("refreshToken(refreshToken: %s)", q(merged.refresh))),
				book(fmt.Sprint(round, " Main Street"), &first), book(fmt.Sprint(round, " Other Street"), &second),
				change("another address", merged.headers, fmt.Sprintf(`updateAddress(id: %s, input: { line2: "Flat 2" })`, q(home))),
				change("a name", merged.headers, `updateCustomer(input: { name: "Anna" })`),
				change("an email address", s.key, fmt.Sprintf("updateCustomer(id: %s, input: { email: %s })", q(merged.id), q("new-"+merged.email))),
				change("a note", s.key, fmt.Sprintf(`addCustomerNote(customerId: %s, text: "Called")`, q(merged.id))),
				func() { l.add("a merge", s.merge(keep.id, merged.id, "email", "phone")) },
			)...)
			for line, code := range map[string]string{" Main Street": first, " Other Street": second} {
				if code == "" {
					saved = append(saved, fmt.Sprint(round, line)+" of "+keep.id)
				}
			}
			saved = append(saved, fmt.Sprint(round, " Home")+" of "+keep.id)
			if s.TokenWorks(merged.headers) {
				t.Errorf("round %d: a token of the merged customer works", round)
			}
			if left := s.rows("SELECT id FROM sessions WHERE customer_id = ? OR customer_id = ?", merged.id, keep.id); len(left) > 0 {
				t.Errorf("round %d: %d sessions are left", round, len(left)) // the address has moved
			}
		}
		for _, one := range saved {
			line, id, _ := strings.Cut(one, " of ")
			if got := s.rows("SELECT id FROM addresses WHERE customer_id = ? AND line1 = ?", id, line); len(got) != 1 {
				t.Errorf("%d addresses %s", len(got), one)
			}
		}
		l.check(t, []string{"a merge", "a payment"}, []string{
			"a log-in", "a log-in INVALID_CREDENTIALS", "a refresh", "a refresh REFRESH_TOKEN_INVALID", "an address", "an address UNAUTHENTICATED", "an address NOT_FOUND",
			"another address", "another address UNAUTHENTICATED", "another address NOT_FOUND", "a name", "a name UNAUTHENTICATED", "a name NOT_FOUND",
			"an email address", "an email address NOT_FOUND", "a note", "a note NOT_FOUND",
		})
		s.checkConsistent()
		s.checkNoDeadlock()
	})
}
