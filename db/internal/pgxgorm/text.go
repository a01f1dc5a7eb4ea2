package pgxgorm

import (
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// textReader reads the text columns of pgx rows. All texts of a row become parts of one string, so that a row takes two
// allocations instead of two for each text.
type textReader struct {
	rows    pgx.Rows
	fields  []field
	columns []bool // the columns that it reads
	buffer  []byte // the texts of the current row
}

func newTextReader(rows pgx.Rows, fields []field) textReader {
	t := textReader{rows: rows, fields: fields, columns: make([]bool, len(fields))}
	for i, d := range rows.FieldDescriptions() {
		isText := d.DataTypeOID == pgtype.TextOID || d.DataTypeOID == pgtype.VarcharOID // the same in both formats
		t.columns[i] = isText && (fields[i].kind == text || fields[i].kind == optionalText)
	}
	return t
}

// reads tells whether the column is read by read. The zero textReader reads none.
func (t *textReader) reads(column int) bool { return t.columns != nil && t.columns[column] }

// read sets the text fields of a row.
func (t *textReader) read(row reflect.Value) error {
	if t.columns == nil {
		return nil
	}
	raw := t.rows.RawValues()
	t.buffer = t.buffer[:0]
	pointers := 0
	for i, read := range t.columns {
		if read {
			t.buffer = append(t.buffer, raw[i]...)
			if raw[i] != nil && t.fields[i].kind == optionalText {
				pointers++
			}
		}
	}
	rest, texts := string(t.buffer), make([]string, pointers)
	for i, read := range t.columns {
		if !read {
			continue
		}
		value := rest[:len(raw[i])]
		rest = rest[len(raw[i]):]
		dest := row.FieldByIndex(t.fields[i].index)
		switch {
		case t.fields[i].kind == text && raw[i] == nil:
			return fmt.Errorf("column %d is NULL but its field is not a pointer", i)
		case t.fields[i].kind == text:
			dest.SetString(value)
		case raw[i] == nil:
			dest.SetZero()
		default:
			texts[0] = value
			*dest.Addr().Interface().(**string) = &texts[0]
			texts = texts[1:]
		}
	}
	return nil
}
