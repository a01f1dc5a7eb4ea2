package db_test

import (
	"context"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestMigrate checks that servers can migrate at the same time, that migrating again changes nothing, and that a newer
// database is refused.
func TestMigrate(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		o := db.Options{File: filepath.Join(t.TempDir(), "new.db")}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				d, err := db.Open(context.Background(), o)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := d.Migrate(context.Background()); err != nil {
					t.Error(err)
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		d, err := db.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		if n, err := d.Migrate(context.Background()); n != 0 || err != nil {
			t.Errorf("migrating again applied %d migrations: %v", n, err)
		}
		err = d.InTx(context.Background(), func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Migrate(context.Background()); err == nil || !regexp.MustCompile("version 9999").MatchString(err.Error()) {
			t.Errorf("newer database: %v", err)
		}
	})
}
