package db_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestStaffSinceMigration checks that a shop which had staff before the column existed gets the date of the first
// member.
func TestStaffSinceMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		insert := regexp.MustCompile(`INSERT INTO shop_settings[^;]*`).FindString(migrationOf(t, d, "0007_shop").up)
		since := func() *models.Time {
			t.Helper()
			var row models.ShopSettings
			if err := d.Read(ctx).Take(&row).Error; err != nil || row.ID != 1 || row.Version != 1 {
				t.Fatalf("%+v %v", row, err)
			}
			return row.StaffSince
		}
		if got := since(); got != nil {
			t.Errorf("new shop: staff since %v", got)
		}
		first := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		err := d.InTx(ctx, func(tx *gorm.DB) error {
			for i, id := range []string{"staff_1", "staff_2"} {
				at := models.At(first.AddDate(0, 0, i))
				err := tx.Create(&models.StaffMember{
					ID: id, Email: id, EmailKey: id, Name: id, Role: models.RoleOwner, CreatedAt: at, UpdatedAt: at, Version: 1,
				}).Error
				if err != nil {
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
		if err := execAll(d, "INSERT INTO shop_settings (id, version) VALUES (2, 1)"); err == nil {
			t.Error("stored the settings of a second shop")
		}
	})
}

// TestKeyCreatorsMigration checks that keys from before creators were recorded have none, and are kept in both
// directions.
func TestKeyCreatorsMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		events := migrationOf(t, d, "0026_events")
		names, creators := migrationOf(t, d, "0025_names"), migrationOf(t, d, "0017_key_creators")
		exec := func(sql string, args ...any) error { return execAll(d, sql, args...) }
		const insert = `INSERT INTO api_keys (id, name, secret_hash, scopes, created_at)
			VALUES (?, 'server', ?, '["ORDERS_READ"]', ?)`
		for _, step := range []func() error{
			func() error { events.Down(); names.Down(); creators.Down(); return nil },
			func() error { return exec(insert, "key_old", "x", models.At(time.Now())) },
			func() error { creators.Up(); names.Up(); events.Up(); return nil },
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
		if len(keys) != 2 {
			t.Fatalf("got %d keys, want 2", len(keys))
		}
		if by := keys[0].CreatedBy(); by == nil || *by.CreatorID != "staff_x" {
			t.Errorf("new key: created by %+v", by)
		}
		if by := keys[1].CreatedBy(); by != nil || keys[1].Name != "server" {
			t.Errorf("old key: created by %+v, name %q", by, keys[1].Name)
		}
		if err := exec("UPDATE api_keys SET creator_kind = 'NOBODY'"); err == nil {
			t.Error("stored a creator of an unknown kind")
		}
	})
}

// TestUnclaimedMigration checks that sessions from before the column existed count as having used their newest tokens,
// and are kept in both directions.
func TestUnclaimedMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := migrationOf(t, d, "0018_unclaimed")
		now := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		create := func(row any, omit ...string) {
			t.Helper()
			err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Omit(omit...).Create(row).Error })
			if err != nil {
				t.Fatal(err)
			}
		}
		create(&models.Customer{
			ID: "customer_ann", Email: "ann@example.com", EmailKey: "ann@example.com", CreatedAt: now, UpdatedAt: now, Version: 1,
		})
		m.Down()
		create(&models.Session{
			ID: "session_old", CustomerID: "customer_ann", CreatedAt: now, LastUsedAt: now, ExpiresAt: now, Generation: 7,
			RefreshedAt: &now,
		}, "previous", "unclaimed")
		m.Up()
		var found models.Session
		if err := d.Read(t.Context()).Take(&found).Error; err != nil {
			t.Fatal(err)
		}
		if found.Unclaimed || found.Generation != 7 || found.Previous != 6 || !found.RefreshedAt.Equal(now.Time) {
			t.Errorf("got %+v", found)
		}
	})
}

// TestGuestTokensMigration checks that the tokens of existing orders stay valid, and that orders are kept in both
// directions.
func TestGuestTokensMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := migrationOf(t, d, "0020_guest_tokens")
		order := func(id string) *models.Order {
			return &models.Order{
				ID: id, Number: id, Status: models.OrderOpen, PaymentStatus: models.Unpaid,
				FulfillmentStatus: models.Unfulfilled, Guest: true, ContactName: "Gus", ContactEmail: "gus@example.com", Currency: "EUR", SearchText: "gus " + id, Version: 1,
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
		m.Down()
		create(order("order_old"), "GuestTokensRevokedAt")
		m.Up()
		fresh, now := order("order_new"), models.At(time.Now())
		fresh.GuestTokensRevokedAt = &now
		create(fresh)
		var orders []*models.Order
		if err := d.Read(context.Background()).Select(db.Columns[models.Order](nil)).Order("id").Find(&orders).Error; err != nil {
			t.Fatal(err)
		}
		if len(orders) != 2 {
			t.Fatalf("got %d orders, want 2", len(orders))
		}
		if old := orders[1]; old.ContactName != "Gus" || old.GuestTokensRevokedAt != nil || orders[0].GuestTokensRevokedAt == nil {
			t.Errorf("got %+v and %+v", orders[0], old)
		}
		m.Down()
		var n int64
		if err := d.Read(context.Background()).Table("orders").Count(&n).Error; err != nil || n != 2 {
			t.Errorf("got %d orders, %v", n, err)
		}
		m.Up()
	})
}
