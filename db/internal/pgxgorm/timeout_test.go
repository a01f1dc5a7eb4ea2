package pgxgorm_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestStaleDeadline checks that a deadline which a canceled request left on its connection doesn't make the next read
// fail.
func TestStaleDeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create := func(tx *gorm.DB) error {
			return tx.Create(&models.Attempt{Key: "a", EndsAt: models.At(time.Now())}).Error
		}
		if err := d.InTx(t.Context(), create); err != nil {
			t.Fatal(err)
		}
		pool, err := d.Read(t.Context()).DB()
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // first the connection has not prepared the statement, then it has
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
