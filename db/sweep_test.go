package db_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestSweep checks that all expired rows are deleted, in several transactions, and no others, and that a locked row is
// left to the next call without waiting.
func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		var rows []models.Attempt
		for i := range 1203 {
			rows = append(rows, models.Attempt{Key: fmt.Sprintf("over %04d", i), EndsAt: models.At(now)})
		}
		rows = append(rows, models.Attempt{Key: "not over", EndsAt: models.At(now.Add(time.Second))})
		if err := d.InTx(ctx, func(tx *gorm.DB) error { return tx.CreateInBatches(&rows, 300).Error }); err != nil {
			t.Fatal(err)
		}
		sweep := func() {
			t.Helper()
			if err := d.Sweep(ctx, &models.Attempt{}, "key", "ends_at <= ?", models.At(now)); err != nil {
				t.Fatal(err)
			}
		}
		left := func() (keys []string) {
			t.Helper()
			if err := d.Read(ctx).Model(&models.Attempt{}).Order("key").Pluck("key", &keys).Error; err != nil {
				t.Fatal(err)
			}
			return keys
		}
		if d.Dialect == db.Postgres { // on SQLite a transaction waits for the other one anyway
			err := d.InTx(ctx, func(tx *gorm.DB) error {
				var held models.Attempt
				if err := db.ForUpdate(tx).Where("key = ?", "over 0007").Take(&held).Error; err != nil {
					return err
				}
				sweep()
				if got := fmt.Sprint(left()); got != "[not over over 0007]" {
					t.Errorf("while a row is held: %s", got)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		if got := fmt.Sprint(left()); got != "[not over]" {
			t.Errorf("%s", got)
		}
	})
}
