package webhooks_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/outbound"
	"clientele/internal/staff"
	"clientele/internal/webhooks"
	"clientele/models"
	"clientele/test/apptest"
)

// TestServersShareDeliveries runs three servers on one database. Each event must be sent exactly once to each webhook,
// with one request at a time.
func TestServersShareDeliveries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		const hooks, events = 4, 60
		receivers, parallel := make([]*receiver, hooks), make([]atomic.Int64, hooks)
		for i := range hooks {
			receivers[i] = newReceiver(t, func(request) int {
				if parallel[i].Add(1) > 1 {
					t.Errorf("webhook %d has two requests at a time", i)
				}
				defer parallel[i].Add(-1)
				<-time.After(time.Millisecond) // as long as a receiver takes
				return 200
			})
			f.create(receivers[i].URL, models.CustomerUpdated)
		}
		start(t, f.Service, f.another(), f.another())
		var writers sync.WaitGroup
		for n := range 3 {
			writers.Go(func() {
				for i := range events / 3 {
					f.record(updated(fmt.Sprintf("customer_%d_%d", n, i)))
				}
			})
		}
		writers.Wait()
		for i, r := range receivers {
			apptest.WaitUntil(t, "all events", func() bool { return len(r.all()) >= events })
			got := subjects(t, r.all())
			slices.Sort(got)
			if n := len(slices.Compact(got)); n != events || len(r.all()) != events {
				t.Errorf("webhook %d: %d events in %d requests", i, n, len(r.all()))
			}
		}
	})
}

// TestSlowReceiver checks that receivers that do not respond neither delay another webhook nor each other.
func TestSlowReceiver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		hang := make(chan struct{})
		f := newFixture(t, d, func(o *webhooks.Options) {
			o.Client = outbound.New(outbound.Options{Private: true, Timeout: 2 * time.Second})
		})
		for range 20 {
			f.create(newReceiver(t, func(request) int { <-hang; return 200 }).URL, models.CustomerUpdated)
		}
		quick := newReceiver(t, nil)
		w, _ := f.create(quick.URL, models.CustomerUpdated)
		start(t, f.Service)
		t.Cleanup(func() { close(hang) })
		var delays []time.Duration
		for i := range 20 {
			recorded := time.Now()
			f.record(updated(fmt.Sprint("customer_", i)))
			apptest.WaitUntil(t, "the event", func() bool { return len(quick.all()) > i })
			delays = append(delays, quick.all()[i].at.Sub(recorded))
		}
		slices.Sort(delays)
		t.Logf("delay with 20 receivers that hang: median %v, maximum %v", delays[10], delays[19])
		if delays[10] > time.Second {
			t.Errorf("delays of %v", delays)
		}
		for _, row := range f.deliveries(w.ID) {
			if row.Attempts > 1 {
				t.Errorf("%+v", row)
			}
		}
		list, err := f.List(t.Context(), staff.Operator)
		if err != nil {
			t.Fatal(err)
		}
		apptest.WaitUntil(t, "a timeout of each", func() bool {
			for _, w := range list[:20] {
				if f.deliveries(w.ID)[0].Error == nil {
					return false
				}
			}
			return true
		})
		if got := field(f.deliveries(list[0].ID)[0].Error); got != "the receiver did not respond within 2s" {
			t.Error(got)
		}
	})
}

// TestRotationUnderLoad rotates the secret while events are sent. A receiver that knows the secret before a rotation
// and the one after it must be able to verify every request, and one that keeps an old secret those within the overlap.
func TestRotationUnderLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, r := newFixture(t, d), newReceiver(t, nil)
		w, secret := f.create(r.URL, models.CustomerUpdated)
		start(t, f.Service, f.another())
		stop := make(chan struct{})
		var writer sync.WaitGroup
		writer.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
					f.record(updated(fmt.Sprint("customer_", i)))
				}
			}
		})
		progress := func(more int) int {
			n := len(r.all()) + more
			apptest.WaitUntil(t, "more requests", func() bool { return len(r.all()) >= n })
			return len(r.all())
		}
		secrets, ends := []string{secret}, []int{0}
		for range 5 {
			progress(10)
			_, next, err := f.RotateSecret(t.Context(), staff.Operator, w.ID, 24)
			if err != nil {
				t.Fatal(err)
			}
			secrets, ends = append(secrets, next), append(ends, progress(2))
		}
		progress(10)
		close(stop)
		writer.Wait()
		for i, got := range r.all() {
			now := 0 // the last rotation that had ended
			for now+1 < len(ends) && ends[now+1] <= i {
				now++
			}
			known := secrets[max(0, now-1):min(len(secrets), now+2)]
			if !slices.ContainsFunc(known, func(s string) bool { return verify(t, s, got) == nil }) {
				t.Errorf("request %d cannot be verified", i)
			}
			if now > 0 && (verify(t, secrets[now], got) != nil) {
				t.Errorf("request %d cannot be verified with the current secret", i)
			}
		}
		last := r.all()[len(r.all())-1]
		if verify(t, secrets[4], last) != nil || verify(t, secrets[5], last) != nil || verify(t, secrets[3], last) == nil {
			t.Error("the overlap does not have exactly two secrets")
		}
		f.clock.add(25 * time.Hour)
		f.record(updated("customer_late"))
		var late request
		apptest.WaitUntil(t, "the last event", func() bool {
			all := r.all()
			late = all[len(all)-1]
			return slices.Contains(subjects(t, []request{late}), "customer_late")
		})
		if verify(t, secrets[4], late) == nil || verify(t, secrets[5], late) != nil {
			t.Error("the previous secret signs after the overlap")
		}
	})
}

// TestStop checks that a server that stops completes the request in progress, and that a canceled one is sent again.
func TestStop(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d, func(o *webhooks.Options) { o.Grace = 50 * time.Millisecond })
		reached, hang := make(chan struct{}, 9), make(chan struct{})
		first := atomic.Bool{}
		r := newReceiver(t, func(request) int {
			if first.CompareAndSwap(false, true) {
				reached <- struct{}{}
				<-hang
			}
			return 200
		})
		w, _ := f.create(r.URL, models.CustomerUpdated)
		f.record(updated("customer_1"))
		stop := start(t, f.Service)
		<-reached
		stop()
		if row := f.deliveries(w.ID)[0]; row.Status != models.DeliveryPending || row.Attempts != 0 || row.Error != nil {
			t.Errorf("%+v", row)
		}
		close(hang)
		start(t, f.another())
		apptest.WaitUntil(t, "the second attempt", func() bool {
			return f.deliveries(w.ID)[0].Status == models.DeliveryDelivered
		})
	})
}

// TestExpiredLease checks that a delivery of a server that was killed is sent by another one when the lease has
// expired, and fails after the last attempt.
func TestExpiredLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, r := newFixture(t, d), newReceiver(t, nil)
		w, _ := f.create(r.URL, models.CustomerUpdated)
		f.record(updated("customer_1"))
		if _, err := f.Dispatch(t.Context()); err != nil {
			t.Fatal(err)
		}
		claim := func() {
			t.Helper()
			if err := f.Claim(t.Context(), w.ID); err != nil {
				t.Fatal(err)
			}
		}
		claim() // and the server is killed
		f.drain()
		if n := len(r.all()); n != 0 {
			t.Errorf("%d requests while another server has the lease", n)
		}
		for range 9 {
			f.clock.add(2 * time.Minute)
			claim()
		}
		f.record(updated("customer_2"))
		f.clock.add(2 * time.Minute)
		f.drain()
		rows := f.deliveries(w.ID)
		if rows[0].Status != models.DeliveryFailed || rows[0].Attempts != 10 ||
			field(rows[0].Error) != "the server stopped during the last attempt" ||
			rows[1].Status != models.DeliveryDelivered {
			t.Errorf("%+v, %+v", rows[0], rows[1])
		}
		if w := f.webhook(w.ID); w.Lease != nil || !w.Active {
			t.Errorf("%+v", w)
		}
	})
}
