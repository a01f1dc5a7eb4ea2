package db_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestOrdersFromBeforeTheirAddressFields: orders of the version before keep all that they have, their addresses have no
// custom fields, and the way back is open.
func TestOrdersFromBeforeTheirAddressFields(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/0022_order_address_fields.sql")
		if err != nil {
			t.Fatal(err)
		}
		up, down, _ := strings.Cut(string(file), "-- +goose Down")
		exec := func(sql string) func() error {
			return func() error {
				return d.InTx(ctx, func(tx *gorm.DB) error {
					for _, statement := range strings.SplitAfter(strings.TrimSpace(sql), ";\n") {
						if err := tx.Exec(statement).Error; err != nil {
							return err
						}
					}
					return nil
				})
			}
		}
		fill := func(from, to int) func() error {
			return func() error {
				return d.InTx(ctx, func(tx *gorm.DB) error {
					for i := from; i < to; i++ {
						o := models.Order{
							ID: fmt.Sprintf("order_%03d", i), Number: fmt.Sprint(i), Status: models.OrderOpen, PaymentStatus: models.Unpaid,
							FulfillmentStatus: models.Unfulfilled, Currency: "EUR", Version: 1,
						}
						o.ShippingAddress.Line1, o.BillingAddress.Line1 = "14 Main Street", "15 Main Street"
						missing := tx
						if from == 0 {
							missing = tx.Omit("ship_custom_fields", "bill_custom_fields")
						} else {
							o.ShippingAddress.CustomFields = models.FieldCopies{"field_a": {"1234", "ü\"\\"}, "field_b": {}}
						}
						if err := missing.Create(&o).Error; err != nil {
							return err
						}
					}
					return nil
				})
			}
		}
		for _, step := range []func() error{exec(down), fill(0, 500), exec(up), fill(500, 501)} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		var orders []*models.Order
		if err := d.Read(ctx).Order("id").Find(&orders).Error; err != nil || len(orders) != 501 {
			t.Fatal(len(orders), err)
		}
		for _, o := range orders[:500] {
			if len(o.ShippingAddress.CustomFields) != 0 || len(o.BillingAddress.CustomFields) != 0 || o.ShippingAddress.Line1 != "14 Main Street" || o.BillingAddress.Line1 != "15 Main Street" {
				t.Fatalf("%+v", o)
			}
		}
		if got := fmt.Sprintf("%q", orders[500].ShippingAddress.CustomFields); got != `map["field_a":["1234" "ü\"\\"] "field_b":[]]` {
			t.Errorf("got %s", got)
		}
		if err := exec(down)(); err != nil {
			t.Error(err)
		}
	})
}
