package db_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestLastWriteLSNMigration checks that the positions of a filled database of the previous version are kept in both
// directions.
func TestLastWriteLSNMigration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := migrationOf(t, d, "0024_last_write_lsn")
		now := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		rows := []any{
			&models.Customer{ID: "customer_1", Email: "a@example.com", EmailKey: "a@example.com", CreatedAt: now, UpdatedAt: now, Version: 1},
			&models.Session{ID: "session_1", CustomerID: "customer_1", CreatedAt: now, LastUsedAt: now, ExpiresAt: now, Generation: 1},
			&models.APIKey{ID: "key_1", Name: "server", SecretHash: "x", CreatedAt: now},
			&models.StaffMember{
				ID: "staff_1", Email: "b@example.com", EmailKey: "b@example.com", Name: "Bob", Role: models.RoleOwner,
				CreatedAt: now, UpdatedAt: now, Version: 1,
			},
		}
		m.Down()
		err := d.InTx(context.Background(), func(tx *gorm.DB) error {
			for _, row := range rows {
				if err := tx.Omit("LastWriteLSN").Create(row).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		const position = 123456789012
		for table, value := range map[string]int64{"sessions": position, "api_keys": position + 1, "staff_members": position + 2} {
			if err := execAll(d, "UPDATE "+table+" SET written = ?", value); err != nil {
				t.Fatal(err)
			}
		}
		m.Up()
		read := func(column string) string {
			var all []string
			for _, table := range []string{"sessions", "api_keys", "staff_members"} {
				all = append(all, rowsOf(t, d, "SELECT id, "+column+" AS lsn FROM "+table)...)
			}
			return fmt.Sprint(all)
		}
		want := fmt.Sprintf("[map[id:session_1 lsn:%d] map[id:key_1 lsn:%d] map[id:staff_1 lsn:%d]]", position, position+1, position+2)
		if got := read("last_write_lsn"); got != want {
			t.Errorf("up: got %s, want %s", got, want)
		}
		var session models.Session
		if err := d.Read(context.Background()).Take(&session).Error; err != nil || session.LastWriteLSN != position {
			t.Errorf("got %+v, %v", session, err)
		}
		m.Down()
		if got := read("written"); got != want {
			t.Errorf("down: got %s, want %s", got, want)
		}
		m.Up()
	})
}
