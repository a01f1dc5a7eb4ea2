package db_test

import (
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestSmallerMigration checks that a filled database of the version before keeps its rows in both directions, and that
// search, unique values and the deletion of custom field values still work.
func TestSmallerMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		smaller := migrationOf(t, d, "0029_smaller")
		smaller.Down()
		order := func(id, name, quote, key string) string {
			return strings.NewReplacer("$id", id, "$name", name, "$quote", quote, "$key", key).Replace(`
INSERT INTO orders (id, number, status, payment_status, fulfillment_status, guest, contact_name, contact_name_fold, contact_email,
    contact_email_key, contact_email_fold, ship_line1, ship_country, ship_name_fold, ship_postcode_fold, bill_line1, bill_country,
    bill_name_fold, bill_postcode_fold, currency, subtotal_minor, shipping_minor, tax_minor, discount_minor, total_minor,
    total_value, input_hash, search_text, placed_at, created_at, updated_at, version, quote_id, idempotency_scope, idempotency_key)
VALUES ('order_$id', '$id', 'OPEN', 'PAID', 'UNFULFILLED', true, '', '', '', '', '', '', 'IE', '', '', '', 'IE', '', '', 'EUR',
    0, 0, 0, 0, 0, 0, '', '$name', $at, $at, $at, 1, $quote, $key, $key);
`)
		}
		value := func(owner, field, item, unique string) string {
			return strings.NewReplacer("$owner", owner, "$field", field, "$item", item, "$unique", unique).Replace(
				"INSERT INTO custom_field_values VALUES ('$owner', '$field', $item, 'a', 'a', $unique);\n")
		}
		at := func(sql string) string {
			return strings.ReplaceAll(sql, "$at", "'2026-03-01 12:00:00.123456+00:00'")
		}
		if err := execAll(d, at(`
INSERT INTO customers (id, email, email_key, email_fold, name_fold, password_given, email_verified, accepts_marketing, orders_count,
    search_text, created_at, updated_at, version) VALUES
    ('customer_1', 'a', 'a', 'a', '', false, true, false, 0, 'ann example', $at, $at, 1),
    ('customer_2', 'b', 'b', 'b', '', false, true, false, 0, 'annie sample', $at, $at, 1);
INSERT INTO custom_fields (id, owner, key, label, type, list, required, is_unique, options, access, position, created_at, updated_at,
    version) VALUES ('field_1', 'CUSTOMER', 'a', 'a', 'STRING', true, false, true, '[]', 'NONE', 0, $at, $at, 1);
`+value("customer_1", "field_1", "0", "'x'")+value("customer_1", "field_1", "1", "NULL")+value("customer_2", "field_1", "0", "NULL")+
			order("1", "ann example", "'q'", "'k'")+order("2", "annie", "NULL", "NULL")+order("3", "bob", "NULL", "NULL")+`
INSERT INTO events (id, type, at, subject_kind, subject_id, actor_kind, actor_id, fields, hidden) VALUES
    ('event_1', 'SHOP_UPDATED', $at, 'SHOP', 'shop', 'STAFF', 'staff_1', '["name"]', false),
    ('event_2', 'SHOP_UPDATED', $at, 'SHOP', 'shop', 'COMMAND_LINE', NULL, '["name"]', false);
`)); err != nil {
			t.Fatal(err)
		}
		queries := []string{
			"SELECT * FROM customers ORDER BY id", "SELECT * FROM orders ORDER BY id", "SELECT id, actor_id FROM events ORDER BY seq",
			"SELECT * FROM custom_field_values ORDER BY owner_id, item",
		}
		rows := func() (all []string) {
			for _, q := range queries {
				all = append(all, rowsOf(t, d, q)...)
			}
			return all
		}
		before := rows()
		smaller.Up()
		if after := rows(); !slices.Equal(before, after) {
			t.Errorf("rows were\n%q\nand are\n%q", before, after)
		}
		for _, c := range []struct{ word, want string }{{"ann", "customer_1 customer_2"}, {"annie", "customer_2"}, {"nnex", ""}, {"xample", "customer_1"}} {
			if got := strings.Join(found(t, d, []string{c.word}), " "); got != c.want {
				t.Errorf("%s finds %q, want %q", c.word, got, c.want)
			}
		}
		for _, wrong := range []string{value("customer_2", "field_1", "2", "'x'"), value("customer_1", "field_1", "1", "'y'"), order("4", "", "'q'", "NULL"), order("4", "", "NULL", "'k'")} {
			if _, taken := db.UniqueViolation(execAll(d, at(wrong))); !taken {
				t.Errorf("allowed: %s", wrong)
			}
		}
		if err := execAll(d, at(order("4", "annika", "NULL", "NULL"))+"DELETE FROM customers WHERE id = 'customer_1';\n"); err != nil {
			t.Fatal(err)
		}
		if left := rowsOf(t, d, "SELECT owner_id FROM custom_field_values"); len(left) != 1 {
			t.Errorf("values of a deleted customer are left: %q", left)
		}
		smaller.Down()
		smaller.Up()
		if got := found(t, d, []string{"sample"}); !slices.Equal(got, []string{"customer_2"}) {
			t.Errorf("after going back and forth: %q", got)
		}
	})
}
