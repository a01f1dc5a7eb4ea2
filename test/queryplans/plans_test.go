package queryplans

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/test/apptest"
	"clientele/test/statements"
)

// mostRows is how many rows one statement may read for a page. A table has six times as many.
const mostRows = 5_000

// planException is a set of queries without an index, by a pattern of their names, with the reason.
type planException struct{ dialect, names, why string }

// planExceptions are the known exceptions. Each must match a query, so that an exception that is no longer needed is
// removed.
var planExceptions = []planException{
	{"postgres", `search, two characters$`, "the trigram index holds no words of one and two characters"},
	{"postgres", ` by [a-z]+ (ASC|DESC), (last|deep)`, "those without a value stand last; where nearly all have one they are found by going through them"},
	{"postgres", `(externalId|\.sku|Address\.(name|postcode)) (like what is within|contains)$`, "a text in the middle is searched for in the searched columns; these are not"},
	{"postgres", `customFields\.\w+ (like what is within|contains)$`, "a text in the middle is searched for in all values of the field"},
	{"sqlite", `^audit log, (no administration|customers and guests), counted$`, "most events meet the condition, so that counting stops early"},
	{"postgres", `^audit log, a key's changes of a type, counted$`, "the events that meet one of two conditions are read up to the limit of counting"},
	{"postgres", `^sizes of groups$`, "the customers of a group are counted exactly, in an index"},
	{"postgres", `customFields\.\w+ isSet false$`, "of records that nearly all have a value, those without are found by going through them"},
}

func (e planException) of(dialect db.Dialect, name string) bool {
	return e.dialect == string(dialect) && regexp.MustCompile(e.names).MatchString(name)
}

// TestQueriesUseIndexes runs every kind of query on a large shop and reads the plan of each SQL statement: none scans a
// large table. The filters come from the schema, so a new filter without an index fails the test.
func TestQueriesUseIndexes(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a large shop")
	}
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		began := time.Now()
		w := watched(t, o, retention(began)...)
		fields := map[string]string{}
		key := w.APIKey(apptest.AllScopes...)
		for _, f := range planFields {
			fields[f["key"].(string)] = w.CreateField(key, f)
		}
		seedForPlans(t, w.db, fields)
		if o.URL != "" {
			dbtest.ForgetStatements(t, o.URL) // those of the test
		}
		t.Logf("seeded in %v", time.Since(began).Round(time.Second))
		asked, met := 0, make([]bool, len(planExceptions))
		for _, about := range []func(*watcher, apptest.Headers) []question{aboutLists, aboutEvents, aboutJobs, aboutMerging, aboutPersonalData, aboutConsents, aboutGroups, aboutRecords, aboutErasures} {
			for _, q := range about(w, key) {
				asked++
				faults := w.faults(q)
				if len(faults) == 0 {
					continue
				}
				if i := slices.IndexFunc(planExceptions, func(e planException) bool { return e.of(w.db.Dialect, q.name) }); i >= 0 {
					met[i] = true
				} else {
					t.Errorf("%s\n%s", q.name, strings.Join(faults, "\n"))
				}
			}
		}
		for name, faults := range w.background() {
			t.Errorf("%s\n%s", name, strings.Join(faults, "\n"))
		}
		if o.URL != "" {
			if texts, ok := dbtest.Statements(t, o.URL); ok {
				explains := func(text string) bool { return strings.HasPrefix(text, "EXPLAIN") } // of this test
				statements.Check(t, statements.Reads, slices.DeleteFunc(texts, explains))
			}
		}
		for i, e := range planExceptions {
			if e.dialect == string(w.db.Dialect) && !met[i] {
				t.Errorf("%q is no exception any more", e.names)
			}
		}
		t.Logf("%d questions in %v", asked, time.Since(began).Round(time.Second))
	})
}

// watcher is a program whose SQL statements are recorded.
type watcher struct {
	*apptest.Program
	db  *db.DB
	app *app.App

	lock       sync.Mutex
	statements []statement
}

// statement is a recorded SQL statement.
type statement struct {
	text string
	args []any
}

// watched starts a program and records its SQL statements.
func watched(t *testing.T, o db.Options, settings ...string) *watcher {
	t.Helper()
	env := apptest.Environ(t, o, settings...)
	shop, h := apptest.Open(t, env...)
	w := &watcher{db: shop.DB, app: shop}
	note := func(tx *gorm.DB) {
		if tx.DryRun || tx.Statement.SQL.Len() == 0 {
			return
		}
		w.lock.Lock()
		defer w.lock.Unlock()
		w.statements = append(w.statements, statement{tx.Statement.SQL.String(), slices.Clone(tx.Statement.Vars)})
	}
	watch := func(g *gorm.DB) {
		c := g.Callback()
		for _, err := range []error{
			c.Create().After("gorm:create").Register("note", note), c.Query().After("gorm:query").Register("note", note),
			c.Update().After("gorm:update").Register("note", note), c.Delete().After("gorm:delete").Register("note", note),
			c.Row().After("gorm:row").Register("note", note), c.Raw().After("gorm:raw").Register("note", note),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	watch(w.db.Read(t.Context()))
	if w.db.Dialect == db.SQLite { // whose transactions have a handle of their own
		if err := w.db.InTx(t.Context(), func(tx *gorm.DB) error { watch(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	w.Program = &apptest.Program{T: t, URL: server.URL, Env: env}
	return w
}

func writes(t *testing.T, d *db.DB) *sql.DB {
	t.Helper()
	pools, err := d.Pools()
	if err != nil {
		t.Fatal(err)
	}
	if d.Dialect == db.SQLite {
		return pools["write"]
	}
	return pools["all"]
}

// faults sends a query and returns what is wrong with the plans of its statements.
func (w *watcher) faults(q question) []string {
	w.T.Helper()
	w.lock.Lock()
	w.statements = nil
	w.lock.Unlock()
	if q.run != nil {
		if err := q.run(); err != nil {
			w.T.Errorf("%s: %v", q.name, err)
			return nil
		}
	} else if a := w.Send(q.as, q.query, q.variables); len(a.Errors) > 0 {
		w.T.Errorf("%s: %.500s", q.name, a.Body)
		return nil
	}
	ran := w.taken()
	if len(ran) == 0 {
		w.T.Errorf("%s: nothing was asked of the database", q.name)
	}
	return w.faultsOf(ran)
}

// taken returns the statements since the last call.
func (w *watcher) taken() []statement {
	w.lock.Lock()
	defer w.lock.Unlock()
	ran := w.statements
	w.statements = nil
	return ran
}

// faultsOf returns what is wrong with the plans of statements.
func (w *watcher) faultsOf(ran []statement) []string {
	w.T.Helper()
	var faults []string
	for _, s := range ran {
		for _, fault := range w.plan(s) {
			faults = append(faults, fmt.Sprintf("  %s: %.500s %.200s", fault, columns.ReplaceAllString(s.text, "SELECT … FROM"), fmt.Sprint(s.args)))
		}
	}
	return faults
}

// columns matches the columns that a list reads.
var columns = regexp.MustCompile(`SELECT "\w+"\."\w+",.*? FROM`)

// large matches the tables that grow with the shop.
var large = regexp.MustCompile(`^(customers|customer_tags|sessions|addresses|orders|order_items|events|custom_field_values|sorted|emails|attempts|one_time_tokens|job_files|job_faults|job_customers|webhook_deliveries|merged_customers|consents|customer_group_members)$`)

func (w *watcher) plan(s statement) []string {
	w.T.Helper()
	verb, _, _ := strings.Cut(s.text, " ")
	reads := verb == "SELECT"
	if !reads && verb != "UPDATE" && verb != "DELETE" && verb != "INSERT" {
		return nil
	}
	if strings.Contains(s.text, "pg_advisory") {
		return nil
	}
	if w.db.Dialect == db.SQLite {
		return w.sqlitePlan(s)
	}
	explain := "EXPLAIN (FORMAT JSON) "
	if reads && !strings.Contains(s.text, "FOR UPDATE") {
		explain = "EXPLAIN (ANALYZE, FORMAT JSON) "
	}
	var text string
	if err := writes(w.T, w.db).QueryRowContext(context.Background(), explain+s.text, s.args...).Scan(&text); err != nil {
		w.T.Fatalf("%s: %v", s.text, err)
	}
	var plans []struct{ Plan planNode }
	if err := json.Unmarshal([]byte(text), &plans); err != nil {
		w.T.Fatal(err)
	}
	if strings.Contains(s.text, "AS counted") { // which stops by itself
		return plans[0].Plan.faults(2*db.MaxCounted, true)
	}
	return plans[0].Plan.faults(mostRows, false)
}

// planNode is a node of a PostgreSQL plan. Its row counts are per loop.
type planNode struct {
	Type      string  `json:"Node Type"`
	Relation  string  `json:"Relation Name"`
	Rows      float64 `json:"Actual Rows"`
	Loops     float64 `json:"Actual Loops"`
	Filtered  float64 `json:"Rows Removed by Filter"`
	Joined    float64 `json:"Rows Removed by Join Filter"`
	Rechecked float64 `json:"Rows Removed by Index Recheck"`
	Estimated float64 `json:"Plan Rows"`
	Plans     []planNode
}

// faults returns where a plan reads more than most rows, or, unless it counts, where it reads a large table from its
// beginning.
func (n planNode) faults(most float64, counts bool) []string {
	var all []string
	read := (n.Rows + n.Filtered + n.Joined + n.Rechecked) * n.Loops
	switch {
	case n.Type == "Seq Scan" && !counts && large.MatchString(n.Relation):
		all = append(all, fmt.Sprintf("%s of %s", n.Type, n.Relation))
	case read > most:
		all = append(all, fmt.Sprintf("%s %s reads %.0f rows, of %.0f expected", n.Type, n.Relation, read, n.Estimated))
	}
	for _, child := range n.Plans {
		all = append(all, child.faults(most, counts)...)
	}
	return all
}

// kinds are conditions that a large part of a table may meet: sorting what they find is reading it.
var kinds = regexp.MustCompile(`\((status|payment_status|fulfillment_status|guest|currency|ship_country|bill_country|email_verified|accepts_marketing|channel|state|actor_kind|subject_kind)=\?\)`)

// otherIndex are indexes that find nearly all statements about marketing, in place of those of an email address.
var otherIndex = regexp.MustCompile(`INDEX consents_(channel|state|kind)_at`)

var scan = regexp.MustCompile(`^SCAN (\w+)( USING .*| VIRTUAL .*)?$`)

func (w *watcher) sqlitePlan(s statement) []string {
	w.T.Helper()
	rows, err := writes(w.T, w.db).QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+s.text, s.args...)
	if err != nil {
		w.T.Fatalf("%s: %v", s.text, err)
	}
	defer func() { _ = rows.Close() }()
	var faults []string
	made := map[string]bool{} // subqueries, which may have a table's name
	ofKind := ""
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			w.T.Fatal(err)
		}
		if otherIndex.MatchString(detail) && strings.Contains(s.text, "email_hash") {
			faults = append(faults, detail)
		}
		if kinds.MatchString(detail) {
			ofKind = detail
		}
		if ofKind != "" && detail == "USE TEMP B-TREE FOR ORDER BY" {
			faults = append(faults, ofKind+", and sorts")
		}
		if name, is := strings.CutPrefix(detail, "CO-ROUTINE "); is {
			made[name] = true
		}
		if m := scan.FindStringSubmatch(detail); m != nil && !made[m[1]] && large.MatchString(m[1]) && m[2] == "" {
			faults = append(faults, detail)
		}
	}
	return faults
}
