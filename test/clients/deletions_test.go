package clients

import (
	"bytes"
	"fmt"
	"net/http"
	"time"
)

// deleted deletes the customer. The receiver deletes its copy, and an event that arrives late does not restore it.
func (w *webhook) deleted() {
	w.t.Helper()
	late := w.delivery(w.version)
	w.operation(`mutation($customer: ID!) { deleteCustomer(id: $customer) { deletedId userErrors { code field message } } }`, nil)
	w.delivery(0)
	for range 2 {
		w.processed()
		if got := w.copyOf(w.customer); got != `{"deleted":true}` {
			w.t.Errorf("after the customer was deleted, the receiver has %s", got)
		}
		if status := w.send(w.signed("entry_later", time.Now(), late.body), late.body); status != http.StatusNoContent {
			w.t.Errorf("the status of a late event is %d", status)
		}
	}
	w.erased(late.body)
	w.operation(`mutation($id: ID!) { deleteWebhook(id: $id) { deletedId userErrors { code field message } } }`, nil)
}

// erased sends a version of another customer, and then that this customer was erased, as if the event about the
// deletion had been lost. The receiver deletes its copy.
func (w *webhook) erased(body []byte) {
	w.t.Helper()
	const other = "customer_other"
	stored := bytes.ReplaceAll(body, []byte(w.customer), []byte(other))
	erased := fmt.Appendf(nil, `{"type":"customer.erased","timestamp":"2026-11-28T09:30:00Z","data":{"id":%q,"version":null,`+
		`"customerId":%q,"changed":[],"result":{"customer":null}}}`, other, other)
	for i, body := range [][]byte{stored, erased} {
		if status := w.send(w.signed(fmt.Sprint("entry_other_", i), time.Now(), body), body); status != http.StatusNoContent {
			w.t.Errorf("the status is %d", status)
		}
		w.processed()
		if got := w.copyOf(other); got == "" || (got == `{"deleted":true}`) != (i == 1) {
			w.t.Errorf("after %s, the receiver has %s", body, got)
		}
	}
}
