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

// TestOutbox checks that emails are kept in the outbox folder and the table for a day if there is no mail server.
func TestOutbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newFixture(t, d, nil, func(o *mail.Options) { o.From = nil })
		stop := p.start()
		p.queue("ann@example.com", "1")
		p.settled()
		p.queue("bob@example.com", "2")
		rows := p.settled()
		stop()
		files, err := os.ReadDir(p.outbox)
		if err != nil || len(files) != 2 {
			t.Fatal(files, err)
		}
		if info, err := os.Stat(p.outbox); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("mode of the folder: %v, %v", info.Mode(), err)
		}
		for i, f := range files {
			info, err := f.Info()
			if err != nil || info.Mode().Perm() != 0o600 ||
				!strings.HasSuffix(f.Name(), "-password_reset-"+rows[i].ID+".eml") {
				t.Errorf("mode of %s: %v, %v", f.Name(), info.Mode(), err)
			}
			raw, err := os.ReadFile(filepath.Join(p.outbox, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			r, m := parse(t, string(raw)), rows[i]
			if m.Status != models.EmailOutbox || m.Subject == nil || *m.Subject != r.subject || *m.Text != r.text ||
				*m.HTML != strings.ReplaceAll(r.html, "\r\n", "\n") {
				t.Errorf("row and file differ: %s", describe(rows))
			}
			if !strings.Contains(*m.Text, "secret-token") || r.header.Get("To") != "<"+m.To+">" {
				t.Errorf("to %s: %s", r.header.Get("To"), *m.Text)
			}
		}
		sweepAfter := func(days int) {
			t.Helper()
			for _, f := range files {
				old := p.clock.now()
				if err := os.Chtimes(filepath.Join(p.outbox, f.Name()), old, old); err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
			}
			p.clock.add(time.Duration(days) * 24 * time.Hour)
			if err := p.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		sweepAfter(0)
		if files, _ := os.ReadDir(p.outbox); p.rows()[0].Text == nil || len(files) != 2 {
			t.Error("a new email was deleted")
		}
		p.queue("late@example.com", "3") // stays queued: the server is stopped
		sweepAfter(2)
		if rows := p.rows(); len(rows) != 3 || rows[0].Text != nil || rows[0].HTML != nil || rows[0].Subject != nil {
			t.Errorf("after two days: %s", describe(rows))
		}
		if files, _ := os.ReadDir(p.outbox); len(files) != 0 {
			t.Errorf("files after two days: %v", files)
		}
		sweepAfter(31)
		if rows := p.rows(); len(rows) != 1 || rows[0].Status != models.EmailQueued {
			t.Errorf("after a month: %s", describe(rows))
		}
	})
}

func TestUnwritableOutbox(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := newFixture(t, dbtest.SQLite(t), nil, func(o *mail.Options) { o.Outbox, o.Attempts = file, 2 })
	p.start()
	p.queue("ann@example.com", "1")
	if m := p.settled()[0]; m.Status != models.EmailFailed || m.Attempts != 2 ||
		!strings.Contains(*m.LastError, "outbox") {
		t.Error(describe(p.rows()))
	}
}

// TestSweepUsesIndex checks that Sweep finds the contents to delete by an index, however many emails were sent.
func TestSweepUsesIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		explain := "EXPLAIN QUERY PLAN "
		if d.Dialect == db.Postgres {
			explain = "EXPLAIN "
		}
		var plan string
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			if d.Dialect == db.Postgres { // which scans small tables sequentially
				if err := tx.Exec("SET LOCAL enable_seqscan = off").Error; err != nil {
					return err
				}
			}
			rows, err := tx.Raw(explain+"UPDATE emails SET text = NULL WHERE handed_at < ? AND text IS NOT NULL",
				models.At(time.Now())).Rows()
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
		if err != nil || !strings.Contains(plan, "emails_text") {
			t.Errorf("%v\n%s", err, plan)
		}
	})
}

// TestWaitingEmails checks that an email that waits is composed and sent when its time has come, and not before.
func TestWaitingEmails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newFixture(t, d, nil)
		p.send(mail.Email{Kind: mail.PasswordReset, To: "ann@example.com", Wait: 15 * time.Second})
		for _, c := range []struct {
			pass time.Duration
			want models.EmailStatus
		}{{0, models.EmailQueued}, {14 * time.Second, models.EmailQueued}, {2 * time.Second, models.EmailOutbox}} {
			p.clock.add(c.pass)
			if err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if m := p.rows()[0]; m.Status != c.want {
				t.Errorf("after %v: %s", c.pass, describe([]models.Email{m}))
			}
		}
	})
}
