package jobs

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
)

// open opens the database of a program with the given settings.
func open(t *testing.T, env []string) *db.DB {
	t.Helper()
	var o db.Options
	for _, setting := range env {
		if url, ok := strings.CutPrefix(setting, "DATABASE_URL="); ok {
			o = db.Options{URL: url, MaxConns: 2}
		}
		if folder, ok := strings.CutPrefix(setting, "CLIENTELE_DATA="); ok && o.URL == "" {
			o.File = filepath.Join(folder, "clientele.db")
		}
	}
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// expireLeases makes the leases of servers that were killed end, as they do after a minute.
func expireLeases(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE jobs SET lease_ends_at = created_at WHERE lease IS NOT NULL").Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, d *db.DB, query string) int {
	t.Helper()
	var n int
	if err := d.Primary(context.Background()).Raw(query).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
