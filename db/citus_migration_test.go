package db_test

import (
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
)

// TestMigratingDistributedTables checks that statements such as those of a migration can run in one transaction on
// filled tables, also if they are distributed. CONTRIBUTING.md says what else is needed then.
func TestMigratingDistributedTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect != db.Postgres {
			t.Skip("only tables of PostgreSQL are distributed")
		}
		pool, err := d.Read(t.Context()).DB()
		if err != nil {
			t.Fatal(err)
		}
		tx, err := pool.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }()
		run := func(statement string) {
			t.Helper()
			if _, err := tx.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		run(`INSERT INTO customers (id, email, email_key, email_fold, name_fold, password_given, email_verified,
			accepts_marketing, orders_count, search_text, created_at, updated_at, version)
			SELECT 'customer_' || n, n, n, n, 'ann', false, true, false, 0, 'ann', now(), now(), 1 FROM generate_series(1, 100) AS n`)
		run(`ALTER TABLE customers ADD COLUMN nickname TEXT COLLATE "C" NOT NULL DEFAULT ''`)
		run("ALTER TABLE customers ADD CONSTRAINT customers_nickname CHECK (length(nickname) < 100)")
		run("UPDATE customers SET nickname = name_fold")
		run("ALTER TABLE customers ALTER COLUMN nickname DROP DEFAULT")
		run("CREATE INDEX customers_nickname ON customers (nickname, id)")
		run("ALTER TABLE customers RENAME COLUMN nickname TO alias")
		run(`CREATE TABLE notes (id TEXT COLLATE "C" NOT NULL, customer_id TEXT COLLATE "C" NOT NULL, PRIMARY KEY (id, customer_id))`)
		if dbtest.OnCitus(t) {
			run("SELECT create_distributed_table('notes', 'customer_id', colocate_with => 'customers')")
		}
		run(`ALTER TABLE notes ADD CONSTRAINT notes_customer_id_fkey
			FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE`)
		run("INSERT INTO notes SELECT alias || id, id FROM customers WHERE alias = 'ann'")
		run("DELETE FROM customers WHERE id = 'customer_7'")
		run("DROP INDEX customers_nickname")
		run("ALTER TABLE customers DROP CONSTRAINT customers_nickname")
		run("ALTER TABLE customers DROP COLUMN alias")
		var n int
		if err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM notes").Scan(&n); err != nil || n != 99 {
			t.Errorf("%d notes are left, %v", n, err)
		}
	})
}
