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

// TestTaxIncludedMigration checks that existing orders have no included tax and are kept in both directions, and that
// the tax of new orders is limited.
func TestTaxIncludedMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		ctx := context.Background()
		m := migrationOf(t, d, "0021_tax_included")
		m.Down()
		at := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		var before []models.Order
		var items []models.OrderItem
		for i, amounts := range [][5]int64{
			{1590, 490, 0, 0, 2080}, {1000, 0, 200, 0, 1200}, {1000, 0, 200, 1200, 0}, {0, 0, 0, 0, 0},
		} {
			id := fmt.Sprint("order_", i)
			before = append(before, models.Order{
				ID: id, Number: id, Status: models.OrderOpen, PaymentStatus: models.Unpaid,
				FulfillmentStatus: models.Unfulfilled, Guest: true, ContactName: "Ann", ContactEmail: "ann@example.com", ContactEmailKey: "ann@example.com",
				ShippingAddress: models.OrderAddress{Line1: "1", Country: "IE"},
				BillingAddress:  models.OrderAddress{Line1: "1", Country: "IE"},
				Currency:        "EUR", SubtotalMinor: amounts[0], ShippingMinor: amounts[1], TaxMinor: amounts[2],
				DiscountMinor: amounts[3], TotalMinor: amounts[4],
				SearchText: "ann " + id, PlacedAt: at, CreatedAt: at, UpdatedAt: at, Version: 1,
			})
			items = append(items, models.OrderItem{
				ID: fmt.Sprint("item_", i), OrderID: id, SKU: "a", SKUFold: "a", Name: "Tea", Quantity: 2,
				UnitMinor: amounts[0] / 2, Currency: "EUR",
			})
		}
		err := d.InTx(ctx, func(tx *gorm.DB) error {
			if err := tx.Omit("TaxIncludedMinor").Create(&before).Error; err != nil {
				return err
			}
			return tx.Omit("TaxIncludedMinor").Create(&items).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		check := func(when string) {
			t.Helper()
			var orders []models.Order
			var lines []models.OrderItem
			if err := d.Read(ctx).Select(db.Columns[models.Order](nil)).Order("id").Find(&orders).Error; err != nil {
				t.Fatal(err)
			}
			if err := d.Read(ctx).Select(db.Columns[models.OrderItem](nil)).Order("id").Find(&lines).Error; err != nil {
				t.Fatal(err)
			}
			got, want := fmt.Sprintf("%+v %+v", orders, lines), fmt.Sprintf("%+v %+v", before, items)
			if got != want {
				t.Errorf("%s:\n got  %s\n want %s", when, got, want)
			}
		}
		m.Up()
		check("up")
		m.Down()
		m.Up()
		check("up again")
		for _, c := range []struct {
			name string
			sql  string
			ok   bool
		}{
			{"the sum of the prices", "UPDATE orders SET tax_included_minor = 2080 WHERE id = 'order_0'", true},
			{"more than the prices", "UPDATE orders SET tax_included_minor = 2081 WHERE id = 'order_0'", false},
			{"including the added tax", "UPDATE orders SET tax_included_minor = 1001 WHERE id = 'order_1'", false},
			{"more than the discount leaves", "UPDATE orders SET tax_included_minor = 1 WHERE id = 'order_2'", false},
			{"negative", "UPDATE orders SET tax_included_minor = -1 WHERE id = 'order_0'", false},
			{"the price of a line", "UPDATE order_items SET tax_included_minor = 1590 WHERE id = 'item_0'", true},
			{"more than the price of a line", "UPDATE order_items SET tax_included_minor = 1591 WHERE id = 'item_0'", false},
			{"negative for a line", "UPDATE order_items SET tax_included_minor = -1 WHERE id = 'item_0'", false},
		} {
			if err := execAll(d, c.sql); (err == nil) != c.ok {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}
