package clients

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestWebhookReceivers runs the example receivers, each with a webhook that sends the events of customers to it.
func TestWebhookReceivers(t *testing.T) {
	t.Parallel()
	private := []string{"CLIENTELE_WEBHOOKS_PRIVATE=true"}
	apptest.OnEachWith(t, private, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		tiers := []apptest.Vars{{"value": "BRONZE"}, {"value": "GOLD"}}
		p.CreateField(owner, apptest.Vars{"key": "loyaltyTier", "type": "ENUM", "options": tiers})
		for folder := range receiverPrograms {
			t.Run(folder, func(t *testing.T) {
				t.Parallel() // each webhook also sends the events of the other customers
				own := *p
				own.T = t
				w := &webhook{p: &own, owner: owner, receiver: newReceiver(t, folder), email: folder + "@example.com"}
				w.create()
				w.changes()
				w.refused()
				w.repeatedAndLate()
				w.workFails()
				w.rotated()
				w.outage()
				w.deleted()
			})
		}
	})
}

// webhook is a webhook of the program with its receiver, and the customer whose events it sends.
type webhook struct {
	*receiver
	p        *apptest.Program
	owner    apptest.Headers
	id       string
	secret   string
	email    string
	customer string
	version  int
}

// operation sends an operation as an owner, with the ids of the webhook and the customer as variables.
func (w *webhook) operation(operation string, v apptest.Vars) *apptest.Response {
	w.t.Helper()
	all := apptest.Vars{"id": w.id, "customer": w.customer}
	for name, value := range v {
		all[name] = value
	}
	return w.p.Send(w.owner, operation, all).OK()
}

// create creates the webhook and starts the receiver with its secret. The receiver accepts a test.
func (w *webhook) create() {
	w.t.Helper()
	a := w.operation(`mutation($url: String!) {
		createWebhook(input: {
			name: "Newsletter", url: $url, events: [CUSTOMER_CREATED, CUSTOMER_UPDATED, CUSTOMER_DELETED, CUSTOMER_ERASED]
			scopes: [CUSTOMERS_READ]
			query: "query($id: ID!) { customer(id: $id) { email name acceptsMarketing customFields { loyaltyTier } } }"
		}) { webhook { id } secret userErrors { code field message } }
	}`, apptest.Vars{"url": w.proxy.URL + "/webhooks"})
	w.id, w.secret = a.Text("createWebhook.webhook.id"), a.Text("createWebhook.secret")
	w.start(w.secret)
	a = w.operation(`mutation($id: ID!) {
		testWebhook(id: $id) { delivery { status responseStatus } userErrors { code field message } }
	}`, nil)
	if a.Text("testWebhook.delivery.status") != "DELIVERED" || a.At("testWebhook.delivery.responseStatus") != 204.0 {
		w.t.Errorf("the test was answered with %s, and the receiver printed %s", a.Body, w.output)
	}
}

// changes creates and changes a customer. The receiver stores both versions.
func (w *webhook) changes() {
	w.t.Helper()
	w.customer = w.p.CreateCustomer(w.owner, apptest.Vars{
		"email": w.email, "name": "Ann", "acceptsMarketing": true, "customFields": apptest.Vars{"loyaltyTier": "BRONZE"},
	})
	w.version = 1
	w.stored("Ann", "BRONZE")
	w.update(apptest.Vars{"customFields": apptest.Vars{"loyaltyTier": "GOLD"}})
	w.stored("Ann", "GOLD")
	want, err := os.ReadFile(repo.Path("examples/webhooks/event.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, want); err != nil {
		w.t.Fatal(err)
	}
	got := strings.NewReplacer(w.customer, "customer_…", w.email, "ann@example.com").Replace(string(w.delivery(2).body))
	got = regexp.MustCompile(`"timestamp":"[^"]+"`).ReplaceAllString(got, `"timestamp":"2026-11-28T09:30:00Z"`)
	if got != compact.String() {
		w.t.Errorf("the body is\n%s, want that of the guide\n%s", got, compact.String())
	}
}

// update changes the customer.
func (w *webhook) update(input apptest.Vars) {
	w.t.Helper()
	w.operation(`mutation($customer: ID!, $input: UpdateCustomerInput!) {
		updateCustomer(id: $customer, input: $input) { customer { version } userErrors { code field message } }
	}`, apptest.Vars{"input": input})
	w.version++
}

// stored waits until the receiver has processed the customer's last version, and checks its copy.
func (w *webhook) stored(name, tier string) {
	w.t.Helper()
	w.delivery(w.version)
	w.processed()
	want := fmt.Sprintf(`{"customer":{"acceptsMarketing":true,"customFields":{"loyaltyTier":%q},"email":%q,"name":%q},"version":%d}`,
		tier, w.email, name, w.version)
	if got := w.copyOf(w.customer); got != want {
		w.t.Errorf("the receiver has %s, want %s", got, want)
	}
}

// delivery waits until the receiver has accepted a version of the customer, and returns the delivery. A deleted
// customer has the version 0.
func (w *webhook) delivery(version int) delivery {
	w.t.Helper()
	return w.accepted(fmt.Sprint("version ", version), func(d delivery) bool {
		var body struct {
			Data struct {
				ID      string
				Version int
			}
		}
		if err := json.Unmarshal(d.body, &body); err != nil {
			w.t.Fatalf("%s: %v", d.body, err)
		}
		return body.Data.ID == w.customer && body.Data.Version == version
	})
}

// refused sends requests that the receiver must refuse.
func (w *webhook) refused() {
	w.t.Helper()
	forger, err := standardwebhooks.NewWebhook("whsec_Zm9yZ2VkIHNlY3JldCB0aGF0IGlzIGxvbmcgZW5vdWdo")
	if err != nil {
		w.t.Fatal(err)
	}
	body, now := w.delivery(2).body, time.Now()
	forged := w.signed("entry_forged", now, body)
	signature, err := forger.Sign("entry_forged", now, body)
	if err != nil {
		w.t.Fatal(err)
	}
	forged.Set("Webhook-Signature", signature+" v1 v2,x")
	otherID := w.signed("entry_other", now, body)
	otherID.Set("Webhook-Id", "entry_forged")
	for name, c := range map[string]struct {
		header http.Header
		body   []byte
	}{
		"another secret":         {forged, body},
		"another body":           {w.signed("entry_forged", now, body), bytes.Replace(body, []byte("Ann"), []byte("Eve"), 1)},
		"another id":             {otherID, body},
		"signed ten minutes ago": {w.signed("entry_forged", now.Add(-10*time.Minute), body), body},
		"signed in the future":   {w.signed("entry_forged", now.Add(10*time.Minute), body), body},
		"no headers":             {http.Header{}, body},
	} {
		if status := w.send(c.header, c.body); status != http.StatusBadRequest {
			w.t.Errorf("%s: the status is %d", name, status)
		}
	}
	w.processed()
	if w.has("waiting/entry_forged") || w.has("done/entry_forged") {
		w.t.Error("the receiver has stored a forged event")
	}
}

// repeatedAndLate sends an event again that the receiver has processed, and then an older version, as an event that
// arrives late. The receiver accepts both. It does not process the first, and ignores the second.
func (w *webhook) repeatedAndLate() {
	w.t.Helper()
	repeated, late, before := w.delivery(2), w.delivery(1), w.copyOf(w.customer)
	for range 2 {
		if status := w.send(repeated.header, repeated.body); status != http.StatusNoContent {
			w.t.Errorf("the status of a repeated event is %d", status)
		}
	}
	w.processed()
	if status := w.send(w.signed("entry_late", time.Now(), late.body), late.body); status != http.StatusNoContent {
		w.t.Errorf("the status of a late event is %d", status)
	}
	w.processed()
	if got := w.copyOf(w.customer); got != before {
		w.t.Errorf("an older version has replaced %s by %s", before, got)
	}
	apptest.WaitUntil(w.t, "the receiver to ignore a late event", func() bool {
		return strings.Contains(w.output.String(), "Ignored version 1 of "+w.customer)
	})
	if n := strings.Count(w.output.String(), "version 2 of "+w.customer); n != 1 {
		w.t.Errorf("the receiver has processed an event %d times: %s", n, w.output)
	}
}

// workFails makes the receiver's work fail, and then kills the receiver. It accepts the event without waiting for the
// work, and does the work after the next start.
func (w *webhook) workFails() {
	w.t.Helper()
	customers, away := filepath.Join(w.data, "customers"), filepath.Join(w.data, "away")
	if err := errors.Join(os.Rename(customers, away), os.WriteFile(customers, nil, 0o600)); err != nil {
		w.t.Fatal(err)
	}
	w.update(apptest.Vars{"name": "Ann Grey"})
	id := w.delivery(w.version).header.Get("Webhook-Id")
	apptest.WaitUntil(w.t, "the work to fail", func() bool {
		w.process()
		return strings.Contains(w.output.String(), id+": ")
	})
	if !w.has("waiting/" + id) {
		w.t.Error("the receiver has lost an event whose processing failed")
	}
	w.kill()
	if err := errors.Join(os.Remove(customers), os.Rename(away, customers)); err != nil {
		w.t.Fatal(err)
	}
	w.start(w.secret)
	w.stored("Ann Grey", "GOLD")
}

// rotated rotates the secret. The receiver accepts events with the old secret and, after it has been replaced, with the
// new one.
func (w *webhook) rotated() {
	w.t.Helper()
	a := w.operation(`mutation($id: ID!) {
		rotateWebhookSecret(id: $id, overlapHours: 24) { secret userErrors { code field message } }
	}`, nil)
	w.update(apptest.Vars{"name": "Ann Green"})
	w.stored("Ann Green", "GOLD")
	if n := len(strings.Fields(w.delivery(w.version).header.Get("Webhook-Signature"))); n != 2 {
		w.t.Errorf("the delivery has %d signatures", n)
	}
	w.secret = a.Text("rotateWebhookSecret.secret")
	w.kill()
	w.start(w.secret)
	w.update(apptest.Vars{"name": "Ann Brown"})
	w.stored("Ann Brown", "GOLD")
}

// outage pauses the webhook while the receiver does not run. Afterwards, the event that it missed is sent.
func (w *webhook) outage() {
	w.t.Helper()
	since := time.Now().UTC()
	activate := `mutation($id: ID!, $active: Boolean!) {
		updateWebhook(id: $id, input: { active: $active }) { webhook { active } userErrors { code field message } }
	}`
	w.kill()
	w.operation(activate, apptest.Vars{"active": false})
	w.update(apptest.Vars{"name": "Ann Black"})
	w.start(w.secret)
	w.operation(activate, apptest.Vars{"active": true})
	w.operation(`mutation($id: ID!, $since: DateTime!) {
		redeliverWebhook(id: $id, since: $since) { retried userErrors { code field message } }
	}`, apptest.Vars{"since": since.Format(time.RFC3339Nano)})
	w.stored("Ann Black", "GOLD")
}
