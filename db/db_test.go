package db_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// tables are the models that are stored.
var tables = []any{
	&models.Customer{}, &models.CustomerTag{}, &models.Session{}, &models.APIKey{}, &models.Attempt{},
	&models.Address{}, &models.Order{}, &models.OrderItem{}, &models.OrderEvent{},
	models.Address{},
	&models.Order{}, &models.OrderItem{}, &models.OrderEvent{},
	&models.CustomField{}, &models.CustomFieldValue{}, &models.StaffMember{}, &models.StaffSession{}, &models.ShopSettings{},
	&models.Email{},
	&models.OneTimeToken{},
}

func TestColumnsAreTheModels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := d.Read(context.Background())
		for _, model := range tables {
			s, err := schema.Parse(model, &sync.Map{}, g.NamingStrategy)
			if err != nil {
				t.Fatal(err)
			}
			types, err := g.Migrator().ColumnTypes(s.Table)
			if err != nil {
				t.Fatal(err)
			}
			nullable := map[string]bool{}
			for _, c := range types {
				if c.Name() == "seq" { // SQLite's row number
					continue
				}
				nullable[c.Name()], _ = c.Nullable()
			}
			for _, name := range s.DBNames {
				null, ok := nullable[name]
				if !ok {
					t.Errorf("%s.%s is a field and no column", s.Table, name)
					continue
				}
				pointer := strings.HasPrefix(s.FieldsByDBName[name].FieldType.String(), "*")
				if null != pointer {
					t.Errorf("%s.%s: nullable is %v, a pointer %v", s.Table, name, null, pointer)
				}
				delete(nullable, name)
			}
			for name := range nullable {
				t.Errorf("%s.%s is a column and no field", s.Table, name)
			}
		}
	})
}

func TestEveryForeignKeyAndCheckHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := "2026-01-01T00:00:00.000000Z"
		for name, sql := range map[string]string{
			"session without customer": "INSERT INTO sessions (id, customer_id, created_at, expires_at) VALUES ('s', 'nobody', '" + now + "', '" + now + "')",
			"item without order":       "INSERT INTO order_items (id, order_id, position, sku, sku_fold, name, quantity, unit_minor, currency) VALUES ('i', 'none', 0, 'a', 'a', 'a', 1, 1, 'EUR')",
		} {
			if err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql).Error }); err == nil {
				t.Errorf("%s was stored", name)
			}
		}
	})
}

func TestMigrateTogether(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		o := db.Options{File: filepath.Join(t.TempDir(), "new.db")}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				d, err := db.Open(context.Background(), o)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := d.Migrate(context.Background()); err != nil {
					t.Error(err)
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		d, err := db.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		if n, err := d.Migrate(context.Background()); n != 0 || err != nil {
			t.Errorf("migrating again took %d steps: %v", n, err)
		}
		err = d.InTx(context.Background(), func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Migrate(context.Background()); err == nil || !regexp.MustCompile("version 9999").MatchString(err.Error()) {
			t.Errorf("a newer database: %v", err)
		}
	})
}

func TestReadersCannotWriteOnSQLite(t *testing.T) {
	d := dbtest.SQLite(t)
	if err := d.Read(context.Background()).Exec("DELETE FROM customers").Error; err == nil {
		t.Fatal("a reader wrote")
	}
}

// TestKeysFromBeforeTheirCreators: keys that there were before creators were recorded have none, and stay as they are
// both ways.
func TestKeysFromBeforeTheirCreators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		names, creators := migrationOf(t, d, "0025_names"), migrationOf(t, d, "0017_key_creators")
		exec := func(sql string, args ...any) error { return execAll(d, sql, args...) }
		const insert = `INSERT INTO api_keys (id, name, secret_hash, scopes, created_at) VALUES (?, 'server', ?, '["ORDERS_READ"]', ?)`
		for _, step := range []func() error{
			func() error { names.Down(); creators.Down(); return nil },
			func() error { return exec(insert, "key_old", "x", models.At(time.Now())) },
			func() error { creators.Up(); names.Up(); return nil },
			func() error { return exec(insert, "key_new", "y", models.At(time.Now())) },
			func() error {
				return exec("UPDATE api_keys SET creator_kind = 'STAFF', creator_id = 'staff_x' WHERE id = 'key_new'")
			},
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		var keys []*models.APIKey
		if err := d.Read(context.Background()).Order("id").Find(&keys).Error; err != nil {
			t.Fatal(err)
		}
		if len(keys) != 2 || keys[0].CreatedBy() == nil || *keys[0].CreatedBy().ID != "staff_x" || keys[1].CreatedBy() != nil || keys[1].Name != "server" {
			t.Errorf("%+v", keys)
		}
		if err := exec("UPDATE api_keys SET creator_kind = 'NOBODY'"); err == nil {
			t.Error("a creator of no kind was stored")
		}
	})
}

// TestSessionsFromBeforeClaims: sessions that there were before it was recorded are taken to have used their newest
// tokens, and stay as they are both ways.
func TestSessionsFromBeforeClaims(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/0018_unclaimed.sql")
		if err != nil {
			t.Fatal(err)
		}
		up, down, _ := strings.Cut(string(file), "-- +goose Down")
		now := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		each := func(sql string) func(tx *gorm.DB) error {
			return func(tx *gorm.DB) error {
				for _, statement := range strings.SplitAfter(strings.TrimSpace(sql), ";\n") {
					if err := tx.Exec(statement).Error; err != nil {
						return err
					}
				}
				return nil
			}
		}
		before := models.Session{ID: "session_old", CustomerID: "customer_ann", CreatedAt: now, LastUsedAt: now, ExpiresAt: now, Generation: 7, RefreshedAt: &now}
		for _, step := range []func(tx *gorm.DB) error{
			func(tx *gorm.DB) error {
				return tx.Create(&models.Customer{ID: "customer_ann", Email: "ann@example.com", EmailKey: "ann@example.com", CreatedAt: now, UpdatedAt: now, Version: 1}).Error
			},
			each(down),
			func(tx *gorm.DB) error { return tx.Omit("previous", "unclaimed").Create(&before).Error },
			each(up),
		} {
			if err := d.InTx(ctx, step); err != nil {
				t.Fatal(err)
			}
		}
		var found models.Session
		if err := d.Read(ctx).Take(&found).Error; err != nil || found.Unclaimed || found.Generation != 7 || found.Previous != 6 || !found.RefreshedAt.Equal(now.Time) {
			t.Errorf("%+v %v", found, err)
		}
	})
}

// TestOrdersFromBeforeTokensWereRevoked: the tokens of orders that there were before stay good, and orders keep
// everything both ways.
func TestOrdersFromBeforeTokensWereRevoked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/0020_guest_tokens.sql")
		if err != nil {
			t.Fatal(err)
		}
		up, down, _ := strings.Cut(string(file), "-- +goose Down")
		exec := func(sql string, args ...any) {
			t.Helper()
			err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error })
			if err != nil {
				t.Fatal(err)
			}
		}
		order := func(id string) *models.Order {
			return &models.Order{
				ID: id, Number: id, Status: models.OrderOpen, PaymentStatus: models.Unpaid, FulfillmentStatus: models.Unfulfilled, Guest: true,
				ContactName: "Gus", ContactEmail: "gus@example.com", Currency: "EUR", SearchText: "gus " + id, Version: 1,
				PlacedAt: models.At(time.Now()), CreatedAt: models.At(time.Now()), UpdatedAt: models.At(time.Now()),
			}
		}
		create := func(o *models.Order, omit ...string) {
			t.Helper()
			err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Omit(omit...).Create(o).Error })
			if err != nil {
				t.Fatal(err)
			}
		}
		exec(down)
		create(order("order_old"), "GuestTokensRevokedAt")
		exec(up)
		fresh, now := order("order_new"), models.At(time.Now())
		fresh.GuestTokensRevokedAt = &now
		create(fresh)
		var orders []*models.Order
		if err := d.Read(context.Background()).Select(db.Columns[models.Order](nil)).Order("id").Find(&orders).Error; err != nil {
			t.Fatal(err)
		}
		if len(orders) != 2 || orders[1].ContactName != "Gus" || orders[1].GuestTokensRevokedAt != nil || orders[0].GuestTokensRevokedAt == nil {
			t.Errorf("%+v", orders)
		}
		exec(down)
		var n int64
		if err := d.Read(context.Background()).Table("orders").Count(&n).Error; err != nil || n != 2 {
			t.Errorf("%d orders are left: %v", n, err)
		}
		exec(up)
	})
}

// TestStaffSinceTheFirstMember: a shop that had members before this was written down has had its first one.
func TestStaffSinceTheFirstMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/0007_shop.sql")
		if err != nil {
			t.Fatal(err)
		}
		insert := regexp.MustCompile(`INSERT INTO shop_settings[^;]*`).FindString(string(file))
		since := func() *models.Time {
			t.Helper()
			var row models.ShopSettings
			if err := d.Read(ctx).Take(&row).Error; err != nil || row.ID != 1 || row.Version != 1 {
				t.Fatalf("%+v %v", row, err)
			}
			return row.StaffSince
		}
		if got := since(); got != nil {
			t.Errorf("a new shop has had staff since %v", got)
		}
		first := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		err = d.InTx(ctx, func(tx *gorm.DB) error {
			for i, id := range []string{"staff_1", "staff_2"} {
				at := models.At(first.AddDate(0, 0, i))
				if err := tx.Create(&models.StaffMember{ID: id, Email: id, EmailKey: id, Name: id, Role: models.RoleOwner, CreatedAt: at, UpdatedAt: at, Version: 1}).Error; err != nil {
					return err
				}
			}
			if err := tx.Exec("DELETE FROM shop_settings").Error; err != nil {
				return err
			}
			return tx.Exec(insert).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := since(); got == nil || !got.Equal(first.Time) {
			t.Errorf("staff since %v, want %v", got, first)
		}
		if err := d.InTx(ctx, func(tx *gorm.DB) error { return tx.Exec("INSERT INTO shop_settings (id, version) VALUES (2, 1)").Error }); err == nil {
			t.Error("there are settings of a second shop")
		}
	})
}
