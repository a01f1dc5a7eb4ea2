package events_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/events"
	"clientele/models"
)

var errRolledBack = errors.New("rolled back")

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}

// TestPositionsOfLockedEvents checks that an event that another transaction has locked gets its position later, and
// that the others do not wait for it.
func TestPositionsOfLockedEvents(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		dbtest.NotOnCitus(t, "locked events are waited for")
		if s.db.Dialect != db.Postgres {
			t.Skip("SQLite numbers its rows")
		}
		login := func(id string) events.Entry {
			return events.Entry{Type: models.CustomerLoggedIn, SubjectID: id, CustomerID: id}
		}
		store := func(entries ...events.Entry) {
			t.Helper()
			if err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
				return events.Record(tx, ann, models.At(s.now), entries...)
			}); err != nil {
				t.Fatal(err)
			}
		}
		store(login("customer_ann"), login("customer_bob"))
		err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
			err := tx.Model(&models.Event{}).Where("customer_id = ?", "customer_ann").Update("text", nil).Error
			return errors.Join(err, s.AssignNew(t.Context()))
		})
		if err != nil {
			t.Fatal(err)
		}
		store(login("customer_eve"))
		if err := s.AssignNew(t.Context()); err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, e := range s.poll(eve, 10, nil).Nodes() {
			order = append(order, e.SubjectID)
		}
		if len(order) != 3 || order[0] != "customer_bob" || order[1] != "customer_ann" || order[2] != "customer_eve" {
			t.Errorf("the order is %v", order)
		}
	})
}

// TestAssignPositionsStops checks that the worker returns when its context ends.
func TestAssignPositionsStops(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx, stop := contextOf(t)
		done := make(chan struct{})
		go func() { s.AssignPositions(ctx); close(done) }()
		stop()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("the worker is still running")
		}
	})
}

// TestPollAfterMove checks that a program that polls continues with its cursor after the database was moved to
// PostgreSQL.
func TestPollAfterMove(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			t.Skip("this is about both at once")
		}
		to, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = to.Close() }()
		before, after := newShop(t, dbtest.SQLite(t), 0), newShop(t, to, 0)
		before.seed()
		whole := before.poll(eve, 100, nil)
		cursor := before.poll(eve, 4, nil).PageInfo.EndCursor()
		if _, err := before.db.CopyTo(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		after.record(ann, events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_ann"})
		rest := after.poll(eve, 100, cursor)
		want := told(whole.Nodes()[4:]) + "; customer_logged_in by customer customer_ann"
		if got := told(rest.Nodes()); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if last := after.poll(eve, 100, whole.PageInfo.EndCursor()); len(last.Edges) != 1 {
			t.Errorf("after the last cursor: %s", told(last.Nodes()))
		}
	})
}

// TestSweep checks that old events are deleted, and that the one with the greatest position stays.
func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d, time.Hour)
		var many events.Batch
		for range 1200 {
			many.Add(ann, models.At(s.now), events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_ann"})
		}
		if err := s.db.InTx(t.Context(), many.Store); err != nil {
			t.Fatal(err)
		}
		s.record(eve, events.Entry{Type: models.ShopUpdated, SubjectID: "shop"})
		cursor := s.poll(eve, 100, nil).PageInfo.EndCursor()
		left := func(when string, want int64) {
			t.Helper()
			if err := s.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			var n int64
			if err := d.Read(t.Context()).Model(&models.Event{}).Count(&n).Error; err != nil || n != want {
				t.Errorf("%s: %d events are left, want %d, %v", when, n, want, err)
			}
		}
		left("new events", 1201)
		s.now = s.now.Add(time.Hour)
		left("all but the last are old", 1)
		s.now = s.now.Add(time.Hour)
		left("all are old", 1)
		s.record(eve, events.Entry{Type: models.ShopUpdated, SubjectID: "shop"})
		if list := s.poll(eve, 100, cursor); len(list.Edges) != 2 || *list.Edges[1].Node.Position != 1202 {
			t.Errorf("after the deleted events: %s", told(list.Nodes()))
		}
		left("one is old", 1)
		forever := newShop(t, d, 0)
		forever.now = s.now.Add(1000 * time.Hour)
		forever.record(eve, events.Entry{Type: models.ShopUpdated, SubjectID: "shop"})
		s = forever
		left("no age is set", 2)
	})
}
