package db_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/page"
	"clientele/models"
)

// TestFilteredPageIsPlannedByItsValues: also when it has been asked for many times.
func TestFilteredPageIsPlannedByItsValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect == db.SQLite {
			t.Skip("plans nothing by values")
		}
		w, err := page.NewCodec([]byte("key")).Open(page.Args{}, page.Sort{List: "customers", Column: "customers.created_at", ID: "customers.id"})
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(t.Context(), func(tx *gorm.DB) error {
			for range 20 {
				var rows []models.Customer
				if err := db.Page(tx.Model(&models.Customer{}).Where("customers.email_key = ?", "x"), w).Find(&rows).Error; err != nil {
					return err
				}
			}
			var ran struct{ GenericPlans, CustomPlans int }
			if err := tx.Raw("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE ?", "%email_key = %").Scan(&ran).Error; err != nil {
				return err
			}
			if ran.GenericPlans != 0 || ran.CustomPlans < 10 {
				t.Errorf("%+v", ran)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestPlainPageKeepsItsPlan: PostgreSQL plans a page of a whole list once, whatever page it is, and one of a filtered list by the
// filter's values.
func TestPlainPageKeepsItsPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		five := 5
		w, err := page.NewCodec([]byte("key")).Open(page.Args{First: &five}, page.Sort{List: "customers", Column: "customers.created_at", ID: "customers.id", Desc: true})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			narrow func(*gorm.DB) *gorm.DB
			plain  bool
		}{
			"the whole list":  {func(q *gorm.DB) *gorm.DB { return q }, true},
			"a filtered list": {func(q *gorm.DB) *gorm.DB { return q.Where("customers.orders_count > ?", 1) }, d.Dialect == db.SQLite}, // which plans nothing by numbers
		} {
			rows := []models.Customer{}
			q := db.Page(c.narrow(d.Read(t.Context()).Model(&models.Customer{})), w)
			if err := q.Session(&gorm.Session{}).Find(&rows).Error; err != nil {
				t.Errorf("%s: %v", name, err)
			}
			text := q.Session(&gorm.Session{DryRun: true}).Find(&rows).Statement.SQL.String()
			if !strings.Contains(text, "LIMIT ") || strings.HasSuffix(text, "LIMIT 6") != c.plain {
				t.Errorf("%s: %s", name, text)
			}
		}
	})
}
