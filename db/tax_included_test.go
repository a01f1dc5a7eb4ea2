package db_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestOrdersFromBeforeTheirIncludedTax: orders that there were before the tax in their prices was recorded contain
// none, stay as they are both ways, and the tax of new ones is bounded.
func TestOrdersFromBeforeTheirIncludedTax(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/0021_tax_included.sql")
		if err != nil {
			t.Fatal(err)
		}
		up, down, _ := strings.Cut(string(file), "-- +goose Down")
		exec := func(sql string) error {
			return d.InTx(ctx, func(tx *gorm.DB) error {
				for _, statement := range strings.SplitAfter(strings.TrimSpace(sql), ";\n") {
					if err := tx.Exec(statement).Error; err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := exec(down); err != nil {
			t.Fatal(err)
		}
		at := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		var before []models.Order
		var items []models.OrderItem
		for i, amounts := range [][5]int64{{1590, 490, 0, 0, 2080}, {1000, 0, 200, 0, 1200}, {1000, 0, 200, 1200, 0}, {0, 0, 0, 0, 0}} {
			id := fmt.Sprint("order_", i)
			before = append(before, models.Order{
				ID: id, Number: id, Status: models.OrderOpen, PaymentStatus: models.Unpaid, FulfillmentStatus: models.Unfulfilled, Guest: true,
				ContactName: "Ann", ContactEmail: "ann@example.com", ContactEmailKey: "ann@example.com",
				ShippingAddress: models.OrderAddress{Line1: "1", Country: "IE"}, BillingAddress: models.OrderAddress{Line1: "1", Country: "IE"},
				Currency: "EUR", SubtotalMinor: amounts[0], ShippingMinor: amounts[1], TaxMinor: amounts[2], DiscountMinor: amounts[3], TotalMinor: amounts[4],
				SearchText: "ann " + id, PlacedAt: at, CreatedAt: at, UpdatedAt: at, Version: 1,
			})
			items = append(items, models.OrderItem{
				ID: fmt.Sprint("item_", i), OrderID: id, SKU: "a", SKUFold: "a", Name: "Tea", Quantity: 2, UnitMinor: amounts[0] / 2, Currency: "EUR",
			})
		}
		err = d.InTx(ctx, func(tx *gorm.DB) error {
			if err := tx.Omit("TaxIncludedMinor").Create(&before).Error; err != nil {
				return err
			}
			return tx.Omit("TaxIncludedMinor").Create(&items).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		stands := func(when string) {
			t.Helper()
			var orders []models.Order
			var lines []models.OrderItem
			if err := d.Read(ctx).Select(db.Columns[models.Order](nil)).Order("id").Find(&orders).Error; err != nil {
				t.Fatal(err)
			}
			if err := d.Read(ctx).Select(db.Columns[models.OrderItem](nil)).Order("id").Find(&lines).Error; err != nil {
				t.Fatal(err)
			}
			if fmt.Sprintf("%+v", orders) != fmt.Sprintf("%+v", before) || fmt.Sprintf("%+v", lines) != fmt.Sprintf("%+v", items) {
				t.Errorf("%s:\n got  %+v %+v\n want %+v %+v", when, orders, lines, before, items)
			}
		}
		for _, step := range []struct{ name, sql string }{{"up", up}, {"down", down}, {"up again", up}} {
			if err := exec(step.sql); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			if step.sql == up {
				stands(step.name)
			}
		}
		for _, c := range []struct {
			name string
			sql  string
			ok   bool
		}{
			{"all of the prices", "UPDATE orders SET tax_included_minor = 2080 WHERE id = 'order_0'", true},
			{"more than the prices", "UPDATE orders SET tax_included_minor = 2081 WHERE id = 'order_0'", false},
			{"the added tax is none of it", "UPDATE orders SET tax_included_minor = 1001 WHERE id = 'order_1'", false},
			{"more than the discount leaves", "UPDATE orders SET tax_included_minor = 1 WHERE id = 'order_2'", false},
			{"less than nothing", "UPDATE orders SET tax_included_minor = -1 WHERE id = 'order_0'", false},
			{"all of a line", "UPDATE order_items SET tax_included_minor = 1590 WHERE id = 'item_0'", true},
			{"more than a line", "UPDATE order_items SET tax_included_minor = 1591 WHERE id = 'item_0'", false},
			{"less than nothing of a line", "UPDATE order_items SET tax_included_minor = -1 WHERE id = 'item_0'", false},
		} {
			if err := exec(c.sql); (err == nil) != c.ok {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}
