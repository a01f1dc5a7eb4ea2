package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/page"
	"clientele/models"
)

// TestFilteredPageUsesCustomPlans checks that PostgreSQL plans a filtered page for its values, also after many
// executions.
func TestFilteredPageUsesCustomPlans(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "it plans each statement for its values")
		if d.Dialect == db.SQLite {
			t.Skip("SQLite does not plan for values")
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

// TestUnfilteredPageUsesOnePlan checks that the limit of an unfiltered page is in the SQL, so that PostgreSQL plans it
// once, and that of a filtered page is a parameter.
func TestUnfilteredPageUsesOnePlan(t *testing.T) {
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
			"a filtered list": {func(q *gorm.DB) *gorm.DB { return q.Where("customers.orders_count > ?", 1) }, d.Dialect == db.SQLite}, // SQLite doesn't plan for numbers
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

// TestPageEachReadsOnlyTheWindow checks that a customer with a long list costs no more than one with a short list.
func TestPageEachReadsOnlyTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("writes many rows in one goroutine, which is slow with the race detector")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "rows of several lists are numbered on the workers")
		now := models.At(time.Now())
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			var all []*models.Address
			owners := map[string]int{"customer_long": 3000, "customer_short": 2, "customer_none": 0}
			for i := range 200 { // like most customers
				owners[fmt.Sprintf("customer_%03d", i)] = 10
			}
			for owner, n := range owners {
				if err := tx.Create(&models.Customer{ID: owner, Email: owner, EmailKey: owner, CreatedAt: now, UpdatedAt: now, Version: 1}).Error; err != nil {
					return err
				}
				for i := range n {
					at := models.At(now.Add(time.Duration(i) * time.Second))
					all = append(all, &models.Address{ID: fmt.Sprintf("%s-%04d", owner, i), CustomerID: owner, Line1: "x", Country: "IE", CreatedAt: at, UpdatedAt: at, Version: 1})
				}
			}
			return errors.Join(tx.CreateInBatches(all, 500).Error, tx.Exec("ANALYZE").Error)
		})
		if err != nil {
			t.Fatal(err)
		}
		three := 3
		codec := page.NewCodec([]byte("key"))
		sort := page.Sort{List: "addresses", Column: "addresses.created_at", ID: "addresses.id"}
		for name, c := range map[string]struct {
			args page.Args
			want string
		}{
			"first": {page.Args{First: &three}, "long-0000 long-0001 long-0002 long-0003 short-0000 short-0001"},
			"last":  {page.Args{Last: &three}, "long-2999 long-2998 long-2997 long-2996 short-0001 short-0000"},
		} {
			w, err := codec.Open(c.args, sort)
			if err != nil {
				t.Fatal(err)
			}
			q := d.PageEach(t.Context(), d.Read(t.Context()).Model(&models.Address{}), "addresses", "customer_id",
				[]string{"customer_short", "customer_long", "customer_none", "nobody"}, w, []string{"addresses.id", "addresses.customer_id"})
			var rows []*models.Address
			if err := q.Session(&gorm.Session{}).Find(&rows).Error; err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, a := range rows {
				ids = append(ids, strings.TrimPrefix(a.ID, "customer_"))
			}
			if got := strings.Join(ids, " "); got != c.want { // one row more than the window shows whether there are more
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
			if d.Dialect == db.SQLite {
				continue
			}
			dry := q.Session(&gorm.Session{DryRun: true}).Find(&rows).Statement
			var plan []string
			if err := d.Read(t.Context()).Raw("EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) "+dry.Explain(dry.SQL.String(), dry.Vars...)).Pluck("QUERY PLAN", &plan).Error; err != nil {
				t.Fatal(err)
			}
			for _, line := range plan {
				if _, rest, ok := strings.Cut(line, "actual rows="); ok {
					var n int
					if _, err := fmt.Sscan(strings.Fields(rest)[0], &n); err != nil || n > 10 {
						t.Errorf("%s reads %d rows:\n%s", name, n, strings.Join(plan, "\n"))
					}
				}
			}
		}
	})
}
