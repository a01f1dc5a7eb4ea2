package main

import (
	"fmt"
	"strconv"
)

const (
	createCustomer = `mutation($in: CreateCustomerInput!) { createCustomer(input: $in) {
		customer { id } userErrors { code message } } }`
	updateCustomer = `mutation($id: ID!, $note: String!) { updateCustomer(id: $id, input: { note: $note }) {
		customer { id } userErrors { code message } } }`
	readCustomer = `query($id: ID!) { customer(id: $id) { id note } }`
	createQuote  = `mutation { createQuote(input: { items: [{ sku: "TEA-1", name: "Tea", quantity: 1,
		unitPrice: { amount: "7.95", currency: "EUR" } }] }) { quote { token } userErrors { code message } } }`
	checkout = `mutation($in: CheckoutInput!) { checkout(input: $in) { order { id } userErrors { code message } } }`
)

// writer is a client that writes with its own API key.
type writer struct {
	*load
	n        int
	key      string
	customer string // whose note it counts up
	count    int
}

// work creates customers, counts, and places orders.
func (w *writer) work() {
	for i := 0; w.pause(workPause); i++ {
		server := (w.n + i) % nodes
		switch i % 4 {
		case 0:
			w.create(server, fmt.Sprintf("w%d-%d", w.n, i))
		case 1, 3:
			w.increment(server)
		case 2:
			w.order(server, fmt.Sprintf("w%d-%d", w.n, i), i%8 == 2)
		}
	}
}

func (w *writer) create(server int, external string) {
	in := map[string]any{"externalId": external, "email": external + "@shop.example", "name": "Ann Example"}
	a, server, doubt := w.until(server, w.key, createCustomer, map[string]any{"in": in})
	if a == nil {
		return
	}
	p := a.field("createCustomer")
	switch {
	case p == nil:
		w.report("createCustomer: %s", a.text)
		return
	case len(p.UserErrors) > 0 && doubt: // stored by an attempt that was not confirmed
		w.acknowledge(server, func() { w.customers[external] = "" })
		return
	case p.Customer == nil:
		w.report("createCustomer %s: %s", external, a.text)
		return
	}
	w.acknowledge(server, func() { w.customers[external] = p.Customer.ID })
	if w.customer == "" {
		w.customer = p.Customer.ID
	}
	w.readOwn(server, p.Customer.ID, "")
}

// increment writes the next number and reads it through the other servers.
func (w *writer) increment(server int) {
	if w.customer == "" {
		return
	}
	w.count++
	note := strconv.Itoa(w.count)
	a, server, _ := w.until(server, w.key, updateCustomer, map[string]any{"id": w.customer, "note": note})
	if a == nil {
		return
	}
	if p := a.field("updateCustomer"); p == nil || len(p.UserErrors) > 0 {
		w.report("updateCustomer: %s", a.text)
		return
	}
	w.acknowledge(server, func() { w.counters[w.customer] = w.count })
	w.readOwn(server, w.customer, note)
}

// readOwn reads a customer through another server than the one that has written it.
func (w *writer) readOwn(server int, id, note string) {
	a, _, _ := w.until((server+1)%nodes, w.key, readCustomer, map[string]any{"id": id})
	if a == nil {
		return
	}
	w.mu.Lock()
	w.counts.own++
	w.mu.Unlock()
	if p := a.field("customer"); p == nil || p.Note != note {
		w.report("customer %s was written with the note %q, and its writer reads %s", id, note, a.text)
	}
}

// order places an order, with a quote or an idempotency key, and repeats it: the answer must be the same order.
func (w *writer) order(server int, note string, quoted bool) {
	in := map[string]any{
		"note": note, "billingSameAsShipping": true,
		"contact": map[string]any{"name": "Gus Guest", "email": "gus@shop.example"},
		"shippingAddress": map[string]any{"address": map[string]any{
			"firstName": "Gus", "lastName": "Guest", "line1": "1 Main Street", "city": "Dublin", "region": "Dublin",
			"country": "IE",
		}},
	}
	if quoted {
		a, _, _ := w.until(server, w.key, createQuote, nil)
		if a == nil {
			return
		}
		p := a.field("createQuote")
		if p == nil || p.Quote == nil {
			w.report("createQuote: %s", a.text)
			return
		}
		in["quote"] = p.Quote.Token
	} else {
		in["idempotencyKey"] = note
		in["items"] = []any{map[string]any{
			"sku": "TEA-1", "name": "Tea", "quantity": 1, "unitPrice": map[string]any{"amount": "7.95", "currency": "EUR"},
		}}
	}
	for attempt, first := 0, ""; attempt < 2; attempt++ {
		a, at, _ := w.until(server, w.key, checkout, map[string]any{"in": in})
		if a == nil {
			return
		}
		p := a.field("checkout")
		if p == nil || p.Order == nil || first != "" && p.Order.ID != first {
			w.report("checkout %s after order %q: %s", note, first, a.text)
			return
		}
		first, server = p.Order.ID, (at+1)%nodes
		w.acknowledge(at, func() { w.orders[note] = first })
	}
}
