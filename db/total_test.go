package db_test

import (
	"context"
	"fmt"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestCountUpTo checks that short lists are counted exactly, and that estimates of long ones are close if there are
// statistics.
func TestCountUpTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const all = 3 * db.MaxCounted
		numbers := fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO numbers (id, owner) SELECT i, CAST(i AS TEXT) FROM n`, all)
		create := func(tx *gorm.DB) error {
			return dbtest.CreateTable(tx, "numbers (id BIGINT NOT NULL, owner TEXT NOT NULL)", "owner")
		}
		if err := d.InTx(context.Background(), create); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{"CREATE INDEX numbers_id ON numbers (id)", numbers, "ANALYZE numbers"} {
			if err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			name        string
			where       string
			arg         int
			least, most int
			estimated   bool
		}{
			{name: "none", where: "id > ?", arg: all},
			{name: "few", where: "id <= ?", arg: 7, least: 7, most: 7},
			{name: "exactly the maximum", where: "id <= ?", arg: db.MaxCounted, least: db.MaxCounted, most: db.MaxCounted},
			{name: "one more than the maximum", where: "id <= ?", arg: db.MaxCounted + 1, least: db.MaxCounted, most: db.MaxCounted + 1000, estimated: true},
			{name: "many", where: "id > ?", arg: db.MaxCounted, least: db.MaxCounted, most: all * 4 / 5, estimated: true},
			{name: "all", least: all * 9 / 10, most: all * 11 / 10, estimated: true},
		} {
			q := d.Read(context.Background()).Table("numbers")
			if c.where != "" {
				q = q.Where(c.where, c.arg)
			}
			got, err := db.CountUpTo(q)
			if err != nil || got.N < c.least || got.N > c.most || got.Estimated != c.estimated {
				t.Errorf("%s: %+v %v, want %d to %d", c.name, got, err, c.least, c.most)
			}
			if c.name == "many" && d.Dialect == db.Postgres && got.N < all/2 {
				t.Errorf("%s: %d is far from the planner's estimate", c.name, got.N)
			}
		}
	})
}
