package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

const ordersAt = "'2026-03-01T12:00:00.123456Z'"

// filledBeforeOrders has rows of the version before in the tables that the migration changes: an order with two line
// items for each payment status, of which every second one is FULFILLED, and one over nothing.
func filledBeforeOrders() string {
	sql := `
INSERT INTO customers (id, email, email_key, email_fold, name_fold, password_given, email_verified, accepts_marketing, orders_count,
    search_text, created_at, updated_at, version) VALUES ('customer_1', 'a', 'a', 'a', '', false, true, true, 1, 'ann', $at, $at, 1);
INSERT INTO events (seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, fields, hidden$p) VALUES
    (7, 'event_1', 'ORDER_PLACED', $at, 'ORDER', 'order_0', 'customer_1', 'GUEST', '[]', false$1), (9, 'event_2', 'SHOP_UPDATED', $at, 'SHOP', 'shop', NULL, 'STAFF', '["name"]', false$2);
`
	for i, status := range []string{
		"UNPAID", "AUTHORIZED", "PARTIALLY_PAID", "PAID", "PARTIALLY_REFUNDED", "REFUNDED", "PAID",
	} {
		total, fulfillment := 900, []string{"PARTIALLY_FULFILLED", "FULFILLED"}[i%2]
		if i == 6 {
			total = 0
		}
		sql += fmt.Sprintf(`INSERT INTO orders (id, number, status, payment_status, fulfillment_status, customer_id, guest, contact_name, contact_name_fold, contact_email,
    contact_email_key, contact_email_fold, ship_line1, ship_country, ship_name_fold, ship_postcode_fold, bill_line1, bill_country,
    bill_name_fold, bill_postcode_fold, currency, subtotal_minor, shipping_minor, tax_minor, discount_minor, total_minor,
    total_value, input_hash, search_text, placed_at, created_at, updated_at, version)
VALUES ('order_%d', '%d', 'OPEN', '%s', '%s', 'customer_1', false, '', '', '', '', '', '', 'IE', '', '', '', 'IE', '', '', 'EUR',
    %d, 0, 0, 0, %d, %d, '', '', $at, $at, $at, 1);
INSERT INTO order_items (id, order_id, position, sku, sku_fold, name, quantity, unit_minor, currency) VALUES
    ('item_%da', 'order_%d', 0, 'a', 'a', 'A', 3, 200, 'EUR'), ('item_%db', 'order_%d', 1, 'b', 'b', 'B', 1, 300, 'EUR');
`, i, i, status, fulfillment, total, total, total*100, i, i, i, i)
	}
	return sql
}

// TestOrdersMigration checks that a filled database of the version before keeps its rows and indexes in both
// directions, which sums the orders get, and that no statement can exceed them.
func TestOrdersMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		m := migrationOf(t, d, "0031_orders_and_views")
		schema := schemaQuery(d)
		current := rowsOf(t, d, schema)
		m.Down()
		earlier := rowsOf(t, d, schema)
		replace := strings.NewReplacer("$at", ordersAt, "$p", "", "$1", "", "$2", "")
		if d.Dialect == db.Postgres {
			replace = strings.NewReplacer("$at", ordersAt, "$p", ", position", "$1", ", 3", "$2", ", 4")
		}
		at := replace.Replace
		if err := execAll(d, at(filledBeforeOrders())); err != nil {
			t.Fatal(err)
		}
		rows := func() (all []string) {
			for _, table := range []string{"orders", "order_items", "customers", "shop_settings", "events"} {
				columns := columnsWithout(t, d, table, "orders.paid_minor", "orders.refunded_minor", "orders.locale",
					"order_items.options", "order_items.image_url", "order_items.url", "order_items.shipped_quantity",
					"order_items.cancelled_quantity", "order_items.refunded_quantity", "customers.locale",
					"shop_settings.locale", "shop_settings.last_backup_at", "shop_settings.order_emails")
				all = append(all, rowsOf(t, d, "SELECT "+columns+" FROM "+table+" ORDER BY 1, 2")...)
			}
			return all
		}
		before := rows()
		m.Up()
		if after := rows(); !slices.Equal(before, after) {
			t.Errorf("rows differ: %q", difference(after, before))
		}
		if got := rowsOf(t, d, schema); !slices.Equal(got, current) {
			t.Errorf("the schema differs from that of a new database: %q", difference(got, current))
		}
		checkMigratedSums(t, d)
		checkOrderConstraints(t, d, at)
		m.Down()
		if after := rows(); !slices.Equal(before, after) {
			t.Errorf("after going back, rows differ: %q", difference(after, before))
		}
		if got := rowsOf(t, d, schema); !slices.Equal(got, earlier) {
			t.Errorf("the schema differs from that of before: %q", difference(got, earlier))
		}
		m.Up()
		if err := execAll(d, "DELETE FROM orders;\n"+at("INSERT INTO events (id, type, at, subject_kind, subject_id, actor_kind, fields, hidden) VALUES ('event_3', 'SHOP_UPDATED', $at, 'SHOP', 'shop', 'STAFF', '[]', false)")); err != nil {
			t.Fatal(err)
		}
		if got := rowsOf(t, d, "SELECT seq FROM events WHERE id = 'event_3'"); got[0] == "map[seq:9]" || len(got) != 1 {
			t.Errorf("a number was used again: %q", got)
		}
	})
}

// checkMigratedSums checks which sums follow from the statuses.
func checkMigratedSums(t *testing.T, d *db.DB) {
	t.Helper()
	var orders []*models.Order
	var items []*models.OrderItem
	if err := d.Read(t.Context()).Order("id").Find(&orders).Error; err != nil {
		t.Fatal(err)
	}
	if err := d.Read(t.Context()).Order("id").Find(&items).Error; err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, o := range orders {
		a, b := items[2*i], items[2*i+1]
		got = append(got, fmt.Sprintf("%s %d %d %d/%d", o.PaymentStatus, o.PaidMinor, o.RefundedMinor, a.ShippedQuantity, b.ShippedQuantity))
		if a.CancelledQuantity+a.RefundedQuantity != 0 || len(a.Options) != 0 || a.ImageURL != nil {
			t.Errorf("an item has more: %+v", a)
		}
	}
	want := []string{
		"UNPAID 0 0 0/0", "AUTHORIZED 0 0 3/1", "PARTIALLY_PAID 0 0 0/0", "PAID 900 0 3/1", "PARTIALLY_REFUNDED 900 0 0/0",
		"REFUNDED 900 900 3/1", "PAID 0 0 0/0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("sums\n got %q\nwant %q", got, want)
	}
}

// checkOrderConstraints tries to exceed the sums with statements that no service would send.
func checkOrderConstraints(t *testing.T, d *db.DB, at func(string) string) {
	t.Helper()
	if err := execAll(d, at(`INSERT INTO payments (id, order_id, amount_minor, currency, paid_at, created_at) VALUES ('payment_1', 'order_3', 900, 'EUR', $at, $at);
INSERT INTO refunds (id, order_id, amount_minor, currency, refunded_at, created_at) VALUES ('refund_1', 'order_3', 100, 'EUR', $at, $at);
INSERT INTO refund_items (refund_id, item_id, quantity, cancelled) VALUES ('refund_1', 'item_3a', 1, true), ('refund_1', 'item_3a', 1, false);
INSERT INTO shipments (id, order_id, shipped_at, created_at, updated_at, version) VALUES ('shipment_1', 'order_3', $at, $at, $at, 1);
INSERT INTO shipment_items (shipment_id, item_id, quantity) VALUES ('shipment_1', 'item_3a', 1);
UPDATE orders SET paid_minor = 900, refunded_minor = 0 WHERE id = 'order_0';
UPDATE orders SET refunded_minor = 900 WHERE id = 'order_0';
UPDATE orders SET paid_minor = 1800 WHERE id = 'order_0';
UPDATE order_items SET shipped_quantity = 2, cancelled_quantity = 1, refunded_quantity = 3 WHERE id = 'item_0a';
INSERT INTO customer_groups (id, name, name_fold, created_at, updated_at, version) VALUES ('group_1', 'A', 'a', $at, $at, 1);
INSERT INTO customer_group_members (customer_id, group_id) VALUES ('customer_1', 'group_1')`)); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{
		"UPDATE orders SET paid_minor = -1 WHERE id = 'order_1'",
		"UPDATE orders SET paid_minor = 901 WHERE id = 'order_1'",
		"UPDATE orders SET paid_minor = 1801 WHERE id = 'order_0'",
		"UPDATE orders SET refunded_minor = 1801 WHERE id = 'order_0'",
		"UPDATE orders SET refunded_minor = 899 WHERE id = 'order_0'",
		"UPDATE orders SET refunded_minor = -1 WHERE id = 'order_3'",
		"UPDATE orders SET total_minor = 899 WHERE id = 'order_3'",
		"UPDATE order_items SET shipped_quantity = 3 WHERE id = 'item_0a'",
		"UPDATE order_items SET cancelled_quantity = 2 WHERE id = 'item_0a'",
		"UPDATE order_items SET refunded_quantity = 4 WHERE id = 'item_0a'",
		"UPDATE order_items SET shipped_quantity = -1 WHERE id = 'item_0a'",
		"UPDATE order_items SET cancelled_quantity = -1 WHERE id = 'item_0a'",
		"UPDATE order_items SET refunded_quantity = -1 WHERE id = 'item_0a'",
		"UPDATE order_items SET quantity = 2 WHERE id = 'item_0a'",
		"UPDATE payments SET amount_minor = 0", "UPDATE refunds SET amount_minor = -1", "UPDATE payments SET currency = 'EURO'",
		"UPDATE payments SET order_id = 'order_x'", "UPDATE refunds SET order_id = 'order_x'", "UPDATE shipments SET order_id = 'order_x'",
		"UPDATE refund_items SET quantity = 0", "UPDATE shipment_items SET quantity = -1", "UPDATE shipment_items SET item_id = 'item_x'",
		"INSERT INTO refund_items (refund_id, item_id, quantity, cancelled) VALUES ('refund_1', 'item_3a', 1, true)",
		"INSERT INTO shipment_items (shipment_id, item_id, quantity) VALUES ('shipment_1', 'item_3a', 1)",
		"UPDATE shipments SET version = 0",
		"INSERT INTO customer_groups (id, name, name_fold, created_at, updated_at, version) VALUES ('group_2', 'a', 'a', $at, $at, 1)",
		"INSERT INTO saved_views (id, list, name, shared, created_at, updated_at, version) VALUES ('view_1', 'ODD', 'a', true, $at, $at, 1)",
		"UPDATE events SET subject_kind = 'ODD'",
	} {
		if err := execAll(d, at(wrong)); err == nil {
			t.Errorf("allowed: %s", wrong)
		}
	}
	if err := execAll(d, "UPDATE orders SET paid_minor = 900, refunded_minor = 0 WHERE id = 'order_0'"); err != nil {
		t.Fatal(err)
	}
}
