package privacy

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/db/dbtest/cluster"
	"clientele/internal/privacy"
	"clientele/test/apptest"
)

// stored is the database of a program.
type stored struct {
	t   *testing.T
	o   db.Options
	d   *db.DB
	sql *sql.DB
}

func openStored(t *testing.T, o db.Options) *stored {
	t.Helper()
	o.MaxConns = 2
	d := dbtest.Open(t, o)
	pools, err := d.Pools()
	if err != nil {
		t.Fatal(err)
	}
	pool := pools["write"]
	if pool == nil {
		pool = pools["all"]
	}
	return &stored{t, o, d, pool}
}

func (s *stored) exec(statement string) {
	s.t.Helper()
	if _, err := s.sql.ExecContext(context.Background(), statement); err != nil {
		s.t.Fatalf("%s: %v", statement, err)
	}
}

// rows returns the rows of a query, each as text.
func (s *stored) rows(query string) []string {
	s.t.Helper()
	rows, err := s.sql.QueryContext(context.Background(), query)
	if err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			s.t.Fatal(err)
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = string(b)
			}
		}
		all = append(all, fmt.Sprint(values...))
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// quoted returns texts as a list in SQL.
func quoted(texts ...string) string {
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return strings.Join(list, ", ")
}

// of returns the condition of the rows of a table that belong to a person.
func (o *personOf) of(t privacy.Table) string {
	var conditions []string
	for _, r := range t.Relations {
		of := map[privacy.Link]string{
			privacy.CustomerLink: quoted(o.id, "merged_"+o.mark),
			privacy.AddressLink:  "SELECT id FROM addresses WHERE customer_id = '" + o.id + "'",
			privacy.OrderLink:    quoted(o.orders...),
			privacy.EmailLink:    quoted(o.email, o.former),
			privacy.EventLink:    "SELECT id FROM events WHERE customer_id = '" + o.id + "' OR subject_id IN (" + quoted(o.orders...) + ")",
			privacy.JobLink:      "SELECT id FROM jobs WHERE finished_at IS NOT NULL",
		}[r.Link]
		condition := r.Column + " IN (" + of + ")"
		if r.Where != "" {
			condition += " AND " + r.Where
		}
		conditions = append(conditions, "("+condition+")")
	}
	return "(" + strings.Join(conditions, " OR ") + ")"
}

// unmarkable are the columns that are not kept and cannot have a mark.
var unmarkable = map[string]string{
	"addresses.country":    "a code with two letters",
	"orders.customer_id":   "an id",
	"consents.customer_id": "an id",
	"consents.actor_id":    "an id",
}

// fill stores a mark in each column that is not kept and has none yet. It fails the test if a column cannot be filled.
func (s *stored) fill(o *personOf) {
	s.t.Helper()
	for _, t := range privacy.Tables() {
		if t.Reason != "" {
			continue
		}
		for _, c := range t.Columns {
			name := t.Name + "." + c.Name
			if c.Class == privacy.Keep || unmarkable[name] != "" {
				continue
			}
			if dbtest.OnCitus(s.t) && (name == "orders.idempotency_scope" || name == "custom_field_values.unique_key") {
				continue // only the program knows that unique_values has them, too
			}
			where := " FROM " + t.Name + " WHERE " + o.of(t) + " AND " + o.marked(c.Name)
			if n := s.rows("SELECT COUNT(*)" + where); n[0] != "0" {
				continue
			}
			value := "'" + o.mark + "' || " + s.key(t)
			switch {
			case c.Class == privacy.Secret && t.Name == "job_files" && s.d.Dialect == db.Postgres:
				value = "convert_to('" + o.mark + "', 'UTF8')"
			case c.Class == privacy.Secret && t.Name == "job_files":
				value = "CAST('" + o.mark + "' AS BLOB)"
			case name == "emails.data":
				value = `'{"name":"` + o.mark + `"}'`
			}
			only := map[string]string{"jobs.error": " AND status = 'FAILED'"}[name]
			s.exec("UPDATE " + t.Name + " SET " + c.Name + " = " + value + " WHERE " + o.of(t) + only)
			if n := s.rows("SELECT COUNT(*)" + where); n[0] == "0" {
				s.t.Errorf("%s has no row to store a mark in", name)
			}
			s.t.Logf("stored in %s by SQL", name)
		}
	}
}

// key returns an expression that is different in each row of a table.
func (s *stored) key(t privacy.Table) string {
	if s.d.Dialect == db.Postgres {
		return "ctid::text"
	}
	if t.Name == "custom_field_values" { // a table without row numbers
		return "owner_id || field_id || item"
	}
	return "rowid"
}

// marked is the condition that a column contains a mark.
func (o *personOf) marked(column string) string {
	var any []string
	for _, mark := range o.marks() {
		any = append(any, "LOWER(CAST("+column+" AS TEXT)) LIKE '%"+mark+"%'")
	}
	any = append(any, "CAST("+column+" AS TEXT) LIKE '%"+hex.EncodeToString([]byte(o.mark))+"%'") // of PostgreSQL's bytea
	return "(" + strings.Join(any, " OR ") + ")"
}

// dump returns everything that is stored: in the SQLite file after VACUUM and a checkpoint, or by pg_dump.
func (s *stored) dump() string {
	s.t.Helper()
	if s.d.Dialect == db.SQLite {
		s.exec("VACUUM")
		s.exec("PRAGMA wal_checkpoint(TRUNCATE)")
		var all strings.Builder
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(s.o.File + suffix)
			if err != nil && !os.IsNotExist(err) {
				s.t.Fatal(err)
			}
			all.Write(content)
		}
		return all.String()
	}
	bin, err := cluster.FindPrograms()
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := exec.CommandContext(s.t.Context(), filepath.Join(bin, "pg_dump"), "--dbname", dbtest.Direct(s.t, s.o.URL)).Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return string(out)
}

// outbox returns the names and contents of the files in the outbox of a program.
func outbox(t *testing.T, p *apptest.Program) string {
	t.Helper()
	var all strings.Builder
	folder := filepath.Join(p.DataFolder(), "outbox")
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name() + "\n" + string(content))
	}
	return all.String()
}

// in returns the marks that a text contains, each with what is around it.
func (o *personOf) in(text string) []string {
	lower := strings.Map(func(r rune) rune { // of ASCII, which changes no position
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	text = strings.ToValidUTF8(text, "?")
	var found []string
	for _, mark := range append(o.marks(), hex.EncodeToString([]byte(o.mark))) {
		for from := 0; ; {
			at := strings.Index(lower[from:], mark)
			if at < 0 {
				break
			}
			at += from
			found = append(found, fmt.Sprintf("%q", text[max(0, at-60):min(len(text), at+len(mark)+60)]))
			if from = at + len(mark); len(found) > 20 {
				return found
			}
		}
	}
	return found
}

// rowsOf returns all rows that belong to a person, by table, without the rows that belong to everybody.
func (s *stored) rowsOf(o *personOf) []string {
	s.t.Helper()
	var all []string
	for _, t := range privacy.Tables() {
		if t.Reason != "" || slices.ContainsFunc(t.Relations, func(r privacy.Relation) bool { return r.Link == privacy.JobLink }) {
			continue
		}
		for _, row := range s.rows("SELECT * FROM " + t.Name + " WHERE " + o.of(t)) {
			all = append(all, t.Name+" "+row)
		}
	}
	slices.Sort(all)
	return all
}
