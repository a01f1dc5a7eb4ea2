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
	newCustomer = `mutation($e: String!) { createCustomer(input: { email: $e, name: "Ann Example" }) { customer { id } userErrors { code } } }`
	newOrder    = `mutation($key: String!) { checkout(input: { idempotencyKey: $key, items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }], contact: { name: "Gus", email: "gus@example.com" },
		shippingAddress: { address: { firstName: "Gus", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { id } userErrors { code } } }`
)

// outage is what clients of a program see while its database is gone for a while.
type outage struct {
	*program
	mu        sync.Mutex
	stored    map[string]map[string]bool // by table, the ids that were acknowledged
	orders    map[string]string          // the acknowledged orders by their idempotency keys
	asked     map[string]bool            // all of those keys
	refused   atomic.Int64               // answers with an error
	over      chan struct{}
	well      sync.WaitGroup // until each client has had answers after the database came back
	recovered chan struct{}
}

// TestDatabaseKilledUnderLoad kills PostgreSQL while clients read and write, and starts it again. Each request is answered, with a
// code where the database was needed and with nothing of what the database or its driver said; the program recovers by itself;
// what was acknowledged is there, and there is one order for an idempotency key though its clients sent it until it was answered.
func TestDatabaseKilledUnderLoad(t *testing.T) {
	t.Parallel()
	c, err := cluster.Start(dbtest.Postgres(t), "fsync=off", "max_connections=60", "shared_buffers=64MB") // the machine lives on, so all that was written is there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	if _, err := c.Admin.Exec("CREATE DATABASE shop"); err != nil {
		t.Fatal(err)
	}
	o := &outage{
		program: start(t, db.Options{URL: c.URL("shop")}), stored: map[string]map[string]bool{"customers": {}, "addresses": {}}, orders: map[string]string{}, asked: map[string]bool{},
		over: make(chan struct{}), recovered: make(chan struct{}),
	}
	key := []string{"Authorization", "Bearer " + o.key("CUSTOMERS_WRITE", "CUSTOMERS_READ", "ORDERS_WRITE", "ORDERS_READ")}
	people := o.customers(3)
	var clients sync.WaitGroup
	for i := range 24 {
		who := people[i%len(people)]
		work := []func(c *client, n int) bool{
			func(c *client, _ int) bool { return o.ask(c, lab.Operation(readMe, nil, who...), "", "", "") },
			func(c *client, n int) bool {
				return o.ask(c, lab.Operation(addAddress, map[string]any{"line": fmt.Sprint(i, "-", n)}, who...), "createAddress", "address", "addresses")
			},
			func(c *client, n int) bool {
				return o.ask(c, lab.Operation(newCustomer, map[string]any{"e": fmt.Sprintf("new-%d-%d@example.com", i, n)}, key...), "createCustomer", "customer", "customers")
			},
			func(c *client, n int) bool { return o.order(c, fmt.Sprint(i, "-", n), key) },
		}[i%4]
		o.well.Add(1)
		clients.Go(func() { o.work(work) })
	}
	for range rounds(t, 1) {
		before := o.refused.Load()
		c.Kill()
		eventually(t, 20*time.Second, func() string {
			if n := o.refused.Load() - before; n < 50 {
				return fmt.Sprintf("only %d requests were refused", n)
			}
			return o.readiness(http.StatusServiceUnavailable)
		})
		if err := c.Run(); err != nil {
			t.Error(err)
		}
		began := time.Now()
		eventually(t, 10*time.Second, func() string { return o.readiness(http.StatusOK) })
		t.Logf("ready %v after the database", time.Since(began))
	}
	close(o.recovered)
	began := time.Now()
	o.well.Wait()
	took := time.Since(began)
	close(o.over)
	clients.Wait()
	if t.Logf("%d requests were refused; all clients were well after %v", o.refused.Load(), took); took > 10*time.Second {
		t.Errorf("it took %v until all clients were well", took)
	}
	for table, ids := range o.stored {
		there := o.program.stored("SELECT id FROM " + table)
		for id := range ids {
			if !there[id] {
				t.Errorf("%s of %d was acknowledged and is not stored", id, len(ids))
			}
		}
		if len(ids) == 0 {
			t.Errorf("nothing was stored in %s", table)
		}
	}
	there := o.program.stored("SELECT idempotency_key || ' ' || id FROM orders")
	for key, id := range o.orders {
		if !there[key+" "+id] {
			t.Errorf("the order %s of the key %s is not stored", id, key)
		}
	}
	if len(there) > len(o.asked) || len(there) < len(o.orders) || len(o.orders) == 0 {
		t.Errorf("%d orders for %d keys, of which %d were answered", len(there), len(o.asked), len(o.orders))
	}
}

// work sends requests until it is over. After the database came back a few answers without an error are awaited.
func (o *outage) work(request func(c *client, n int) bool) {
	c := &client{addr: o.Addr}
	defer c.close()
	back, good, tells := o.recovered, 0, sync.OnceFunc(o.well.Done)
	defer tells()
	for n := 0; ; n++ {
		select {
		case <-o.over:
			return
		case <-back:
			back, good = nil, 0
		default:
		}
		if request(c, n) {
			if good++; back == nil && good == 5 {
				tells()
			}
			continue
		}
		good = 0
		select { // as a client that behaves
		case <-o.over:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// ask sends a request and tells whether its answer is good. What it made is noted for a table.
func (o *outage) ask(c *client, request []byte, payload, member, table string) bool {
	got, fault := c.send(request)
	if fault != nil {
		o.t.Error(fault)
		return false
	}
	a, err := read(got.status, got.body)
	if err != nil {
		o.t.Error(err)
		return false
	}
	if len(a.Errors) > 0 {
		o.coded(a)
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
	o.stored[table][id] = true
	return true
}

// order sends one order until it is answered. It tells whether that went well the first time.
func (o *outage) order(c *client, key string, as []string) bool {
	o.mu.Lock()
	o.asked[key] = true
	o.mu.Unlock()
	for try := 1; ; try++ {
		got, fault := c.send(lab.Operation(newOrder, map[string]any{"key": key}, as...))
		if fault != nil {
			o.t.Error(fault)
			return false
		}
		a, err := read(got.status, got.body)
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
		o.coded(a)
		select {
		case <-o.over:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// coded looks whether an answer tells that it went wrong, and no more.
func (o *outage) coded(a answer) {
	o.refused.Add(1)
	if len(a.Errors) == 0 {
		o.t.Errorf("status %d: %s", a.status, a.text)
		return
	}
	if a.code() != "INTERNAL" || a.Errors[0].Extensions.RequestID == "" || a.status != 200 && a.status != 500 {
		o.t.Errorf("status %d: %s", a.status, a.text)
	}
	said := strings.ReplaceAll(a.text, a.Errors[0].Extensions.RequestID, "") // which is random, and may look like anything
	for _, raw := range []string{"SQL", "SELECT", "INSERT", "pgx", "connect", "EOF", "dial", "127.0.0.1", "broken pipe", "terminat"} {
		if strings.Contains(said, raw) {
			o.t.Errorf("the answer holds %q: %s", raw, a.text)
		}
	}
}

// readiness says what is wrong if /readyz has not this status.
func (p *program) readiness(want int) (wrong string) {
	response, err := http.Get("http://" + p.Addr + "/readyz")
	if err != nil {
		return err.Error()
	}
	_ = response.Body.Close()
	if response.StatusCode != want {
		return fmt.Sprintf("/readyz says %d", response.StatusCode)
	}
	return ""
}
