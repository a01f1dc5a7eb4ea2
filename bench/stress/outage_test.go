package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/bench/internal/lab"
	"clientele/db"
	"clientele/db/dbtest"
	"clientele/db/dbtest/cluster"
)

const (
	newCustomer = `mutation($e: String!) { createCustomer(input: { email: $e, name: "Ann Example" }) {
		customer { id } userErrors { code } } }`
	newOrder = `mutation($key: String!) { checkout(input: { idempotencyKey: $key,
		items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }],
		contact: { name: "Gus", email: "gus@example.com" },
		shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } },
		billingSameAsShipping: true }) { order { id } userErrors { code } } }`
)

// outage records what the clients of a program see during an outage of its database.
type outage struct {
	*program
	mu           sync.Mutex
	acknowledged map[string]map[string]bool // IDs of created records by table
	orders       map[string]string          // acknowledged orders by idempotency key
	keys         map[string]bool            // all idempotency keys
	failed       atomic.Int64               // responses with an error
	done         chan struct{}
	healthy      sync.WaitGroup // until each client has had successful responses after the outage
	recovered    chan struct{}
}

// TestDatabaseKilledUnderLoad kills PostgreSQL while clients read and write, and starts it again. Every request must be
// answered, with an error code during the outage and without messages of the database or its driver. The program must
// recover; acknowledged writes must be stored, and each idempotency key must have one order, although clients repeat
// orders until they succeed. A round is one outage.
func TestDatabaseKilledUnderLoad(t *testing.T) {
	t.Parallel()
	// The machine keeps running, so writes survive without fsync.
	c, err := cluster.Start(dbtest.Postgres(t), "fsync=off", "max_connections=60", "shared_buffers=64MB")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	if _, err := c.Admin.Exec("CREATE DATABASE shop"); err != nil {
		t.Fatal(err)
	}
	o := &outage{
		program:      start(t, db.Options{URL: c.URL("shop")}),
		acknowledged: map[string]map[string]bool{"customers": {}, "addresses": {}},
		orders:       map[string]string{}, keys: map[string]bool{},
		done: make(chan struct{}), recovered: make(chan struct{}),
	}
	secret := o.key("CUSTOMERS_WRITE", "CUSTOMERS_READ", "ORDERS_WRITE", "ORDERS_READ")
	key := []string{"Authorization", "Bearer " + secret}
	people := o.customers(3)
	var clients sync.WaitGroup
	for i := range 24 {
		customer := people[i%len(people)]
		work := []func(c *client, n int) bool{
			func(c *client, _ int) bool { return o.request(c, lab.Operation(readMe, nil, customer...), "", "", "") },
			func(c *client, n int) bool {
				variables := map[string]any{"line": fmt.Sprint(i, "-", n)}
				request := lab.Operation(addAddress, variables, customer...)
				return o.request(c, request, "createAddress", "address", "addresses")
			},
			func(c *client, n int) bool {
				variables := map[string]any{"e": fmt.Sprintf("new-%d-%d@example.com", i, n)}
				request := lab.Operation(newCustomer, variables, key...)
				return o.request(c, request, "createCustomer", "customer", "customers")
			},
			func(c *client, n int) bool { return o.order(c, fmt.Sprint(i, "-", n), key) },
		}[i%4]
		o.healthy.Add(1)
		clients.Go(func() { o.work(work) })
	}
	for range rounds(t, 1) {
		before := o.failed.Load()
		c.Kill()
		eventually(t, 20*time.Second, func() string {
			if n := o.failed.Load() - before; n < 50 {
				return fmt.Sprintf("only %d requests failed", n)
			}
			return o.readiness(http.StatusServiceUnavailable)
		})
		if err := c.Run(); err != nil {
			t.Error(err)
		}
		began := time.Now()
		eventually(t, 10*time.Second, func() string { return o.readiness(http.StatusOK) })
		t.Logf("ready %v after the database started", time.Since(began))
	}
	close(o.recovered)
	began := time.Now()
	o.healthy.Wait()
	took := time.Since(began)
	close(o.done)
	clients.Wait()
	if t.Logf("%d requests failed; all clients recovered after %v", o.failed.Load(), took); took > 10*time.Second {
		t.Errorf("all clients recovered only after %v", took)
	}
	o.checkStored()
}

// checkStored checks that acknowledged writes are stored, and that each idempotency key has at most one order.
func (o *outage) checkStored() {
	o.t.Helper()
	for table, ids := range o.acknowledged {
		there := o.stored("SELECT id FROM " + table)
		for id := range ids {
			if !there[id] {
				o.t.Errorf("%s of %d was acknowledged and is not stored", id, len(ids))
			}
		}
		if len(ids) == 0 {
			o.t.Errorf("nothing was stored in %s", table)
		}
	}
	there := o.stored("SELECT idempotency_key || ' ' || id FROM orders")
	for key, id := range o.orders {
		if !there[key+" "+id] {
			o.t.Errorf("order %s with key %s is not stored", id, key)
		}
	}
	if len(there) > len(o.keys) || len(there) < len(o.orders) || len(o.orders) == 0 {
		o.t.Errorf("%d orders for %d keys, of which %d were acknowledged", len(there), len(o.keys), len(o.orders))
	}
}

// work sends requests until the test is done. The client is healthy after five successful responses following the
// outage.
func (o *outage) work(request func(c *client, n int) bool) {
	c := &client{addr: o.Addr}
	defer c.close()
	recovered, successes, healthy := o.recovered, 0, sync.OnceFunc(o.healthy.Done)
	defer healthy()
	for n := 0; ; n++ {
		select {
		case <-o.done:
			return
		case <-recovered:
			recovered, successes = nil, 0
		default:
		}
		if request(c, n) {
			if successes++; recovered == nil && successes == 5 {
				healthy()
			}
			continue
		}
		successes = 0
		select { // pause like a well-behaved client
		case <-o.done:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// request sends a request and reports whether it succeeded. It records the ID of the created record if table is not "".
func (o *outage) request(c *client, request []byte, payload, member, table string) bool {
	got, failure := c.send(request)
	if failure != nil {
		o.t.Error(failure)
		return false
	}
	a, err := decode(got.status, got.body)
	if err != nil {
		o.t.Error(err)
		return false
	}
	if len(a.Errors) > 0 {
		o.checkError(a)
		return false
	}
	if table == "" {
		return true
	}
	id := a.id(payload, member)
	if id == "" {
		o.t.Error(a.text)
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.acknowledged[table][id] = true
	return true
}

// order repeats an order until it succeeds. It reports whether the first attempt succeeded.
func (o *outage) order(c *client, key string, as []string) bool {
	o.mu.Lock()
	o.keys[key] = true
	o.mu.Unlock()
	for try := 1; ; try++ {
		got, failure := c.send(lab.Operation(newOrder, map[string]any{"key": key}, as...))
		if failure != nil {
			o.t.Error(failure)
			return false
		}
		a, err := decode(got.status, got.body)
		if err != nil {
			o.t.Error(err)
			return false
		}
		if id := a.id("checkout", "order"); id != "" {
			o.mu.Lock()
			o.orders[key] = id
			o.mu.Unlock()
			return try == 1
		}
		o.checkError(a)
		select {
		case <-o.done:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// checkError checks that a response is an error without internal messages.
func (o *outage) checkError(a answer) {
	o.failed.Add(1)
	if len(a.Errors) == 0 {
		o.t.Errorf("status %d: %s", a.status, a.text)
		return
	}
	if a.code() != "SERVICE_UNAVAILABLE" || a.status != 200 && a.status != 503 {
		o.t.Errorf("status %d: %s", a.status, a.text)
	}
	for _, raw := range []string{
		"SQL", "SELECT", "INSERT", "pgx", "connect", "EOF", "dial", "127.0.0.1", "broken pipe", "terminat",
	} {
		if strings.Contains(a.text, raw) {
			o.t.Errorf("the response contains %q: %s", raw, a.text)
		}
	}
}

// readiness returns a description of the problem if /readyz does not have this status.
func (p *program) readiness(want int) (problem string) {
	response, err := http.Get("http://" + p.Addr + "/readyz")
	if err != nil {
		return err.Error()
	}
	_ = response.Body.Close()
	if response.StatusCode != want {
		return fmt.Sprintf("/readyz responds with %d", response.StatusCode)
	}
	return ""
}
