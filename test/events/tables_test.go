package events

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/test/apptest"
)

// technical lists the tables, and the columns as "table.column", that may change without an event, with the reason.
var technical = map[string]string{
	"events":          "the events themselves",
	"attempts":        "counters that limit attempts",
	"known_places":    "network addresses from which customers and members logged in; they only relax limits",
	"emails":          "the queue of emails, which the API lists; a worker changes it at any time",
	"consents":        "the statements about marketing, which are the history of people without an account; a worker adds them",
	"erasures":        "proof of erasures, also of people of whom nothing is stored; what they erase has its events",
	"one_time_tokens": "tokens of emails, which the worker creates when it sends the email",

	"saved_views":                  "views of lists, which are preferences of the staff",
	"list_columns":                 "columns of lists, which are preferences of the staff",
	"shop_settings.last_backup_at": "the time of the last backup, which is no setting",

	"webhook_cursor":     "the position up to which events were queued for webhooks",
	"webhook_deliveries": "the queue of deliveries, which the API lists; a worker changes it at any time",

	"webhooks.last_success_at": "the result of deliveries",
	"webhooks.backfill_after":  "the progress of a redelivery",
	"webhooks.backfill_until":  "the progress of a redelivery",
	"webhooks.backfill_since":  "the progress of a redelivery",
	"webhooks.failing_since":   "the result of deliveries",
	"webhooks.lease":           "the worker that sends deliveries",
	"webhooks.lease_ends_at":   "the worker that sends deliveries",

	"job_files":     "the files of jobs; the end of a job has an event",
	"job_faults":    "the errors of a job; the end of a job has an event",
	"job_customers": "the customers that a change concerns, each of which has its events",

	"jobs.status":        "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.error":         "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.output_file":   "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.columns":       "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.header":        "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.total":         "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.done":          "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.created":       "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.updated":       "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.unchanged":     "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.failed":        "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.faults":        "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.attempts":      "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.due_at":        "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.lease":         "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.lease_ends_at": "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.started_at":    "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.finished_at":   "the progress of a job, which a worker changes at any time; its end has an event",
	"jobs.expires_at":    "the progress of a job, which a worker changes at any time; its end has an event",

	"sessions.last_used_at": "the last use of a session",
	"sessions.expires_at":   "extended by each use of a session",
	"sessions.unclaimed":    "whether the newest access token has been used",
	"api_keys.last_used_at": "the last use of a key",
}

// tables reads the rows of a program's database.
type tables struct {
	t      *testing.T
	db     *sql.DB
	tables map[string]string // the query of the rows, by name of the table
}

// openTables finds the tables of a program's database. It fails the test if technical names one that does not exist.
func openTables(t *testing.T, env []string) *tables {
	t.Helper()
	d := apptest.OpenDatabase(t, env)
	pools, err := d.Pools()
	if err != nil {
		t.Fatal(err)
	}
	// Shadow tables are the index of SQLite's text search.
	list, pool := `SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c
		WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`, pools["read"]
	if d.Dialect == db.Postgres {
		list, pool = `SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t
			USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`, pools["all"]
	}
	ts := &tables{t: t, db: pool, tables: map[string]string{}}
	columns := map[string][]string{}
	found := map[string]bool{}
	for _, row := range ts.read(list) {
		table, column := row[0], row[1]
		found[table], found[table+"."+column] = true, true
		if technical[table] == "" && technical[table+"."+column] == "" {
			columns[table] = append(columns[table], column)
		}
	}
	for name := range technical {
		if !found[name] {
			t.Errorf("%s does not exist", name)
		}
	}
	for table, names := range columns {
		ts.tables[table] = "SELECT " + strings.Join(names, ", ") + " FROM " + table
	}
	if len(ts.tables) < 10 {
		t.Fatalf("only %d tables were found", len(ts.tables))
	}
	return ts
}

// read returns the rows of a query as texts.
func (ts *tables) read(query string, args ...any) [][]string {
	ts.t.Helper()
	rows, err := ts.db.QueryContext(context.Background(), query, args...)
	if err != nil {
		ts.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		ts.t.Fatal(err)
	}
	var all [][]string
	for rows.Next() {
		values, to := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			ts.t.Fatal(err)
		}
		row := make([]string, len(names))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			row[i] = fmt.Sprint(v)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		ts.t.Fatal(err)
	}
	return all
}

// snapshot counts the rows of all tables that must not change without an event, by their content.
type snapshot map[string]int

func (ts *tables) snapshot() snapshot {
	ts.t.Helper()
	rows := snapshot{}
	for table, query := range ts.tables {
		for _, row := range ts.read(query) {
			rows[table+" "+strings.Join(row, " | ")]++
		}
	}
	return rows
}

// changes lists the rows that were added to and removed from a snapshot.
func (before snapshot) changes(after snapshot) []string {
	var list []string
	for row, n := range after {
		if before[row] < n {
			list = append(list, "+ "+row)
		}
	}
	for row, n := range before {
		if after[row] < n {
			list = append(list, "- "+row)
		}
	}
	slices.Sort(list)
	return list
}

// tablesOf returns the names of the tables of changed rows.
func tablesOf(changes []string) string {
	names := map[string]bool{}
	for _, change := range changes {
		names[strings.Fields(change)[1]] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}
