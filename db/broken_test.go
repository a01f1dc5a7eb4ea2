package db_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestBrokenIdleConnections checks that transactions begin as usual after all idle connections were closed by the server.
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

// TestStaleDeadline checks that a deadline which a canceled request left on its connection doesn't make the next read fail. Only the fast
// path can meet one.
func TestStaleDeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		createAttempt(t, d, "a")
		pool, err := d.Read(t.Context()).DB()
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // the connection has not prepared the statement yet, or has
			conn, err := pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			err = conn.Raw(func(driver any) error {
				if c, ok := driver.(*stdlib.Conn); ok { // SQLite has no connection that could be slow
					return c.Conn().PgConn().Conn().SetReadDeadline(time.Now().Add(-time.Second))
				}
				return nil
			})
			if err = errors.Join(err, conn.Close()); err != nil {
				t.Fatal(err)
			}
			var found []*models.Attempt
			var n int64
			if err := d.Read(t.Context()).Find(&found).Error; err != nil || len(found) != 1 {
				t.Errorf("got %d rows, %v", len(found), err)
			}
			if err := d.Read(t.Context()).Model(&models.Attempt{}).Count(&n).Error; err != nil || n != 1 {
				t.Errorf("got count %d, %v", n, err)
			}
		}
	})
}
