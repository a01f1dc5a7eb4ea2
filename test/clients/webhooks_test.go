package clients

import (
	"net/http"
	"testing"
	"time"
)

// TestWebhookReceivers sends signed deliveries to the example receivers.
func TestWebhookReceivers(t *testing.T) {
	t.Parallel()
	for folder := range receiverPrograms {
		t.Run(folder, func(t *testing.T) {
			r := newReceiver(t, folder)
			r.start("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
			body := []byte(`{"type":"customer.updated","timestamp":"2026-01-01T00:00:00Z","data":{"id":"customer_a",` +
				`"customerId":"customer_a","version":2,"result":{"customer":{"name":"Ann"}}}}`)
			for range 2 {
				if status := r.send(r.signed("entry_a", time.Now(), body), body); status != http.StatusNoContent {
					t.Errorf("the status is %d", status)
				}
			}
			if n := r.processed(); n != 1 {
				t.Errorf("the receiver has processed %d events", n)
			}
			if got := r.customer("customer_a"); got != `{"customer":{"name":"Ann"},"version":2}` {
				t.Errorf("the customer is %q", got)
			}
		})
	}
}
