package citus_test

import (
	"database/sql"
	"maps"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/citus"
	"clientele/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// generated are unique columns whose values are not compared across shards, because the program generates them.
var generated = []string{
	"addresses.id", "sessions.id", "merged_customers.merged_id", "order_items.id", "payments.id", "refunds.id",
	"shipments.id", "events.id", "events.seq", `events."position"`,
}

// permanent are references to rows that are never deleted, or only with the row that refers to them.
var permanent = []string{"custom_field_values.field_id", "refund_items.item_id", "shipment_items.item_id"}

// TestTables checks that the package knows each foreign key, trigger and unique index of a distributed table. It reads
// them from PostgreSQL without Citus, so that no migration can forget them.
func TestTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect != db.Postgres {
			t.Skip("only tables of PostgreSQL are distributed")
		}
		dbtest.NotOnCitus(t, "it reads the schema before the tables are distributed")
		t.Run("distribution", func(t *testing.T) {
			for table, key := range citus.Keys {
				if !citus.Distributes("SELECT create_distributed_table('" + table + "', '" + key + "'") {
					t.Errorf("distribute.sql does not distribute %s by %s", table, key)
				}
			}
			for _, table := range citus.References {
				if !citus.Distributes("SELECT create_reference_table('" + table + "')") {
					t.Errorf("distribute.sql does not copy %s to each node", table)
				}
			}
		})
		t.Run("foreign keys", func(t *testing.T) { testForeignKeys(t, d) })
		t.Run("unique indexes", func(t *testing.T) { testUniqueIndexes(t, d) })
		t.Run("triggers", func(t *testing.T) {
			for _, trigger := range found(t, d, `SELECT tgname || ' ON ' || tgrelid::regclass FROM pg_trigger
				WHERE NOT tgisinternal AND tgrelid::regclass::text IN @tables`) {
				if !citus.Distributes("DROP TRIGGER " + trigger + ";") {
					t.Errorf("distribute.sql does not drop the trigger %s", trigger)
				}
			}
		})
	})
}

// found returns the rows of a query about the distributed tables, each as text.
func found(t *testing.T, d *db.DB, query string) (rows []string) {
	t.Helper()
	tables := slices.Collect(maps.Keys(citus.Keys))
	if err := d.Read(t.Context()).Raw(query, sql.Named("tables", tables)).Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 {
		t.Fatal("the schema has none, so this test would check nothing")
	}
	return rows
}

func testForeignKeys(t *testing.T, d *db.DB) {
	for _, row := range found(t, d, `SELECT concat_ws(' ', child.relname, conname, own.attname, parent.relname, far.attname)
		FROM pg_constraint JOIN pg_class AS child ON child.oid = conrelid JOIN pg_class AS parent ON parent.oid = confrelid
		JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]
		JOIN pg_attribute AS far ON far.attrelid = confrelid AND far.attnum = confkey[1]
		WHERE contype = 'f' AND (child.relname IN @tables OR parent.relname IN @tables)`) {
		at := strings.Fields(row)
		child, name, column, parent, parentColumn := at[0], at[1], at[2], at[3], at[4]
		dropped := citus.Distributes("ALTER TABLE " + child + " DROP CONSTRAINT " + name + ";")
		kept := citus.Distributes("ALTER TABLE " + child + " ADD CONSTRAINT " + name + " ")
		together := citus.Keys[child] == column && citus.Keys[parent] == parentColumn
		switch {
		case !dropped:
			t.Errorf("distribute.sql does not drop %s of %s", name, child)
		case kept != together:
			t.Errorf("distribute.sql adds %s of %s: %t, but rows are stored with those they refer to: %t", name, child, kept, together)
		case !kept && !citus.Follows(parent, child, column) && !slices.Contains(permanent, child+"."+column):
			t.Errorf("nothing follows from deleting a row of %s for %s of %s: see dependents", parent, column, child)
		}
	}
}

func testUniqueIndexes(t *testing.T, d *db.DB) {
	for _, row := range found(t, d, `SELECT rel.relname || ' ' || index.relname || ' ' ||
			(SELECT string_agg(pg_get_indexdef(indexrelid, n, true), ',' ORDER BY n) FROM generate_series(1, indnkeyatts) AS n)
		FROM pg_index JOIN pg_class AS rel ON rel.oid = indrelid JOIN pg_class AS index ON index.oid = indexrelid
		WHERE indisunique AND rel.relname IN @tables`) {
		at := strings.SplitN(row, " ", 3)
		table, name, columns := at[0], at[1], strings.Split(at[2], ",")
		if slices.Contains(columns, citus.Keys[table]) {
			continue
		}
		if !citus.Distributes("DROP INDEX "+name+";") && !citus.Distributes("ALTER TABLE "+table+" DROP CONSTRAINT "+name+";") {
			t.Errorf("distribute.sql does not drop the unique index %s", name)
		}
		if !citus.KeepsUnique(table, columns) && !slices.Contains(generated, table+"."+at[2]) {
			t.Errorf("nothing keeps %s of %s unique: see uniques", at[2], table)
		}
	}
}
