package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

const privacyAt = "'2026-03-01 12:00:00.123456+00:00'"

// filledBeforePrivacy has rows of the version before, in all tables that the migration changes, and of jobs with
// everything that refers to them.
const filledBeforePrivacy = `
INSERT INTO customers (id, email, email_key, email_fold, name_fold, password_given, email_verified, accepts_marketing, orders_count,
    search_text, created_at, updated_at, version) VALUES
    ('customer_1', 'a', 'a', 'a', '', false, true, true, 1, 'ann example', $at, $at, 1),
    ('customer_2', 'b', 'b', 'b', '', false, true, false, 0, 'annie sample', $at, $at, 1);
INSERT INTO custom_fields (id, owner, key, label, type, list, required, is_unique, options, access, position, created_at, updated_at,
    version) VALUES ('field_1', 'CUSTOMER', 'a', 'a', 'STRING', true, false, true, '[]', 'NONE', 0, $at, $at, 1);
INSERT INTO custom_field_values (owner_id, field_id, item, value) VALUES ('customer_1', 'field_1', 0, 'x');
INSERT INTO orders (id, number, status, payment_status, fulfillment_status, customer_id, guest, contact_name, contact_name_fold, contact_email,
    contact_email_key, contact_email_fold, ship_line1, ship_country, ship_name_fold, ship_postcode_fold, bill_line1, bill_country,
    bill_name_fold, bill_postcode_fold, currency, subtotal_minor, shipping_minor, tax_minor, discount_minor, total_minor,
    total_value, input_hash, search_text, placed_at, created_at, updated_at, version)
VALUES ('order_1', '1', 'OPEN', 'PAID', 'UNFULFILLED', 'customer_1', true, '', '', '', '', '', '', 'IE', '', '', '', 'IE', '', '', 'EUR',
    0, 0, 0, 0, 0, 0, '', 'ann example', $at, $at, $at, 1);
INSERT INTO jobs (id, kind, status, error, format, dry_run, parameters, input_file, output_file, columns, header, total, done, created, updated,
    unchanged, failed, faults, actor_kind, actor_id, actor_name, attempts, due_at, lease, lease_ends_at, created_at, started_at, finished_at, expires_at) VALUES
    ('job_1', 'IMPORT_CUSTOMERS', 'FAILED', 'no', 'CSV', true, '{"a":1}', 'file_1', 'file_2', '[]', '["a"]', 9, 8, 7, 6, 5, 4, 3, 'STAFF', 'staff_1', 'Olga', 2, NULL, NULL, NULL, $at, $at, $at, $at),
    ('job_2', 'DELETE_CUSTOMERS', 'RUNNING', NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 'COMMAND_LINE', NULL, NULL, 0, NULL, 'lease', $at, $at, $at, NULL, NULL);
INSERT INTO job_files (file_id, position, job_id, kind, data) VALUES ('file_1', 0, 'job_1', 'INPUT', 'abc'), ('file_2', 1, 'job_1', 'OUTPUT', 'def');
INSERT INTO job_faults (job_id, position, row_number, column_name, record_id, code, message, raw) VALUES ('job_1', 0, 3, 'name', 'r', 'INVALID', 'wrong', 'raw');
INSERT INTO job_customers (job_id, position, customer_id) VALUES ('job_2', 0, 'customer_1'), ('job_2', 1, 'customer_2');
INSERT INTO one_time_tokens (id, purpose, subject, hash, code_hash, customer_id, order_id, email_key, payload, created_at, expires_at) VALUES
    ('once_1', 'PASSWORD_RESET', 'customer_1', 'h1', NULL, 'customer_1', NULL, 'a', '', '2026-03-01 12:00:00.000000+00:00', $at),
    ('once_2', 'SIGN_IN', 'once_2', 'h2', 'c2', NULL, NULL, 'a', '{}', '2026-03-01 12:00:00.000000+00:00', $at),
    ('once_3', 'GUEST_ORDER', 'once_3', 'h3', NULL, NULL, 'order_1', 'a', '', '2026-03-01 12:00:00.000000+00:00', $at);
`

// TestPrivacyMigration checks that a filled database of the version before keeps its rows and indexes in both
// directions, that customers who accept marketing have a statement, and the constraints of the new tables and columns.
func TestPrivacyMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		migrationOf(t, d, "0031_orders_and_views").Down()
		migration := migrationOf(t, d, "0030_privacy")
		schema := schemaQuery(d)
		current := rowsOf(t, d, schema)
		migration.Down()
		earlier := rowsOf(t, d, schema)
		at := func(sql string) string { return strings.ReplaceAll(sql, "$at", privacyAt) }
		if err := execAll(d, at(filledBeforePrivacy)); err != nil {
			t.Fatal(err)
		}
		rows := func() (all []string) {
			for _, table := range []string{
				"customers", "custom_fields", "custom_field_values", "orders", "jobs", "job_files", "job_faults", "job_customers",
				"one_time_tokens", "shop_settings",
			} {
				all = append(all, rowsOf(t, d, "SELECT "+columnsBefore(t, d, table)+" FROM "+table+" ORDER BY 1, 2")...)
			}
			return all
		}
		before := rows()
		migration.Up()
		if after := rows(); !slices.Equal(before, after) {
			t.Errorf("rows were\n%q\nand are\n%q", before, after)
		}
		if got := rowsOf(t, d, schema); !slices.Equal(got, current) {
			t.Errorf("the schema differs from that of a new database: %q", difference(got, current))
		}
		checkPrivacyRows(t, d)
		checkPrivacyConstraints(t, d, at)
		migration.Down()
		if after := rows(); !slices.Equal(before, after) {
			t.Errorf("after going back, rows were\n%q\nand are\n%q", before, after)
		}
		if got := rowsOf(t, d, schema); !slices.Equal(got, earlier) {
			t.Errorf("the schema differs from that of before: %q", difference(got, earlier))
		}
		if err := execAll(d, "DELETE FROM jobs"); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"job_files", "job_faults", "job_customers"} {
			if left := rowsOf(t, d, "SELECT job_id FROM "+table); len(left) > 0 {
				t.Errorf("%s keeps %q", table, left)
			}
		}
		migration.Up()
		// A deleted customer leaves statements without it.
		if err := execAll(d, at("INSERT INTO merged_customers (merged_id, customer_id, merged_at) VALUES ('customer_0', 'customer_1', $at);\n"+
			"DELETE FROM customers WHERE id = 'customer_1'")); err != nil {
			t.Fatal(err)
		}
		if got := rowsOf(t, d, "SELECT customer_id, (SELECT COUNT(*) FROM merged_customers) AS n FROM consents"); !slices.Equal(got, []string{"map[customer_id:<nil> n:0]"}) {
			t.Errorf("of a deleted customer, these are left: %q", got)
		}
	})
}

// schemaQuery returns the query for the tables, columns, constraints and indexes of a database.
func schemaQuery(d *db.DB) string {
	if d.Dialect == db.SQLite {
		return "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
	}
	return `SELECT 'index' AS kind, indexdef AS text FROM pg_indexes WHERE schemaname = current_schema()
		UNION SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
		UNION SELECT table_name, column_name || data_type || is_nullable || COALESCE(column_default, '') FROM information_schema.columns WHERE table_schema = current_schema()
		ORDER BY 1, 2`
}

// columnsBefore returns the columns that a table had before the migration.
func columnsBefore(t *testing.T, d *db.DB, table string) string {
	t.Helper()
	return columnsWithout(t, d, table, "customers.erasure_requested_at", "customers.erasure_due_at", "orders.anonymized_at",
		"custom_fields.personal", "jobs.customer_id", "shop_settings.erasure_grace_days", "shop_settings.double_opt_in",
		"shop_settings.person_key")
}

// columnsWithout returns the columns of a table without those that a migration has added.
func columnsWithout(t *testing.T, d *db.DB, table string, added ...string) string {
	t.Helper()
	query := map[db.Dialect]string{
		db.SQLite: "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid",
		db.Postgres: `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '` +
			table + "' ORDER BY ordinal_position",
	}[d.Dialect]
	var names []string
	if err := d.Read(t.Context()).Raw(query).Find(&names).Error; err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(added, table+"."+name) })
	return strings.Join(names, ", ")
}

// difference returns the lines that only one of two lists has.
func difference(got, want []string) (lines []string) {
	for _, line := range got {
		if !slices.Contains(want, line) {
			lines = append(lines, "got "+line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			lines = append(lines, "want "+line)
		}
	}
	return lines
}

// checkPrivacyRows checks what the migration adds to existing rows.
func checkPrivacyRows(t *testing.T, d *db.DB) {
	t.Helper()
	for query, want := range map[string]string{
		"SELECT id, customer_id, email_hash, channel, state, source, actor_kind FROM consents":          "map[actor_kind:SYSTEM channel:EMAIL customer_id:customer_1 email_hash: id:consent_1 source:EARLIER state:SUBSCRIBED]",
		"SELECT COUNT(*) AS n FROM consents WHERE current AND email IS NULL AND wording IS NULL":        "map[n:1]",
		"SELECT COUNT(*) AS n FROM customers WHERE erasure_due_at IS NULL":                              "map[n:2]",
		"SELECT COUNT(*) AS n FROM custom_fields WHERE personal":                                        "map[n:1]",
		"SELECT COUNT(*) AS n FROM orders WHERE anonymized_at IS NULL":                                  "map[n:1]",
		"SELECT erasure_grace_days, length(person_key) AS n FROM shop_settings WHERE NOT double_opt_in": "map[erasure_grace_days:14 n:64]",
	} {
		if got := rowsOf(t, d, query); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %s", query, got, want)
		}
	}
	var statements []*models.MarketingConsent
	if err := d.Read(t.Context()).Find(&statements).Error; err != nil {
		t.Fatalf("the program cannot read the statements: %v", err)
	}
	for _, c := range statements {
		if age := time.Since(c.At.Time); age < 0 || age > time.Hour {
			t.Errorf("a statement was made at %v", c.At)
		}
		same := "SELECT COUNT(*) AS n FROM consents WHERE at = '" + c.At.Stored() + "'"
		if got := rowsOf(t, d, same); !slices.Equal(got, []string{"map[n:1]"}) {
			t.Errorf("the time of a statement is not stored like that of others: %s: %q", same, got)
		}
	}
}

// checkPrivacyConstraints checks which rows are allowed.
func checkPrivacyConstraints(t *testing.T, d *db.DB, at func(string) string) {
	t.Helper()
	consent := func(id, customer, email, channel, current string) string {
		return fmt.Sprintf("INSERT INTO consents (id, customer_id, email, email_key, email_hash, channel, state, at, source, current, actor_kind) VALUES ('%s', %s, %s, %s, '', '%s', 'PENDING', $at, 'SHOP', %s, 'STAFF')",
			id, customer, email, email, channel, current)
	}
	if err := execAll(d, at(consent("c2", "'customer_1'", "NULL", "EMAIL", "false")+";\n"+consent("c3", "NULL", "'x'", "EMAIL", "true")+`;
INSERT INTO erasures (id, kind, hash, at, report, actor_kind) VALUES ('erasure_1', 'CUSTOMER', 'h', $at, '{}', 'SYSTEM'), ('erasure_2', 'EMAIL', 'h', $at, '{}', 'CUSTOMER');
INSERT INTO merged_customers (merged_id, customer_id, merged_at) VALUES ('customer_0', 'customer_1', $at);
INSERT INTO jobs (id, kind, status, dry_run, parameters, customer_id, done, created, updated, unchanged, failed, faults, actor_kind, attempts, created_at) VALUES
    ('job_3', 'EXPORT_PERSONAL_DATA', 'QUEUED', false, '{}', 'customer_1', 0, 0, 0, 0, 0, 0, 'CUSTOMER', 0, $at);
INSERT INTO one_time_tokens (id, purpose, subject, customer_id, email_key, payload, created_at, expires_at) VALUES
    ('once_4', 'DATA_EXPORT', 'once_4', 'customer_2', 'b', '', '2026-03-01 12:00:00.000000+00:00', $at), ('once_5', 'MARKETING_CONFIRM', 'once_5', NULL, 'b', '', '2026-03-01 12:00:00.000000+00:00', $at);
`)); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{
		consent("c4", "'customer_1'", "NULL", "EMAIL", "true"), consent("c4", "NULL", "'x'", "EMAIL", "true"), consent("c4", "'customer_1'", "'y'", "SMS", "true"),
		consent("c4", "'customer_none'", "NULL", "SMS", "true"), consent("c4", "'customer_1'", "NULL", "ODD", "true"),
		"UPDATE consents SET state = 'ODD'", "UPDATE consents SET source = 'ODD'", "UPDATE consents SET actor_kind = 'ODD'", "UPDATE consents SET email = 'x' WHERE id = 'c2'",
		"UPDATE erasures SET kind = 'ODD'", "UPDATE erasures SET actor_kind = 'GUEST'", "INSERT INTO merged_customers VALUES ('customer_0', 'customer_2', $at)",
		"INSERT INTO merged_customers VALUES ('customer_9', 'customer_none', $at)", "UPDATE shop_settings SET erasure_grace_days = 31", "UPDATE shop_settings SET erasure_grace_days = -1",
		"UPDATE jobs SET customer_id = NULL WHERE id = 'job_3'", "UPDATE jobs SET customer_id = 'customer_1' WHERE id = 'job_1'", "UPDATE jobs SET kind = 'ODD'", "UPDATE jobs SET actor_kind = 'GUEST'",
		"UPDATE one_time_tokens SET purpose = 'ODD'", "INSERT INTO job_faults (job_id, position, message) VALUES ('job_none', 0, 'a')",
	} {
		if err := execAll(d, at(wrong)); err == nil {
			t.Errorf("allowed: %s", wrong)
		}
	}
}
