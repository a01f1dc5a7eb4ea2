package db_test

import (
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestSlowStatements checks that a statement and a COMMIT may take some seconds while no other connection receives
// anything. The server is then probed, and answers.
func TestSlowStatements(t *testing.T) {
	t.Parallel()
	empty := emptyDatabase(t, directURL(t))
	for name, url := range map[string]string{
		"direct": empty, "PgBouncer": dbtest.BehindPgBouncer(t, empty, "pool_mode=transaction", "default_pool_size=4"),
	} {
		t.Run(name, func(t *testing.T) {
			d, err := db.Open(t.Context(), db.Options{URL: url, MaxConns: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = d.Close() }()
			exec := func(sql string) error {
				return d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(sql).Error })
			}
			for _, sql := range []string{
				"DROP TABLE IF EXISTS slow",
				"CREATE TABLE slow (id INT)",
				`CREATE OR REPLACE FUNCTION wait() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(4); RETURN NULL; END $$`,
				"CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED " +
					"FOR EACH ROW EXECUTE FUNCTION wait()",
				"INSERT INTO slow VALUES (1)", // COMMIT takes 4 seconds
				"SELECT pg_sleep(4)",
			} {
				if err := exec(sql); err != nil {
					t.Fatalf("%s: %v", sql, err)
				}
			}
		})
	}
}
