package db_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestMailsFromBeforeTheOutboxHadAStatus: what nobody took is told from what a mail server took, both ways, and nothing else
// changes.
func TestMailsFromBeforeTheOutboxHadAStatus(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		file, err := os.ReadFile("migrations/" + string(d.Dialect) + "/0019_outbox.sql")
		if err != nil {
			t.Fatal(err)
		}
		up, down, _ := strings.Cut(string(file), "-- +goose Down")
		run := func(sql string) {
			t.Helper()
			err := d.InTx(context.Background(), func(tx *gorm.DB) error {
				for _, statement := range strings.SplitAfter(strings.TrimSpace(sql), ";\n") {
					if err := tx.Exec(statement).Error; err != nil {
						return fmt.Errorf("%s: %w", statement, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		noon := models.At(time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC))
		later, text, lease := models.At(noon.Add(time.Microsecond)), "what it says", "a lease"
		rows := map[string]models.Mail{
			"outbox":       {Status: models.MailSent, HandedAt: &noon, SentAt: &noon, Text: &text},
			"outbox, old":  {Status: models.MailSent, HandedAt: &noon, SentAt: &noon},
			"sent":         {Status: models.MailSent, HandedAt: &noon, SentAt: &later},
			"waiting":      {Status: models.MailWaiting, DueAt: &later},
			"put off":      {Status: models.MailPutOff, DueAt: &later},
			"being sent":   {Status: models.MailSending, DueAt: &later, HandedAt: &noon, Lease: &lease},
			"uncertain":    {Status: models.MailUncertain, HandedAt: &noon},
			"failed":       {Status: models.MailFailed, LastError: &text},
			"nothing said": {Status: models.MailDropped},
		}
		state := func() map[string]string {
			t.Helper()
			var found []models.Mail
			if err := d.Read(context.Background()).Find(&found).Error; err != nil {
				t.Fatal(err)
			}
			all := map[string]string{}
			for _, m := range found {
				all[m.ID] = fmt.Sprint(m.Status, " ", m.SentAt, " ", m.HandedAt, " ", m.DueAt, " ", m.Text != nil, " ", m.Folded)
			}
			return all
		}
		run(down)
		for id, m := range rows {
			m.ID, m.Kind, m.To, m.ToKey, m.FoldKey, m.CreatedAt, m.Folded = id, "sign_in", "ann", "ann", id, noon, 2
			m.Data = models.StringMap{}
			if err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Create(&m).Error }); err != nil {
				t.Fatal(err)
			}
		}
		before := state()
		run(up)
		after := state()
		for id, was := range before {
			want := was
			if strings.HasPrefix(id, "outbox") {
				want = strings.Replace(was, "SENT "+fmt.Sprint(&noon), "OUTBOX <nil>", 1)
			}
			if after[id] != want || len(after) != len(before) {
				t.Errorf("%s: %s, want %s", id, after[id], want)
			}
		}
		run(down)
		if again := state(); fmt.Sprint(again) != fmt.Sprint(before) {
			t.Errorf("back again: %v, want %v", again, before)
		}
		run(up)
	})
}
