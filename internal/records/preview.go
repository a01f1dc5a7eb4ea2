package records

import (
	"errors"
	"io"

	"clientele/models"
)

// Preview is the beginning of a file, to choose the fields of its columns.
type Preview struct {
	Columns []Column
	Header  []string
	Rows    [][]string // the first ones
}

// previewRows is the number of rows in a Preview.
const previewRows = 5

// Look reads the beginning of a file with columns, also if it lacks required ones. It returns an empty Preview for
// formats without columns. Errors of the type FileError are for users.
func Look(r io.Reader, kind models.RecordKind, o Options) (Preview, error) {
	dialects := customerTables
	if kind == models.OrderRecords {
		dialects = orderTables
	}
	d := dialects[o.Format]
	if d == nil {
		return Preview{}, nil
	}
	t, err := openTable(r, o.Encoding)
	if err != nil {
		return Preview{}, err
	}
	l, err := matchColumns(t.header, d(t.header), o)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Columns: l.columns, Header: t.header}
	for len(p.Rows) < previewRows {
		next, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Preview{}, err
		}
		p.Rows = append(p.Rows, next.cells)
	}
	return p, nil
}
