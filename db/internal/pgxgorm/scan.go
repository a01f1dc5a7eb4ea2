package pgxgorm

import (
	"database/sql"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// rows are the result of a query, from database/sql or from pgx.
type rows interface {
	Next() bool
	Scan(...any) error
	Err() error
}

// scanSQLRows reads rows into a model or a slice of pointers to models. It returns false for any other destination.
func scanSQLRows(tx *gorm.DB, r *sql.Rows) bool {
	if !intoModels(tx) {
		return false
	}
	columns, err := r.Columns()
	if err != nil {
		_ = tx.AddError(err)
		return true
	}
	fields, ok := fieldsOf(tx.Statement.Schema, columns)
	if ok {
		scanRows(tx, r, fields)
	}
	return ok
}

// intoModels tells whether the destination of a query is a model or a slice of pointers to models.
func intoModels(tx *gorm.DB) bool {
	s, dest := tx.Statement.Schema, tx.Statement.ReflectValue
	if s == nil || !strings.HasSuffix(s.ModelType.PkgPath(), "/models") || len(tx.Statement.ColumnMapping) > 0 {
		return false
	}
	if dest.Type() == s.ModelType {
		return dest.CanAddr()
	}
	return dest.Type() == reflect.SliceOf(reflect.PointerTo(s.ModelType))
}

// scanRows reads rows into the fields of their columns.
func scanRows(tx *gorm.DB, r rows, fields []field) {
	dest := tx.Statement.ReflectValue
	single := dest.Kind() == reflect.Struct
	var list modelList
	if !single {
		list = newModelList(dest.Type())
	}
	s := newRowScanner(r, fields)
	for r.Next() {
		row := dest
		if !single {
			row = list.add()
		}
		if err := s.scan(row); err != nil {
			_ = tx.AddError(fmt.Errorf("read a row of %s: %w", tx.Statement.Schema.Table, err))
			return
		}
		tx.RowsAffected++
		if single {
			break
		}
	}
	if err := r.Err(); err != nil {
		_ = tx.AddError(err)
	}
	if !single {
		dest.Set(list.pointers)
	} else if tx.RowsAffected == 0 && tx.Statement.RaiseErrorOnNotFound && tx.Error == nil {
		_ = tx.AddError(gorm.ErrRecordNotFound)
	}
}

// rowScanner reads one row after the other.
type rowScanner struct {
	rows   rows
	fields []field
	values []any
	pgx    bool
	texts  textReader
}

func newRowScanner(r rows, fields []field) rowScanner {
	s := rowScanner{rows: r, fields: fields, values: make([]any, len(fields))}
	var native pgx.Rows
	if native, s.pgx = r.(pgx.Rows); s.pgx {
		s.texts = newTextReader(native, fields)
	}
	return s
}

func (s *rowScanner) scan(row reflect.Value) error {
	for i, f := range s.fields {
		if !s.texts.reads(i) {
			s.values[i] = f.destination(row, s.pgx)
		}
	}
	if err := s.texts.read(row); err != nil {
		return err
	}
	return s.rows.Scan(s.values...)
}

// chunkSize is the number of models that a modelList allocates at a time.
const chunkSize = 4

// modelList is a growing slice of pointers to models, which are allocated in chunks.
type modelList struct {
	pointers reflect.Value
	chunk    reflect.Value
}

func newModelList(slice reflect.Type) modelList {
	return modelList{pointers: reflect.MakeSlice(slice, 0, 16)}
}

// add appends a model and returns it.
func (l *modelList) add() reflect.Value {
	i := l.pointers.Len() % chunkSize
	if i == 0 {
		l.chunk = reflect.MakeSlice(reflect.SliceOf(l.pointers.Type().Elem().Elem()), chunkSize, chunkSize)
	}
	model := l.chunk.Index(i)
	l.pointers = reflect.Append(l.pointers, model.Addr())
	return model
}
