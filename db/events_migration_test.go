package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestEventsMigration checks that a filled database keeps the histories of its orders in both directions, and that the
// events of a customer's own orders become part of the customer's history.
func TestEventsMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		events := migrationOf(t, d, "0026_events")
		events.Down()
		const at = "'2026-03-01 12:00:00.123456+00:00'"
		order := `
INSERT INTO orders (id, number, status, payment_status, fulfillment_status, guest, customer_id, contact_name, contact_name_fold,
    contact_email, contact_email_key, contact_email_fold, ship_line1, ship_country, ship_name_fold, ship_postcode_fold, bill_line1,
    bill_country, bill_name_fold, bill_postcode_fold, currency, subtotal_minor, shipping_minor, tax_minor, discount_minor,
    total_minor, total_value, input_hash, search_text, placed_at, created_at, updated_at, version)
VALUES ('order_$n', '$n', 'OPEN', 'PAID', 'UNFULFILLED', $guest, $customer, '', '', '', '', '', '', 'IE', '', '', '', 'IE', '', '',
    'EUR', 0, 0, 0, 0, 0, 0, '', '', $at, $at, $at, 1);
`
		fill := `
INSERT INTO customers (id, email, email_key, email_fold, name_fold, password_given, email_verified, accepts_marketing, orders_count,
    search_text, created_at, updated_at, version)
VALUES ('customer_1', 'a', 'a', 'a', '', false, true, false, 0, '', $at, $at, 1);
` + strings.NewReplacer("$n", "1", "$guest", "false", "$customer", "'customer_1'").Replace(order) +
			strings.NewReplacer("$n", "2", "$guest", "true", "$customer", "'customer_1'").Replace(order) + `
INSERT INTO order_events (id, order_id, type, at, from_value, to_value, reason, actor_kind, actor_id, actor_name, customer_id) VALUES
    ('event_1', 'order_1', 'PLACED', $at, NULL, NULL, NULL, 'CUSTOMER', 'customer_1', NULL, NULL),
    ('event_2', 'order_1', 'PAYMENT_STATUS_CHANGED', $at, 'UNPAID', 'PAID', NULL, 'API_KEY', 'key_1', 'server', NULL),
    ('event_3', 'order_1', 'STATUS_CHANGED', $at, 'OPEN', 'CANCELLED', 'said "no"', 'STAFF', 'staff_1', 'Ann', NULL),
    ('event_4', 'order_1', 'EXTERNAL_ID_CHANGED', $at, NULL, 'a "b"', NULL, 'STAFF', 'staff_1', 'Ann', NULL),
    ('event_5', 'order_2', 'PLACED', $at, NULL, NULL, NULL, 'GUEST', NULL, NULL, NULL),
    ('event_6', 'order_2', 'CLAIMED', $at, NULL, NULL, NULL, 'CUSTOMER', 'customer_1', NULL, 'customer_1');
`
		if err := execAll(d, strings.ReplaceAll(fill, "$at", at)); err != nil {
			t.Fatal(err)
		}
		const old = "SELECT id, order_id, type, at, from_value, to_value, reason, actor_kind, actor_id, actor_name, customer_id FROM order_events ORDER BY id"
		before := rowsOf(t, d, old)
		events.Up()
		got := rowsOf(t, d, "SELECT type, customer_id AS c, fields AS f, before AS x, after AS y, position FROM events ORDER BY seq")
		want := []string{
			`map[c:customer_1 f:[] position:1 type:ORDER_PLACED x:<nil> y:<nil>]`,
			`map[c:customer_1 f:["paymentStatus"] position:2 type:ORDER_PAYMENT_STATUS_CHANGED x:["UNPAID"] y:["PAID"]]`,
			`map[c:customer_1 f:["status"] position:3 type:ORDER_STATUS_CHANGED x:["OPEN"] y:["CANCELLED"]]`,
			`map[c:customer_1 f:["externalId"] position:4 type:ORDER_EXTERNAL_ID_CHANGED x:[null] y:["a \"b\""]]`,
			`map[c:<nil> f:[] position:5 type:ORDER_PLACED x:<nil> y:<nil>]`,
			`map[c:customer_1 f:[] position:6 type:ORDER_CLAIMED x:<nil> y:<nil>]`,
		}
		if !slices.Equal(got, want) {
			t.Errorf("up:\n got  %q\n want %q", got, want)
		}
		events.Down()
		if again := rowsOf(t, d, old); fmt.Sprint(again) != fmt.Sprint(before) {
			t.Errorf("down:\n got  %q\n want %q", again, before)
		}
		events.Up()
	})
}
