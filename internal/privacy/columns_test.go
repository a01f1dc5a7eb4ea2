package privacy_test

import (
	"maps"
	"slices"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/privacy"
)

// catalogue returns the columns of the tables of a database, by table. The tables of SQLite's text search are left out:
// they have only three letters of a text each, of the rows that exist.
func catalogue(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	query := `SELECT t.name AS table_name, c.name AS column_name FROM pragma_table_list t, pragma_table_xinfo(t.name) c
		WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'`
	if d.Dialect == db.Postgres {
		query = `SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t
			USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`
	}
	var rows []struct{ TableName, ColumnName string }
	if err := d.Primary(t.Context()).Raw(query).Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, row := range rows {
		found[row.TableName] = append(found[row.TableName], row.ColumnName)
	}
	if len(found) < 20 {
		t.Fatalf("only %d tables were found", len(found))
	}
	return found
}

// onlyIn has the columns that only one kind of database has, as "table.column".
var onlyIn = map[string]db.Dialect{
	"customers.seq": db.SQLite, // the row's number, for the text search
	"orders.seq":    db.SQLite,
}

// TestColumns compares the map with the tables and columns of both databases.
func TestColumns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		found := catalogue(t, d)
		for _, table := range privacy.Tables() {
			columns, ok := found[table.Name]
			delete(found, table.Name)
			if !ok {
				t.Errorf("the map has the table %s, which does not exist", table.Name)
			}
			if table.Reason != "" {
				continue
			}
			for _, c := range table.Columns {
				name := table.Name + "." + c.Name
				if i := slices.Index(columns, c.Name); i >= 0 {
					columns = slices.Delete(columns, i, i+1)
				} else if only, limited := onlyIn[name]; !limited || only == d.Dialect {
					t.Errorf("the map has the column %s, which does not exist, or has it twice", name)
				}
			}
			if len(columns) > 0 {
				t.Errorf("the map does not say what the columns %q of %s are", columns, table.Name)
			}
		}
		if dbtest.OnCitus(t) {
			delete(found, "unique_values") // the values are those of other tables, and are deleted with them
		}
		for _, table := range slices.Sorted(maps.Keys(found)) {
			t.Errorf("the map does not have the table %s", table)
		}
	})
}

// TestMapIsComplete checks that the map says how rows belong to a person, and what becomes of each column.
func TestMapIsComplete(t *testing.T) {
	for _, table := range privacy.Tables() {
		if table.Reason != "" {
			if len(table.Columns)+len(table.Relations) > 0 || table.Rows != "" {
				t.Errorf("%s has both a reason and entries", table.Name)
			}
			continue
		}
		if len(table.Relations) == 0 || table.Rows == "" {
			t.Errorf("%s: the map does not say how rows belong to a person, or what becomes of them", table.Name)
		}
		for _, r := range table.Relations {
			if _, ok := table.Column(r.Column); !ok {
				t.Errorf("%s has a relation by %s, which is not a column", table.Name, r.Column)
			}
		}
		for _, c := range table.Columns {
			overwritten := c.Becomes != privacy.Unchanged
			switch {
			case overwritten && table.Rows != privacy.Overwritten:
				t.Errorf("%s.%s is overwritten, but the rows are %s", table.Name, c.Name, table.Rows)
			case c.Class != privacy.Keep && table.Rows == privacy.Kept:
				t.Errorf("%s.%s is %s, but the rows are kept", table.Name, c.Name, c.Class)
			case c.Class != privacy.Keep && table.Rows == privacy.Overwritten && !overwritten:
				t.Errorf("%s.%s is %s, but nothing overwrites it", table.Name, c.Name, c.Class)
			}
		}
	}
}
