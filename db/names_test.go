package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestNamesMigration checks that a filled database gets the new names of statuses, events, emails and API keys, and the
// old ones on the way down.
func TestNamesMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		names := migrationOf(t, d, "0025_names")
		events := migrationOf(t, d, "0026_events")
		events.Down()
		names.Down()
		const at = "'2026-03-01 12:00:00.123456+00:00'"
		err := execAll(d, strings.ReplaceAll(`
INSERT INTO orders (id, number, status, payment, shipping, guest, contact_name, contact_name_fold, contact_email, contact_email_key,
    contact_email_fold, ship_line1, ship_country, ship_name_fold, ship_postcode_fold, bill_line1, bill_country, bill_name_fold,
    bill_postcode_fold, currency, subtotal_minor, shipping_minor, tax_minor, discount_minor, total_minor, total_value, input_hash,
    search_text, placed_at, created_at, updated_at, version)
VALUES ('order_1', '1', 'OPEN', 'PAID', 'PARTIALLY_FULFILLED', true, '', '', '', '', '', '', 'IE', '', '', '', 'IE', '', '', 'EUR',
    0, 0, 0, 0, 0, 0, '', '', $at, $at, $at, 1);
INSERT INTO order_events (id, order_id, type, at, from_state, to_state, actor_kind) VALUES
    ('event_1', 'order_1', 'PLACED', $at, NULL, NULL, 'GUEST'),
    ('event_2', 'order_1', 'PAYMENT_CHANGED', $at, 'UNPAID', 'PAID', 'SERVER_KEY'),
    ('event_3', 'order_1', 'SHIPPING_CHANGED', $at, 'UNFULFILLED', 'PARTIALLY_FULFILLED', 'STAFF'),
    ('event_4', 'order_1', 'EXTERNAL_ID_CHANGED', $at, NULL, 'PAYMENT_CHANGED', 'SERVER_KEY'),
    ('event_5', 'order_1', 'SHIPPING_ADDRESS_CHANGED', $at, NULL, NULL, 'STAFF');
INSERT INTO api_keys (id, name, secret_hash, scopes, created_at, creator_kind) VALUES
    ('key_1', 'SERVER_KEY', '1', '[]', $at, 'SERVER_KEY'), ('key_2', 'b', '2', '[]', $at, 'STAFF'), ('key_3', 'c', '3', '[]', $at, NULL);
INSERT INTO mails (id, kind, recipient, to_key, data, fold_key, status, attempts, folded, due_at, created_at) VALUES
    ('mail_1', 'sign_in', 'a', 'a', '{}', '1', 'WAITING', 0, 3, $at, $at),
    ('mail_2', 'sign_in_new', 'a', 'a', '{}', '2', 'PUT_OFF', 0, 0, $at, $at),
    ('mail_3', 'email_confirm', 'a', 'a', '{}', '3', 'FAILED', 10, 0, NULL, $at),
    ('mail_4', 'password_reset', 'a', 'a', '{}', '4', 'DROPPED', 0, 0, NULL, $at);
`, "$at", at))
		if err != nil {
			t.Fatal(err)
		}
		read := func(statements ...string) []string {
			var all []string
			for _, sql := range statements {
				all = append(all, rowsOf(t, d, sql)...)
			}
			return all
		}
		old := []string{
			"SELECT payment AS a, shipping AS b FROM orders", "SELECT type AS a, from_state AS b, to_state AS c, actor_kind AS d FROM order_events ORDER BY id",
			"SELECT name AS a, creator_kind AS b FROM api_keys ORDER BY id", "SELECT kind AS a, status AS b, folded AS c FROM mails ORDER BY id",
		}
		before := read(old...)
		names.Up()
		after := read(
			"SELECT payment_status AS a, fulfillment_status AS b FROM orders",
			"SELECT type AS a, from_value AS b, to_value AS c, actor_kind AS d FROM order_events ORDER BY id",
			"SELECT name AS a, creator_kind AS b FROM api_keys ORDER BY id", "SELECT kind AS a, status AS b, merged_requests AS c FROM emails ORDER BY id",
		)
		want := []string{
			"map[a:PAID b:PARTIALLY_FULFILLED]",
			"map[a:PLACED b:<nil> c:<nil> d:GUEST]", "map[a:PAYMENT_STATUS_CHANGED b:UNPAID c:PAID d:API_KEY]",
			"map[a:FULFILLMENT_STATUS_CHANGED b:UNFULFILLED c:PARTIALLY_FULFILLED d:STAFF]",
			"map[a:EXTERNAL_ID_CHANGED b:<nil> c:PAYMENT_CHANGED d:API_KEY]", "map[a:SHIPPING_ADDRESS_CHANGED b:<nil> c:<nil> d:STAFF]",
			"map[a:SERVER_KEY b:API_KEY]", "map[a:b b:STAFF]", "map[a:c b:<nil>]",
			"map[a:login_code b:QUEUED c:3]", "map[a:sign_up_code b:DELAYED c:0]", "map[a:email_verification b:FAILED c:0]",
			"map[a:password_reset b:DROPPED c:0]",
		}
		if !slices.Equal(after, want) {
			t.Errorf("up:\n got  %q\n want %q", after, want)
		}
		names.Down()
		if again := read(old...); fmt.Sprint(again) != fmt.Sprint(before) {
			t.Errorf("down:\n got  %q\n want %q", again, before)
		}
		names.Up()
		events.Up()
	})
}
