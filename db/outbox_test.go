package db_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestOutboxMigration checks that emails in the outbox get their own status, in both directions, and that nothing else
// changes.
func TestOutboxMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		names, outbox := migrationOf(t, d, "0025_names"), migrationOf(t, d, "0019_outbox")
		migrationOf(t, d, "0026_events").Down()
		names.Down()
		outbox.Down()
		noon := models.At(time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC))
		later, text, lease := models.At(noon.Add(time.Microsecond)), "what it says", "a lease"
		rows := map[string]map[string]any{
			"outbox":       {"status": "SENT", "handed_at": noon, "sent_at": noon, "text": text},
			"outbox, old":  {"status": "SENT", "handed_at": noon, "sent_at": noon},
			"sent":         {"status": "SENT", "handed_at": noon, "sent_at": later},
			"waiting":      {"status": "WAITING", "due_at": later},
			"delayed":      {"status": "PUT_OFF", "due_at": later},
			"being sent":   {"status": "SENDING", "due_at": later, "handed_at": noon, "lease": lease},
			"uncertain":    {"status": "UNCERTAIN", "handed_at": noon},
			"failed":       {"status": "FAILED", "last_error": text},
			"nothing said": {"status": "DROPPED"},
		}
		for id, row := range rows {
			for column, value := range map[string]any{
				"id": id, "kind": "sign_in", "recipient": "ann", "to_key": "ann", "data": "{}", "fold_key": id, "attempts": 0, "folded": 2,
				"created_at": noon,
			} {
				row[column] = value
			}
			if err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Table("mails").Create(row).Error }); err != nil {
				t.Fatal(err)
			}
		}
		state := func() []string {
			t.Helper()
			return rowsOf(t, d, "SELECT id, status, sent_at, handed_at, due_at, text, folded FROM mails ORDER BY id")
		}
		before := state()
		outbox.Up()
		after := state()
		for i, was := range before {
			if strings.Contains(was, "id:outbox") {
				was = regexp.MustCompile(`sent_at:[^a-z]* (UTC )?(status:)SENT`).ReplaceAllString(was, "sent_at:<nil> ${2}OUTBOX")
			}
			if after[i] != was || len(after) != len(before) {
				t.Errorf("up: got %s, want %s", after[i], was)
			}
		}
		outbox.Down()
		if again := state(); fmt.Sprint(again) != fmt.Sprint(before) {
			t.Errorf("down: got %v, want %v", again, before)
		}
		outbox.Up()
		names.Up()
	})
}
