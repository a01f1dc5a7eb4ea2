package db

import (
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// textReader reads the texts of a row of pgx's, which are most of what a row is: all of them as parts of one, so that a row takes
// two allocations and not two for each text.
type textReader struct {
	rows    pgx.Rows
	members []column
	columns []bool // those that it reads
	joined  []byte // the row's, one after the other
}

func textsOf(rows pgx.Rows, members []column) textReader {
	t := textReader{rows: rows, members: members, columns: make([]bool, len(members))}
	for i, field := range rows.FieldDescriptions() {
		isText := field.DataTypeOID == pgtype.TextOID || field.DataTypeOID == pgtype.VarcharOID // the same in both formats
		t.columns[i] = isText && (members[i].kind == text || members[i].kind == optionalText)
	}
	return t
}

func (t *textReader) reads(i int) bool { return t.columns != nil && t.columns[i] }

// read puts the texts into the row's members.
func (t *textReader) read(row reflect.Value) error {
	if t.columns == nil {
		return nil
	}
	raw := t.rows.RawValues()
	t.joined = t.joined[:0]
	given := 0 // of those that may be NULL
	for i, read := range t.columns {
		if read {
			t.joined = append(t.joined, raw[i]...)
			if raw[i] != nil && t.members[i].kind == optionalText {
				given++
			}
		}
	}
	rest, texts := string(t.joined), make([]string, given)
	for i, read := range t.columns {
		if !read {
			continue
		}
		part := rest[:len(raw[i])]
		rest = rest[len(raw[i]):]
		member := row.FieldByIndex(t.members[i].index)
		switch {
		case t.members[i].kind == text && raw[i] == nil:
			return fmt.Errorf("column %d is NULL, which its member cannot be", i)
		case t.members[i].kind == text:
			member.SetString(part)
		case raw[i] == nil:
			member.SetZero()
		default:
			texts[0] = part
			*member.Addr().Interface().(**string) = &texts[0]
			texts = texts[1:]
		}
	}
	return nil
}
