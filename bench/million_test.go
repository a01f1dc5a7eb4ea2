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

// TestMillion measures a filter by a custom field over a million customers, and prints its query plan.
func TestMillion(t *testing.T) {
	if os.Getenv("CLIENTELE_BENCH_MILLION") == "" {
		t.Skip("a measurement; set CLIENTELE_BENCH_MILLION=1 to run it")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect != db.Postgres {
			t.Skip("requires PostgreSQL")
		}
		ctx := context.Background()
		fields := customfields.New(d, time.Now, throttle.New(d, time.Now))
		staff := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
		f, err := fields.Create(ctx, staff, customfields.CreateCustomFieldInput{
			Owner: models.OwnerCustomer, Key: "shoeSize", Label: "Shoe size", Type: models.FieldInteger,
			Access: models.AccessWrite,
		})
		if err != nil {
			t.Fatal(err)
		}
		insertMillion(t, d, f.ID)
		service := accounts.New(d, accounts.Options{Now: time.Now, Codec: page.NewCodec([]byte("key")), Fields: fields})
		values := customfields.Values{"shoeSize": map[string]any{"eq": int64(43)}}
		filter := &accounts.CustomerFilter{CustomFields: values}
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
		where, err := fields.Where(ctx, staff, models.OwnerCustomer, "customers.id", values)
		if err != nil {
			t.Fatal(err)
		}
		q := d.Read(ctx).ToSQL(func(tx *gorm.DB) *gorm.DB {
			var rows []models.Customer
			return tx.Where(where.SQL, where.Args...).Order("customers.created_at DESC, customers.id DESC").
				Limit(26).Find(&rows)
		})
		if err := d.Read(ctx).Raw("EXPLAIN ANALYZE " + q).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		fmt.Println(strings.Join(plan, "\n"))
		t.Logf("median %v, slowest %v", times[len(times)/2], times[len(times)-1])
		if median := times[len(times)/2]; median > 20*time.Millisecond {
			t.Errorf("the filter takes %v", median)
		}
		if !strings.Contains(strings.Join(plan, "\n"), "custom_field_values_key") {
			t.Error("the plan does not use the index")
		}
	})
}

// insertMillion inserts a million customers with a value in a custom field.
func insertMillion(t *testing.T, d *db.DB, fieldID string) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *gorm.DB) error {
		for _, sql := range []string{
			`INSERT INTO customers (id, email, email_key, email_fold, name_fold, email_verified, accepts_marketing,
				orders_count, search_text, created_at, updated_at, version)
			SELECT 'customer_' || lpad(n::text, 26, '0'), n || '@example.com', n || '@example.com', n || '@example.com',
				'', false, false, 0, n || '@example.com', now() - n * interval '1 second', now(), 1
			FROM generate_series(1, 1000000) n`,
			`INSERT INTO custom_field_values (owner_id, field_id, item, value, value_key)
			SELECT 'customer_' || lpad(n::text, 26, '0'), '` + fieldID + `', 0, n % 5000,
				'1' || lpad((n % 5000)::text, 18, '0') || '000000000000000000'
			FROM generate_series(1, 1000000) n`,
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
	if err := d.Read(context.Background()).Exec("ANALYZE").Error; err != nil {
		t.Fatal(err)
	}
}
