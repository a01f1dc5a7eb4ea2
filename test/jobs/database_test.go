package jobs

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// expireLeases makes the leases of servers that were killed end, as they do after a minute.
func expireLeases(t *testing.T, env []string) {
	t.Helper()
	dbtest.InTx(t, apptest.DatabaseOf(env), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE jobs SET lease_ends_at = created_at WHERE lease IS NOT NULL").Error
	})
}

func count(t *testing.T, d *db.DB, query string) int {
	t.Helper()
	var n int
	if err := d.Primary(context.Background()).Raw(query).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
