package db_test

import (
	"fmt"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestOrderAddressFieldsMigration checks that existing orders are kept, that their addresses have no custom fields, and
// that the migration can be reversed.
func TestOrderAddressFieldsMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		m, later := migrationOf(t, d, "0022_order_address_fields"), migrationOf(t, d, "0030_privacy")
		latest := migrationOf(t, d, "0031_orders_and_views")
		create := func(from, to int, fields models.FieldCopies, omit ...string) {
			t.Helper()
			err := d.InTx(t.Context(), func(tx *gorm.DB) error {
				for i := from; i < to; i++ {
					o := models.Order{
						ID: fmt.Sprintf("order_%03d", i), Number: fmt.Sprint(i), Status: models.OrderOpen, PaymentStatus: models.Unpaid,
						FulfillmentStatus: models.Unfulfilled, Currency: "EUR", Version: 1,
					}
					o.ShippingAddress.Line1, o.BillingAddress.Line1 = "14 Main Street", "15 Main Street"
					o.ShippingAddress.CustomFields = fields
					if err := tx.Omit(omit...).Create(&o).Error; err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		latest.Down() // the last columns of the table
		later.Down()
		m.Down()
		create(0, 500, nil, "ship_custom_fields", "bill_custom_fields", "anonymized_at",
			"paid_minor", "refunded_minor", "locale")
		m.Up()
		later.Up()
		latest.Up()
		create(500, 501, models.FieldCopies{"field_a": {"1234", "ü\"\\"}, "field_b": {}})
		var orders []*models.Order
		if err := d.Read(t.Context()).Order("id").Find(&orders).Error; err != nil || len(orders) != 501 {
			t.Fatal(len(orders), err)
		}
		for _, o := range orders[:500] {
			ship, bill := o.ShippingAddress, o.BillingAddress
			if len(ship.CustomFields) != 0 || len(bill.CustomFields) != 0 {
				t.Fatalf("got custom fields %v and %v, want none", ship.CustomFields, bill.CustomFields)
			}
			if ship.Line1 != "14 Main Street" || bill.Line1 != "15 Main Street" {
				t.Fatalf("got addresses %+v and %+v", ship, bill)
			}
		}
		want := `map["field_a":["1234" "ü\"\\"] "field_b":[]]`
		if got := fmt.Sprintf("%q", orders[500].ShippingAddress.CustomFields); got != want {
			t.Errorf("got custom fields %s, want %s", got, want)
		}
		m.Down()
	})
}
