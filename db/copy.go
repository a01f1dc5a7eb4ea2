package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"clientele/db/citus"
)

// CopiedTable is the number of rows that were copied from a table.
type CopiedTable struct {
	Table string
	Rows  int64
}

// prefilled are the tables with a single row, which is inserted by a migration.
var prefilled = []string{"custom_fields_version", "shop_settings", "webhook_cursor"}

// CopyTo copies all data into an empty PostgreSQL database, in one transaction. Both databases must have been migrated
// by this program. Writes to the SQLite database wait until the copy is complete.
func (d *DB) CopyTo(ctx context.Context, to *DB) ([]CopiedTable, error) {
	if d.Dialect != SQLite || to.Dialect != Postgres {
		return nil, errors.New("only an SQLite database can be copied, and only into a PostgreSQL database")
	}
	var copied []CopiedTable
	err := d.write.WithContext(ctx).Transaction(func(from *gorm.DB) error {
		// Without InTx and its retries: nobody else uses the database.
		return to.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			var err error
			copied, err = copyTables(from, tx)
			return err
		})
	})
	if err == nil {
		err = to.write.WithContext(ctx).Exec("ANALYZE").Error
	}
	if err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	return copied, nil
}

func copyTables(from, to *gorm.DB) ([]CopiedTable, error) {
	tables, err := tablesInOrder(from)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if err := requireEmpty(to, table); err != nil {
			return nil, err
		}
	}
	var copied []CopiedTable
	for _, table := range tables {
		n, err := copyTable(from, to, table)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", table, err)
		}
		copied = append(copied, CopiedTable{table, n})
	}
	if citus.On(to) {
		if err := citus.Fill(to); err != nil {
			return nil, fmt.Errorf("store the unique values: %w", err)
		}
	}
	// Later events continue the numbers of the copied ones.
	err = to.Exec(`SELECT setval(pg_get_serial_sequence('events', 'seq'), (SELECT COALESCE(MAX(seq), 0) + 1 FROM events), false)`).
		Error
	return copied, err
}

// tablesInOrder returns the tables of an SQLite database that contain data, each after the tables that it references.
func tablesInOrder(from *gorm.DB) ([]string, error) {
	var rest []string
	err := from.Raw(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
		AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE 'goose!_%' ESCAPE '!'
		ORDER BY name`).Scan(&rest).Error
	if err != nil {
		return nil, err
	}
	var ordered []string
	for len(rest) > 0 {
		var blocked []string
		for _, table := range rest {
			var references []string
			err := from.Raw(`SELECT "table" FROM pragma_foreign_key_list(?)`, table).Scan(&references).Error
			if err != nil {
				return nil, err
			}
			missing := func(t string) bool { return t != table && !slices.Contains(ordered, t) }
			if slices.ContainsFunc(references, missing) {
				blocked = append(blocked, table)
			} else {
				ordered = append(ordered, table)
			}
		}
		if len(blocked) == len(rest) {
			return nil, fmt.Errorf("the tables %s reference each other", strings.Join(rest, ", "))
		}
		rest = blocked
	}
	return ordered, nil
}

// requireEmpty checks that a table has no rows except those of its migration, which it deletes.
func requireEmpty(tx *gorm.DB, table string) error {
	if slices.Contains(prefilled, table) {
		return tx.Exec("DELETE FROM " + table).Error
	}
	var hasRows bool
	if err := tx.Raw("SELECT EXISTS (SELECT 1 FROM " + table + ")").Scan(&hasRows).Error; err != nil {
		return err
	}
	if hasRows {
		return fmt.Errorf("the PostgreSQL database is not empty: there are rows in %s", table)
	}
	return nil
}
