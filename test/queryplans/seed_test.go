package queryplans

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"clientele/db"
	"clientele/test/apptest"
)

// The size of the shop: large enough that scanning a whole table is never the better plan.
const (
	planCustomers = 30_000
	planOrders    = 30_000
	planWhale     = planOrders / 12 // orders of the first customer
)

// planFields are the custom fields of the shop: one of each type and a list.
var planFields = []apptest.Vars{
	{"key": "nickname", "type": "STRING"},
	{"key": "letter", "type": "TEXT"},
	{"key": "points", "type": "INTEGER"},
	{"key": "credit", "type": "DECIMAL"},
	{"key": "news", "type": "BOOLEAN"},
	{"key": "born", "type": "DATE"},
	{"key": "seen", "type": "DATETIME"},
	{"key": "contact", "type": "EMAIL"},
	{"key": "home", "type": "URL"},
	{"key": "tier", "type": "ENUM", "options": []apptest.Vars{{"value": "GOLD", "label": "Gold"}, {"value": "SILVER", "label": "Silver"}}},
	{"key": "friend", "type": "REFERENCE", "referenceTo": "CUSTOMER"},
	{"key": "teas", "type": "STRING", "list": true},
	{"key": "wrap", "type": "BOOLEAN", "owner": "ORDER"},
}

var (
	seedMoment = regexp.MustCompile(`AT\[(.*?)\]`)
	seedSeries = regexp.MustCompile(`SERIES\[(.*?)\]`)
	seedField  = regexp.MustCompile(`FIELD\[(.*?)\]`)
)

// seedForPlans fills the shop. It creates the indexes after the rows, which is several times as fast.
func seedForPlans(t *testing.T, d *db.DB, fields map[string]string) {
	t.Helper()
	text, err := os.ReadFile("testdata/plans.sql")
	if err != nil {
		t.Fatal(err)
	}
	sql := strings.NewReplacer(":customers", strconv.Itoa(planCustomers), ":orders", strconv.Itoa(planOrders), ":whale", strconv.Itoa(planWhale)).Replace(string(text))
	moment, series := `(timestamptz '2024-01-01 00:00:00+00' + ($1) * interval '1 second')`, `generate_series(1, $1) AS n (i)`
	if d.Dialect == db.SQLite {
		moment = `(strftime('%Y-%m-%dT%H:%M:%S', 1704067200 + ($1), 'unixepoch') || '.000000Z')`
		series = `(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n) AS n`
	}
	sql = seedSeries.ReplaceAllString(seedMoment.ReplaceAllString(sql, moment), series)
	sql = seedField.ReplaceAllStringFunc(sql, func(s string) string { return "'" + fields[seedField.FindStringSubmatch(s)[1]] + "'" })
	after := dropIndexes(t, d)
	if d.Dialect == db.Postgres { // PostgreSQL does so by itself, SQLite does not
		sql += "\n;\nUPDATE events SET position = seq"
		after = append(after, "VACUUM ANALYZE")
	}
	for statement := range strings.SplitSeq(sql+"\n;\n"+strings.Join(after, "\n;\n"), "\n;\n") {
		execute(t, d, statement)
	}
}

// execute runs an SQL statement outside of a transaction.
func execute(t *testing.T, d *db.DB, statement string) {
	t.Helper()
	if _, err := writes(t, d).ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// dropIndexes drops the indexes that enforce no constraint, and returns the statements that create them.
func dropIndexes(t *testing.T, d *db.DB) []string {
	t.Helper()
	query := `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)`
	if d.Dialect == db.SQLite {
		query = `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`
	}
	rows, err := writes(t, d).QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var names, definitions []string
	for rows.Next() {
		var name, definition string
		if err := rows.Scan(&name, &definition); err != nil {
			t.Fatal(err)
		}
		names, definitions = append(names, name), append(definitions, definition)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		execute(t, d, fmt.Sprintf(`DROP INDEX "%s"`, name))
	}
	return definitions
}
