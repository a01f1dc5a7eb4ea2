package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestJobsMigration checks that a filled database of the version before keeps its events, with their numbers and
// indexes, in both directions, that events of jobs are allowed only afterwards, and the constraints of the new tables.
func TestJobsMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NotOnCitus(t, "migrations run before tables are distributed")
		jobs, later := migrationOf(t, d, "0028_jobs"), migrationOf(t, d, "0029_smaller")
		later.Down()
		indexes := map[db.Dialect]string{
			db.SQLite:   "SELECT sql FROM sqlite_schema WHERE tbl_name = 'events' AND type = 'index' ORDER BY name",
			db.Postgres: "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'events' ORDER BY indexname",
		}[d.Dialect]
		afterwards := rowsOf(t, d, indexes)
		jobs.Down()
		const at = "'2026-03-01 12:00:00.123456+00:00'"
		events := `
INSERT INTO events (seq, id, type, at, subject_kind, subject_id, customer_id, actor_kind, actor_id, actor_name, request_id, text, fields, before, after, version, hidden$p) VALUES
    (7, 'event_1', 'CUSTOMER_UPDATED', $at, 'CUSTOMER', 'customer_1', 'customer_1', 'STAFF', 'staff_1', 'Ann', 'request_1', 'note', '["name"]', '["a"]', '["b"]', 2, false$7),
    (9, 'event_2', 'SHOP_UPDATED', $at, 'SHOP', 'shop', NULL, 'COMMAND_LINE', NULL, NULL, NULL, NULL, '[]', NULL, NULL, NULL, true$9);
DELETE FROM events WHERE seq = 9;
`
		position := map[db.Dialect][3]string{db.SQLite: {"", "", ""}, db.Postgres: {", position", ", 7", ", 9"}}[d.Dialect]
		fill := strings.NewReplacer("$at", at, "$p", position[0], "$7", position[1], "$9", position[2]).Replace(events)
		if d.Dialect == db.Postgres {
			fill += "SELECT setval(pg_get_serial_sequence('events', 'seq'), 9);\n"
		}
		if err := execAll(d, fill); err != nil {
			t.Fatal(err)
		}
		const all = "SELECT * FROM events ORDER BY seq"
		before := rowsOf(t, d, all)
		ofJob := func(id string) string {
			return fmt.Sprintf("INSERT INTO events (id, type, at, subject_kind, subject_id, actor_kind, fields, hidden) VALUES ('%s', 'JOB_CREATED', %s, 'JOB', 'job_1', 'STAFF', '[]', false)", id, at)
		}
		if err := execAll(d, ofJob("event_3")); err == nil {
			t.Error("version 27 allows events of jobs")
		}
		jobs.Up()
		if got := rowsOf(t, d, all); !slices.Equal(got, before) {
			t.Errorf("up: %q, want %q", got, before)
		}
		if got := rowsOf(t, d, indexes); !slices.Equal(got, afterwards) || len(got) < 8 {
			t.Errorf("indexes %q, want %q", got, afterwards)
		}
		if err := execAll(d, ofJob("event_3")); err != nil {
			t.Error(err)
		}
		if err := execAll(d, strings.ReplaceAll(ofJob("event_4"), "'JOB'", "'ODD'")); err == nil {
			t.Error("an unknown subject is allowed")
		}
		next := rowsOf(t, d, "SELECT seq FROM events WHERE id = 'event_3'")
		if !slices.Equal(next, []string{"map[seq:10]"}) && d.Dialect == db.SQLite || strings.Contains(next[0], ":9]") {
			t.Errorf("the next event has the number %q: a number was used again", next)
		}
		checkJobConstraints(t, d, at)
		jobs.Down()
		if got := rowsOf(t, d, all); !slices.Equal(got, before) {
			t.Errorf("down: %q, want %q", got, before)
		}
		jobs.Up()
		later.Up()
	})
}

// checkJobConstraints checks which rows of jobs are allowed.
func checkJobConstraints(t *testing.T, d *db.DB, at string) {
	t.Helper()
	err := execAll(d, strings.ReplaceAll(`
INSERT INTO jobs (id, kind, status, dry_run, parameters, done, created, updated, unchanged, failed, faults, actor_kind, attempts, created_at) VALUES
    ('job_1', 'IMPORT_CUSTOMERS', 'QUEUED', false, '{}', 0, 0, 0, 0, 0, 0, 'STAFF', 0, $at);
INSERT INTO job_faults (job_id, position, message) VALUES ('job_1', 0, 'a');
INSERT INTO job_customers (job_id, position, customer_id) VALUES ('job_1', 0, 'customer_1');
INSERT INTO job_files (file_id, position, job_id, kind, data) VALUES ('file_1', 0, 'job_1', 'INPUT', 'a');
`, "$at", at))
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{
		"UPDATE jobs SET kind = 'ODD'", "UPDATE jobs SET status = 'ODD'", "UPDATE jobs SET actor_kind = 'CUSTOMER'",
		"UPDATE jobs SET status = 'RUNNING'", "UPDATE jobs SET lease = 'a'", "UPDATE jobs SET error = 'a'",
		"UPDATE jobs SET finished_at = created_at", "UPDATE jobs SET status = 'SUCCEEDED'",
		"UPDATE job_files SET kind = 'ODD'", "INSERT INTO job_faults (job_id, position, message) VALUES ('job_1', 0, 'a')",
		"INSERT INTO job_faults (job_id, position, message) VALUES ('job_2', 0, 'a')",
		"INSERT INTO job_customers (job_id, position, customer_id) VALUES ('job_2', 0, 'a')",
		"INSERT INTO job_files (file_id, position, job_id, kind, data) VALUES ('file_2', 0, 'job_2', 'INPUT', 'a')",
	} {
		if err := execAll(d, wrong); err == nil {
			t.Errorf("allowed: %s", wrong)
		}
	}
	if err := execAll(d, "DELETE FROM jobs"); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"job_files", "job_faults", "job_customers"} {
		if rows := rowsOf(t, d, "SELECT job_id FROM "+table); len(rows) != 0 {
			t.Errorf("%s keeps %q", table, rows)
		}
	}
}
