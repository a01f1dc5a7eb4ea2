package db

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// copyBatch is the number of rows that are inserted by one statement.
const copyBatch = 500

// copyBytes is the size of the values of a batch from which it is inserted, although it has fewer rows.
const copyBytes = 8 << 20

// tableColumn is a column of a PostgreSQL table.
type tableColumn struct{ Name, Type string }

// copyTable copies the rows of a table and returns how many there were. All values are sent as text, which PostgreSQL
// converts to the type of the column.
func copyTable(from, to *gorm.DB, table string) (int64, error) {
	var columns []tableColumn
	err := to.Raw(`SELECT column_name AS name, data_type AS type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position`, table).Scan(&columns).Error
	if err != nil {
		return 0, err
	}
	rows, err := from.Raw(selectAsText(table, columns)).Rows()
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	b := rowBatch{to: to, insert: insertFromArrays(table, columns), values: make([][]*string, len(columns))}
	cells, dest := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range cells {
		dest[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return 0, err
		}
		if err := b.add(cells); err != nil {
			return 0, err
		}
	}
	err = errors.Join(rows.Err(), b.flush())
	return b.inserted, err
}

// selectAsText returns a query for all rows of an SQLite table with every column as text.
func selectAsText(table string, columns []tableColumn) string {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = "CAST(" + c.Name + " AS TEXT)"
		if c.Type == "bytea" { // the hex format
			texts[i] = "'\\x' || hex(" + c.Name + ")"
		}
	}
	return "SELECT " + strings.Join(texts, ", ") + " FROM " + table
}

// insertFromArrays returns a statement that inserts rows into a PostgreSQL table. It has one parameter for each column:
// the array of the column's values as text.
func insertFromArrays(table string, columns []tableColumn) string {
	var names, casts, params, aliases []string
	for i, c := range columns {
		names = append(names, c.Name)
		casts = append(casts, fmt.Sprintf("c%d::%s", i, c.Type))
		params = append(params, fmt.Sprintf("$%d::text[]", i+1))
		aliases = append(aliases, fmt.Sprintf("c%d", i))
	}
	return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS rows (%s)", table,
		strings.Join(names, ", "), strings.Join(casts, ", "), strings.Join(params, ", "), strings.Join(aliases, ", "))
}

// rowBatch collects rows, by column, and inserts them.
type rowBatch struct {
	to       *gorm.DB
	insert   string
	values   [][]*string
	size     int
	bytes    int
	inserted int64
}

func (b *rowBatch) add(cells []sql.NullString) error {
	for i, cell := range cells {
		var value *string
		if cell.Valid {
			value = &cell.String
		}
		b.values[i] = append(b.values[i], value)
		b.bytes += len(cell.String)
	}
	if b.size++; b.size < copyBatch && b.bytes < copyBytes {
		return nil
	}
	return b.flush()
}

func (b *rowBatch) flush() error {
	args := make([]any, len(b.values))
	for i := range b.values {
		args[i], b.values[i] = b.values[i], nil
	}
	b.inserted, b.size, b.bytes = b.inserted+int64(b.size), 0, 0
	s := b.to.Statement
	_, err := s.ConnPool.ExecContext(s.Context, b.insert, args...) // GORM would expand the arrays
	return err
}
