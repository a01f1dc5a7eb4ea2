package mail_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

// TestOutbox: without a mail server, emails lie in a folder and in the table, until a day has passed.
func TestOutbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d, nil, func(o *mail.Options) { o.From = nil })
		stop := p.start()
		p.ask("ann@example.com", "1")
		p.over()
		p.ask("bob@example.com", "2")
		rows := p.over()
		stop()
		files, err := os.ReadDir(p.data)
		if err != nil || len(files) != 2 {
			t.Fatal(files, err)
		}
		if info, err := os.Stat(p.data); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("the folder's mode is %v: %v", info.Mode(), err)
		}
		for i, f := range files {
			info, err := f.Info()
			if err != nil || info.Mode().Perm() != 0o600 || !strings.HasSuffix(f.Name(), "-password_reset-"+rows[i].ID+".eml") {
				t.Errorf("%s has the mode %v: %v", f.Name(), info.Mode(), err)
			}
			raw, err := os.ReadFile(filepath.Join(p.data, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			r, m := read(t, string(raw)), rows[i]
			if m.Status != models.EmailOutbox || m.Subject == nil || *m.Subject != r.subject || *m.Text != r.text || *m.HTML != strings.ReplaceAll(r.html, "\r\n", "\n") {
				t.Errorf("the row and the file differ: %s", show(rows))
			}
			if !strings.Contains(*m.Text, "secret-token") || r.header.Get("To") != "<"+m.To+">" {
				t.Errorf("to %s: %s", r.header.Get("To"), *m.Text)
			}
		}
		day := func(days int) {
			t.Helper()
			for _, f := range files {
				old := p.clock.now()
				if err := os.Chtimes(filepath.Join(p.data, f.Name()), old, old); err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
			}
			p.clock.add(time.Duration(days) * 24 * time.Hour)
			if err := p.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		day(0)
		if files, _ := os.ReadDir(p.data); p.rows()[0].Text == nil || len(files) != 2 {
			t.Error("a fresh email was swept")
		}
		p.ask("late@example.com", "3") // waits, for a server that does not run
		day(2)
		if rows := p.rows(); len(rows) != 3 || rows[0].Text != nil || rows[0].HTML != nil || rows[0].Subject != nil {
			t.Errorf("after two days: %s", show(rows))
		}
		if files, _ := os.ReadDir(p.data); len(files) != 0 {
			t.Errorf("after two days there is %v", files)
		}
		day(31)
		if rows := p.rows(); len(rows) != 1 || rows[0].Status != models.EmailQueued {
			t.Errorf("after a month: %s", show(rows))
		}
	})
}

func TestAnOutboxThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPost(t, dbtest.SQLite(t), nil, func(o *mail.Options) { o.Outbox, o.Attempts = file, 2 })
	p.start()
	p.ask("ann@example.com", "1")
	if m := p.over()[0]; m.Status != models.EmailFailed || m.Attempts != 2 || !strings.Contains(*m.LastError, "outbox") {
		t.Error(show(p.rows()))
	}
}

// TestSweepingReadsFew: what the outbox no longer keeps is found by an index, however many emails a mail server has taken.
func TestSweepingReadsFew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		explain := "EXPLAIN QUERY PLAN "
		if d.Dialect == db.Postgres {
			explain = "EXPLAIN "
		}
		var plan string
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			if d.Dialect == db.Postgres { // which reads a small table from its beginning to its end
				if err := tx.Exec("SET LOCAL enable_seqscan = off").Error; err != nil {
					return err
				}
			}
			rows, err := tx.Raw(explain+"UPDATE emails SET text = NULL WHERE sent_at < ? AND text IS NOT NULL", models.At(time.Now())).Rows()
			if err != nil {
				return err
			}
			defer rows.Close()
			columns, err := rows.Columns()
			for err == nil && rows.Next() {
				line := make([]any, len(columns))
				for i := range line {
					line[i] = new(string)
				}
				err = rows.Scan(line...)
				plan += *line[len(line)-1].(*string) + "\n"
			}
			return errors.Join(err, rows.Err())
		})
		if err != nil || !strings.Contains(plan, "mails_text") {
			t.Errorf("%v\n%s", err, plan)
		}
	})
}
