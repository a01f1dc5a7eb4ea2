package webhooks_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/events"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/internal/webhooks"
	"clientele/models"
)

// TestDelivery checks the request of an event, its signature and its log, and that only events of the webhook's types
// after its creation are sent.
func TestDelivery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, r := newFixture(t, d), newReceiver(t, nil)
		f.record(updated("customer_before"))
		w, secret := f.create(r.URL+"/hook", models.CustomerUpdated, models.CustomerDeleted)
		var changed events.Changes
		changed.String("email", "a@example.com", "b@example.com")
		changed.Secret("password")
		entry := updated("customer_1")
		entry.Changes = changed
		f.record(entry, events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_1"})
		f.drain()
		got := r.all()
		if len(got) != 1 {
			t.Fatalf("%d requests", len(got))
		}
		if err := verify(t, secret, got[0]); err != nil {
			t.Error(err)
		}
		rows := f.deliveries(w.ID)
		if len(rows) != 1 || rows[0].Status != models.DeliveryDelivered || rows[0].Attempts != 1 ||
			field(rows[0].ResponseStatus) != 200 || field(rows[0].ResponseBody) != "thanks" || rows[0].Error != nil ||
			rows[0].DeliveredAt == nil || rows[0].DueAt != nil || got[0].id() != *rows[0].EntryID() {
			t.Errorf("%+v", rows[0])
		}
		var body struct {
			Type, Timestamp string
			Data            map[string]any
		}
		if err := json.Unmarshal(got[0].body, &body); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{
			"id": "customer_1", "version": 2.0, "customerId": "customer_1", "changed": []any{"email", "password"},
		}
		if _, err := time.Parse(time.RFC3339, body.Timestamp); err != nil || body.Type != "customer.updated" ||
			fmt.Sprint(body.Data) != fmt.Sprint(want) {
			t.Errorf("body %s", got[0].body)
		}
		if w := f.webhook(w.ID); w.LastSuccessAt == nil || w.FailingSince != nil || w.Lease != nil || w.Version != 1 {
			t.Errorf("%+v", w)
		}
	})
}

// TestPausedWebhook checks that events that occur while a webhook is paused are not sent when it is active again,
// unless their redelivery is requested, and that no event is sent twice.
func TestPausedWebhook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, r := newFixture(t, d), newReceiver(t, nil)
		w, _ := f.create(r.URL, models.CustomerUpdated)
		set := func(active bool) {
			t.Helper()
			in := webhooks.UpdateWebhookInput{Active: graphql.OmittableOf(&active)}
			if _, err := f.Update(t.Context(), staff.Operator, w.ID, in); err != nil {
				t.Fatal(err)
			}
			f.position()
		}
		f.record(updated("customer_1"))
		f.drain()
		since := models.At(f.clock.now())
		set(false)
		f.record(updated("customer_2"))
		for n := range 250 { // more than a batch
			f.record(updated(fmt.Sprint("customer_more", n)))
		}
		f.drain()
		if _, _, err := f.Redeliver(t.Context(), staff.Operator, w.ID, &since); servicetest.Errors(err) != "INVALID id" {
			t.Errorf("paused: %v", err)
		}
		set(true)
		f.record(updated("customer_3"))
		f.drain()
		if got := subjects(t, r.all()); !slices.Equal(got, []string{"customer_1", "customer_3"}) {
			t.Errorf("sent %q", got)
		}
		if _, retried, err := f.Redeliver(t.Context(), staff.Operator, w.ID, &since); err != nil || retried != 0 {
			t.Errorf("%d retried, %v", retried, err)
		}
		f.drain()
		got := subjects(t, r.all())
		if len(got) != 253 || !slices.Contains(got, "customer_2") || !slices.Contains(got, "customer_more249") {
			t.Errorf("%d sent: %q", len(got), got)
		}
		f.drain()
		if again := r.all(); len(again) != len(got) {
			t.Errorf("%d requests, then %d", len(got), len(again))
		}
	})
}

func subjects(t *testing.T, requests []request) []string {
	t.Helper()
	var ids []string
	for _, r := range requests {
		var body struct{ Data struct{ ID string } }
		if err := json.Unmarshal(r.body, &body); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, body.Data.ID)
	}
	return ids
}

// TestRetries checks that a delivery that fails is tried ten times over about three days, with the same id, and that it
// can be redelivered afterwards.
func TestRetries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		status := 500
		f, r := newFixture(t, d), newReceiver(t, func(request) int { return status })
		w, secret := f.create(r.URL, models.CustomerUpdated)
		f.record(updated("customer_1"))
		began := f.clock.now()
		for attempt := 1; attempt <= 10; attempt++ {
			f.drain()
			row := f.deliveries(w.ID)[0]
			if n := len(r.all()); n != attempt || row.Attempts != attempt || field(row.ResponseStatus) != 500 ||
				field(row.Error) != "the receiver responded with the status 500" {
				t.Fatalf("attempt %d: %d requests, %+v", attempt, n, row)
			}
			if attempt == 10 {
				if row.Status != models.DeliveryFailed || row.DueAt != nil || row.NextAttemptAt() != nil {
					t.Errorf("%+v", row)
				}
				break
			}
			f.drain() // not due yet
			f.clock.add(row.NextAttemptAt().Sub(f.clock.now()) + time.Millisecond)
		}
		if took := f.clock.now().Sub(began); took < 60*time.Hour || took > 84*time.Hour {
			t.Errorf("the attempts took %v", took)
		}
		for _, got := range r.all() {
			if err := verify(t, secret, got); err != nil || got.id() != r.all()[0].id() {
				t.Errorf("%s: %v", got.id(), err)
			}
		}
		if w := f.webhook(w.ID); w.FailingSince == nil || w.LastSuccessAt != nil || !w.Active {
			t.Errorf("%+v", w)
		}
		status = 204
		if _, retried, err := f.Redeliver(t.Context(), staff.Operator, w.ID, nil); err != nil || retried != 1 {
			t.Errorf("%d retried, %v", retried, err)
		}
		f.drain()
		row, w := f.deliveries(w.ID)[0], f.webhook(w.ID)
		if row.Status != models.DeliveryDelivered || row.Attempts != 1 || row.Error != nil || w.FailingSince != nil ||
			w.LastSuccessAt == nil {
			t.Errorf("%+v, %+v", row, w)
		}
		if n := f.Outcomes(); n["delivered"] != 1 || n["failed"] != 1 || n["retried"] != 9 {
			t.Errorf("%v", n)
		}
	})
}

// TestReceiverFails checks the reasons that are shown for attempts that fail.
func TestReceiverFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for status, want := range map[int]string{
			302: "the receiver responded with a redirect (302), which is not followed",
			404: "the receiver responded with the status 404",
			503: "the receiver responded with the status 503",
		} {
			w, _ := f.create(newReceiver(t, func(request) int { return status }).URL, models.CustomerUpdated)
			f.record(updated("customer_1"))
			f.drain()
			if row := f.deliveries(w.ID)[0]; field(row.Error) != want || row.Status != models.DeliveryPending {
				t.Errorf("%d: %v", status, field(row.Error))
			}
			if _, err := f.Delete(t.Context(), staff.Operator, w.ID); err != nil {
				t.Fatal(err)
			}
			if rows := f.deliveries(w.ID); len(rows) != 0 {
				t.Errorf("%d deliveries of a deleted webhook", len(rows))
			}
		}
	})
}

// TestSweep checks that deliveries are deleted after 30 days.
func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, r := newFixture(t, d), newReceiver(t, nil)
		w, _ := f.create(r.URL, models.CustomerUpdated)
		f.record(updated("customer_1"))
		f.drain()
		f.clock.add(29 * 24 * time.Hour)
		f.record(updated("customer_2"))
		f.drain()
		for _, want := range []int{2, 1} {
			if err := f.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if rows := f.deliveries(w.ID); len(rows) != want {
				t.Errorf("%d deliveries, want %d", len(rows), want)
			}
			f.clock.add(2 * 24 * time.Hour)
		}
	})
}
