package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// CopiedTable is how many rows of a table were copied.
type CopiedTable struct {
	Table string
	Rows  int64
}

// prefilled are the tables of one row, which migrations fill.
var prefilled = []string{"custom_fields_version", "shop_settings"}

// CopyTo copies everything into an empty PostgreSQL database, in one transaction. Both must have this program's tables. The SQLite
// database is not written to meanwhile: whoever tries waits.
func (d *DB) CopyTo(ctx context.Context, to *DB) ([]CopiedTable, error) {
	if d.Dialect != SQLite || to.Dialect != Postgres {
		return nil, errors.New("an SQLite database is copied into a PostgreSQL one")
	}
	var all []CopiedTable
	err := d.write.WithContext(ctx).Transaction(func(from *gorm.DB) error {
		tables, err := tablesInOrder(from)
		if err != nil {
			return err
		}
		return to.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error { // not tried again: nobody else is there
			for _, table := range tables {
				if err := empty(tx, table); err != nil {
					return err
				}
			}
			for _, table := range tables {
				n, err := copyTable(from, tx, table)
				if err != nil {
					return fmt.Errorf("copy %s: %w", table, err)
				}
				all = append(all, CopiedTable{table, n})
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	if err := to.write.WithContext(ctx).Exec("ANALYZE").Error; err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	return all, nil
}

// tablesInOrder returns the tables of an SQLite database that hold data of their own, each behind those that it points to.
func tablesInOrder(from *gorm.DB) ([]string, error) {
	var left []string
	err := from.Raw(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
		AND name NOT LIKE 'goose!_%' ESCAPE '!' ORDER BY name`).Scan(&left).Error
	if err != nil {
		return nil, err
	}
	var done []string
	for len(left) > 0 {
		var later []string
		for _, table := range left {
			var to []string
			if err := from.Raw(`SELECT "table" FROM pragma_foreign_key_list(?)`, table).Scan(&to).Error; err != nil {
				return nil, err
			}
			if slices.ContainsFunc(to, func(t string) bool { return t != table && !slices.Contains(done, t) }) {
				later = append(later, table)
			} else {
				done = append(done, table)
			}
		}
		if len(later) == len(left) {
			return nil, fmt.Errorf("the tables %s point to each other", strings.Join(left, ", "))
		}
		left = later
	}
	return done, nil
}

// empty makes sure that a table has no rows but those of its migration, which it drops.
func empty(tx *gorm.DB, table string) error {
	if slices.Contains(prefilled, table) {
		return tx.Exec("DELETE FROM " + table).Error
	}
	var filled bool
	if err := tx.Raw("SELECT EXISTS (SELECT FROM " + table + ")").Scan(&filled).Error; err != nil {
		return err
	}
	if filled {
		return fmt.Errorf("the PostgreSQL database is not empty: there is something in %s", table)
	}
	return nil
}

// batch is how many rows are sent at once.
const batch = 500

// copyTable copies the rows of a table. They travel as text, which PostgreSQL reads as what each column is.
func copyTable(from, to *gorm.DB, table string) (int64, error) {
	var columns []struct{ Name, Type string }
	err := to.Raw(`SELECT column_name AS name, data_type AS type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position`, table).Scan(&columns).Error
	if err != nil {
		return 0, err
	}
	var names, texts, casts, params []string
	for i, c := range columns {
		names = append(names, c.Name)
		texts = append(texts, "CAST("+c.Name+" AS TEXT)")
		casts = append(casts, fmt.Sprintf("c%d::%s", i, c.Type))
		params = append(params, fmt.Sprintf("$%d::text[]", i+1))
	}
	aliases := make([]string, len(columns))
	for i := range columns {
		aliases[i] = fmt.Sprintf("c%d", i)
	}
	insert := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS rows (%s)", table,
		strings.Join(names, ", "), strings.Join(casts, ", "), strings.Join(params, ", "), strings.Join(aliases, ", "))
	rows, err := from.Raw("SELECT " + strings.Join(texts, ", ") + " FROM " + table).Rows()
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	var n int64
	values := make([][]*string, len(columns))
	flush := func() error {
		args := make([]any, len(columns))
		for i := range values {
			args[i] = values[i]
			n += int64(len(values[i]))
			values[i] = nil
		}
		_, err := to.Statement.ConnPool.ExecContext(to.Statement.Context, insert, args...) // GORM would take the lists apart
		return err
	}
	cells, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return 0, err
		}
		for i, cell := range cells {
			var text *string
			if cell.Valid {
				text = &cell.String
				cells[i] = sql.NullString{} // the text stays where it is
			}
			values[i] = append(values[i], text)
		}
		if len(values[0]) == batch {
			if err := flush(); err != nil {
				return 0, err
			}
		}
	}
	if err := errors.Join(rows.Err(), flush()); err != nil {
		return 0, err
	}
	return n / int64(len(columns)), nil
}
