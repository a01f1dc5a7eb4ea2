package db_test

import (
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestWebhooksMigration checks that a filled database of the version before gets the tables of webhooks, with a cursor
// at its last event, and that its events and keys stay the same, in both directions. Existing keys must not gain a
// scope.
func TestWebhooksMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		webhooks := migrationOf(t, d, "0027_webhooks")
		webhooks.Down()
		const at = "'2026-03-01 12:00:00.123456+00:00'"
		position := map[db.Dialect][2]string{db.SQLite: {"", ""}, db.Postgres: {", position", ", 7"}}[d.Dialect]
		err := execAll(d, strings.NewReplacer("$at", at, "$position", position[0], "$value", position[1]).Replace(`
INSERT INTO events (seq, id, type, at, subject_kind, subject_id, actor_kind, fields, hidden$position) VALUES
    (7, 'event_1', 'SHOP_UPDATED', $at, 'SHOP', 'shop', 'COMMAND_LINE', '["name"]', false$value);
INSERT INTO events (id, type, at, subject_kind, subject_id, actor_kind, fields, hidden) VALUES
    ('event_2', 'WEBHOOK_CREATED', $at, 'WEBHOOK', 'webhook_1', 'COMMAND_LINE', '[]', false);
INSERT INTO api_keys (id, name, secret_hash, scopes, created_at) VALUES
    ('key_1', 'all', '1', '["CUSTOMERS_READ","CUSTOMERS_WRITE","ORDERS_READ","ORDERS_WRITE","SETTINGS_WRITE","STAFF_WRITE"]', $at);
`))
		if err != nil {
			t.Fatal(err)
		}
		others := []string{"SELECT id, type, seq FROM events ORDER BY seq", "SELECT id, scopes FROM api_keys"}
		var before []string
		for _, q := range others {
			before = append(before, rowsOf(t, d, q)...)
		}
		webhooks.Up()
		last := map[db.Dialect]string{db.SQLite: "map[id:1 position:8]", db.Postgres: "map[id:1 position:7]"}[d.Dialect]
		if got := rowsOf(t, d, "SELECT id, position FROM webhook_cursor"); !slices.Equal(got, []string{last}) {
			t.Errorf("the cursor is %q, want %q", got, last)
		}
		err = execAll(d, strings.ReplaceAll(`
INSERT INTO webhooks (id, name, url, events, scopes, active, secret, since_position, created_at, updated_at, version) VALUES
    ('webhook_1', 'a', 'https://example.com', '["SHOP_UPDATED"]', '[]', true, 'x', 0, $at, $at, 1);
INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, status, attempts, due_at, created_at) VALUES
    ('delivery_1', 'webhook_1', 'event_1', 'SHOP_UPDATED', 'PENDING', 0, $at, $at);
`, "$at", at))
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{
			"UPDATE webhooks SET active = false",
			"UPDATE webhooks SET paused_reason = 'GONE'",
			"UPDATE webhooks SET active = false, paused_reason = 'ODD'",
			"UPDATE webhook_deliveries SET status = 'DELIVERED'",
			"UPDATE webhook_deliveries SET due_at = NULL",
			"INSERT INTO webhook_cursor (id, position) VALUES (2, 0)",
			"INSERT INTO webhook_deliveries SELECT 'delivery_2', webhook_id, event_id, event_type, status, attempts, due_at, lease, response_status, response_body, error, duration_ms, created_at, delivered_at FROM webhook_deliveries",
		} {
			if err := execAll(d, wrong); err == nil {
				t.Errorf("allowed: %s", wrong)
			}
		}
		webhooks.Down()
		var after []string
		for _, q := range others {
			after = append(after, rowsOf(t, d, q)...)
		}
		if !slices.Equal(before, after) {
			t.Errorf("rows were\n%q\nand are\n%q", before, after)
		}
		webhooks.Up()
	})
}
