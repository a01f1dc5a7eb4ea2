package bench

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestMillion filters a million customers by a custom field, and shows how.
func TestMillion(t *testing.T) {
	if os.Getenv("CLIENTELE_BENCH_MILLION") == "" {
		t.Skip("a measurement: set CLIENTELE_BENCH_MILLION=1")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect != db.Postgres {
			t.Skip("for PostgreSQL")
		}
		ctx := context.Background()
		fields := customfields.New(d, time.Now, throttle.New(d, time.Now))
		staff := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
		f, err := fields.Create(ctx, staff, customfields.CreateCustomFieldInput{Owner: models.OwnerCustomer, Key: "shoeSize", Label: "Shoe size", Type: models.FieldInteger, Access: models.AccessWrite})
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(ctx, func(tx *gorm.DB) error {
			for _, sql := range []string{
				`INSERT INTO customers (id, email, email_key, email_fold, name_fold, email_verified, accepts_marketing, orders_count, search_text, created_at, updated_at, version)
				SELECT 'customer_' || lpad(n::text, 26, '0'), n || '@example.com', n || '@example.com', n || '@example.com', '', false, false, 0, n || '@example.com', now() - n * interval '1 second', now(), 1 FROM generate_series(1, 1000000) n`,
				`INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key) SELECT 'customer_' || lpad(n::text, 26, '0'), '` + f.ID + `', 0, n % 5000, '1' || lpad((n % 5000)::text, 18, '0') || '000000000000000000' FROM generate_series(1, 1000000) n`,
			} {
				if err := tx.Exec(sql).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Read(ctx).Exec("ANALYZE").Error; err != nil {
			t.Fatal(err)
		}
		service := accounts.New(d, accounts.Options{Now: time.Now, Codec: page.NewCodec([]byte("key")), Fields: fields})
		filter := &accounts.CustomerFilter{CustomFields: customfields.Values{"shoeSize": map[string]any{"eq": int64(43)}}}
		var times []time.Duration
		for range 21 {
			began := time.Now()
			list, err := service.List(ctx, staff, page.Args{}, filter, nil, nil)
			if err != nil || len(list.Nodes()) != 25 {
				t.Fatal(list, err)
			}
			times = append(times, time.Since(began))
		}
		slices.Sort(times)
		var plan []string
		where, err := fields.Where(ctx, staff, models.OwnerCustomer, "customers.id", filter.CustomFields)
		if err != nil {
			t.Fatal(err)
		}
		q := d.Read(ctx).ToSQL(func(tx *gorm.DB) *gorm.DB {
			var rows []models.Customer
			return tx.Where(where.SQL, where.Args...).Order("customers.created_at DESC, customers.id DESC").Limit(26).Find(&rows)
		})
		if err := d.Read(ctx).Raw("EXPLAIN ANALYZE " + q).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		fmt.Println(strings.Join(plan, "\n"))
		t.Logf("median %v, slowest %v", times[len(times)/2], times[len(times)-1])
		if median := times[len(times)/2]; median > 20*time.Millisecond {
			t.Errorf("a filter over a million takes %v", median)
		}
		if !strings.Contains(strings.Join(plan, "\n"), "custom_field_values_key") {
			t.Error("the plan does not use the index")
		}
	})
}
