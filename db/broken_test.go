package db_test

import (
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestBrokenIdleConnections checks that transactions begin as usual after all idle connections were closed by the
// server.
func TestBrokenIdleConnections(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		if d.Dialect == db.SQLite {
			t.Skip("has no connections that break")
		}
		var warm sync.WaitGroup
		for range 8 {
			warm.Go(func() {
				_ = d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Exec("SELECT pg_sleep(0.1)").Error })
			})
		}
		warm.Wait()
		const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`
		if err := d.Read(t.Context()).Exec(terminate).Error; err != nil {
			t.Fatal(err)
		}
		time.Sleep(1100 * time.Millisecond) // after a second idle, the driver checks a connection before it uses it
		for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			createAttempt(t, d, key)
		}
		if got := storedKeys(t, d); got != "a b c d e f g h" {
			t.Errorf("stored %q", got)
		}
	})
}
