package merging_test

import (
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/events"
	"clientele/models"
)

// TestMergeWaitsForOrders merges a customer while a transaction that has locked only an order of the customer records
// an event: the merge waits for it, and moves the event as well.
func TestMergeWaitsForOrders(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		if s.db.Dialect != db.Postgres {
			t.Skip("SQLite runs one transaction after the other")
		}
		keep, merged := s.create(customerInput{}), s.create(customerInput{})
		order := s.order(merged, 1, nil)
		recorded, release := make(chan struct{}), make(chan struct{})
		written, done := make(chan error, 1), make(chan string, 1)
		go func() {
			written <- s.db.InTx(t.Context(), func(tx *gorm.DB) error {
				if err := tx.Exec("UPDATE orders SET version = version + 1 WHERE id = ?", order).Error; err != nil {
					return err
				}
				close(recorded)
				<-release
				return events.Record(tx, owner, models.At(s.now()), events.Entry{
					Type: models.EventOrderNoteAdded, SubjectID: order, CustomerID: merged, Text: p("Called"),
				})
			})
		}()
		<-recorded
		go func() { done <- s.merge(keep, merged) }()
		for len(s.column("SELECT query FROM "+dbtest.Activity()+" WHERE datname = current_database() AND wait_event_type = 'Lock'")) == 0 {
			if t.Context().Err() != nil {
				t.Fatal("the merge did not wait")
			}
		}
		close(release)
		if err := <-written; err != nil {
			t.Fatal(err)
		}
		if got := <-done; got != "" {
			t.Fatal(got)
		}
		if of := s.column("SELECT customer_id FROM events WHERE subject_id = ? AND type = 'ORDER_NOTE_ADDED'", order); len(of) != 1 || of[0] != keep {
			t.Errorf("the event is in the history of %q, want %s", of, keep)
		}
	})
}
