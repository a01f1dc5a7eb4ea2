package queryplans

import (
	"strings"

	"clientele/test/apptest"
)

// seedErasures creates a delivery of each event of customers and orders by one webhook. It makes most
// jobs look as if they had not ended: the files and errors of those that have are erased with anybody.
func seedErasures(w *watcher) {
	w.T.Helper()
	at := "'2026-03-01T12:00:00.123456Z'"
	for _, statement := range []string{
		`INSERT INTO webhooks (id, name, url, events, scopes, active, paused_reason, secret, since_position, created_at, updated_at, version)
			VALUES ('webhook_planned', 'Planned', 'https://shop.test', '[]', '[]', false, 'REQUESTED', '', 0, $at, $at, 1)`,
		`INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, status, attempts, response_body, created_at, delivered_at)
			SELECT 'delivery_' || id, 'webhook_planned', id, type, 'DELIVERED', 1, 'OK', $at, $at FROM events WHERE subject_kind IN ('CUSTOMER', 'ORDER')`,
		`UPDATE jobs SET kind = 'UPDATE_CUSTOMERS', status = 'QUEUED', error = NULL, customer_id = NULL, finished_at = NULL, expires_at = NULL, lease = NULL, lease_ends_at = NULL
			WHERE id NOT IN (SELECT id FROM jobs ORDER BY id LIMIT 10)`,
		"ANALYZE jobs", "ANALYZE webhook_deliveries",
	} {
		if _, err := writes(w.T, w.db).ExecContext(w.T.Context(), strings.ReplaceAll(statement, "$at", at)); err != nil {
			w.T.Fatal(err)
		}
	}
}

// aboutErasures returns erasures of customers, guests and orders.
func aboutErasures(w *watcher, key apptest.Headers) []question {
	w.T.Helper()
	seedErasures(w)
	const erase = `mutation($in: ErasePersonalDataInput!) { erasePersonalData(input: $in) { report { customers orders openOrders events } userErrors { code message } } }`
	var all []question
	for _, each := range []struct {
		name string
		in   apptest.Vars
	}{
		{"of a customer, dry run", apptest.Vars{"customerId": "customer_1000002011", "dryRun": true}},
		{"of a customer", apptest.Vars{"customerId": "customer_1000002011"}},
		{"of an address with an account", apptest.Vars{"email": "p1002021@example.com"}},
		{"of a guest", apptest.Vars{"email": "b1001200@example.com"}},
		{"of nobody", apptest.Vars{"email": "nobody@example.com"}},
	} {
		all = append(all, question{"an erasure " + each.name, key, erase, apptest.Vars{"in": each.in}, nil})
	}
	ids := []string{"order_1000015001", "order_1000015002", "order_1000015003", "order_1000014009"}
	return append(all, question{
		"orders that become anonymous", key,
		`mutation($ids: [ID!]!) { anonymizeOrders(ids: $ids) { anonymized userErrors { code message } } }`,
		apptest.Vars{"ids": ids},
		nil,
	})
}
