package db_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestInsertUnique checks that transactions that insert the same values in different orders wait for each other: one
// stores them, and the other gets a UniqueViolation. None is aborted because of a deadlock, after which it would run
// again.
func TestInsertUnique(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect == db.SQLite {
			t.Skip("SQLite runs one transaction that writes at a time")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var runs, stored, taken atomic.Int64
		var wg sync.WaitGroup
		insert := func(keys ...string) {
			wg.Go(func() {
				err := d.InTx(ctx, func(tx *gorm.DB) error {
					runs.Add(1)
					var rows []*models.Attempt
					for _, key := range keys {
						rows = append(rows, attempt(key))
					}
					return db.InsertUnique(tx, rows, func(row *models.Attempt) string { return row.Key })
				})
				switch _, violation := db.UniqueViolation(err); {
				case err == nil:
					stored.Add(1)
				case violation:
					taken.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		// Both transactions have inserted their first values when the one that holds "c" ends.
		err := d.InTx(ctx, func(tx *gorm.DB) error {
			if err := tx.Exec("INSERT INTO attempts (key, failures, ends_at) VALUES ('c', 0, CURRENT_TIMESTAMP)").Error; err != nil {
				return err
			}
			insert("a", "b", "c", "d", "e")
			insert("e", "d", "c", "b", "a")
			for waiting := int64(0); waiting < 2; time.Sleep(10 * time.Millisecond) {
				err := d.Primary(ctx).Raw("SELECT count(*) FROM " + dbtest.Activity() +
					" WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting).Error
				if err != nil {
					return err
				}
			}
			return errStop
		})
		wg.Wait()
		if got := storedKeys(t, d); got != "a b c d e" || runs.Load() != 2 || stored.Load() != 1 || taken.Load() != 1 {
			t.Errorf("%v: stored %q; 2 transactions ran %d times, stored rows %d times and found them taken %d times",
				err, got, runs.Load(), stored.Load(), taken.Load())
		}
	})
}
