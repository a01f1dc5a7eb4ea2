package pgxgorm

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"gorm.io/gorm/schema"
)

// field is the field of a model that a column is read into.
type field struct {
	index []int
	kind  fieldKind
}

type fieldKind int

const (
	other        fieldKind = iota
	text                   // a string type
	optionalText           // *string, nil for NULL
)

var (
	stringPointer = reflect.TypeFor[*string]()
	scanner       = reflect.TypeFor[sql.Scanner]()
)

// columnFields are the columns of a query and the fields that they are read into.
type columnFields struct {
	columns []string
	fields  []field
}

// cache holds the latest columnFields of each schema, since the same queries recur.
var cache sync.Map // *schema.Schema to []columnFields

// maxCached is the number of columnFields that are cached for each schema.
const maxCached = 16

// fieldsOf returns the fields that columns are read into. It returns false if there is a column without a field.
func fieldsOf(s *schema.Schema, columns []string) ([]field, bool) {
	cached, _ := cache.Load(s)
	known, _ := cached.([]columnFields)
	for _, one := range known {
		if slices.Equal(one.columns, columns) {
			return one.fields, true
		}
	}
	fields, ok := findFields(s, columns)
	if ok {
		cache.Store(s, append([]columnFields{{columns, fields}}, known[:min(len(known), maxCached-1)]...))
	}
	return fields, ok
}

func findFields(s *schema.Schema, columns []string) ([]field, bool) {
	fields := make([]field, len(columns))
	for i, name := range columns {
		f := s.FieldsByDBName[name]
		if f == nil || f.Serializer != nil {
			return nil, false
		}
		fields[i].index = f.StructField.Index
		switch t := f.FieldType; {
		case reflect.PointerTo(t).Implements(scanner):
		case t.Kind() == reflect.String:
			fields[i].kind = text
		case t == stringPointer:
			fields[i].kind = optionalText
		}
	}
	return fields, true
}

// destination returns what a column of a row is scanned into. Pgx handles a *string that may be NULL by itself.
func (f field) destination(row reflect.Value, pgx bool) any {
	dest := row.FieldByIndex(f.index).Addr()
	switch f.kind {
	case text:
		return dest.Convert(stringPointer).Interface()
	case optionalText:
		if pgx {
			break
		}
		return optional{dest.Interface().(**string)}
	}
	return dest.Interface()
}

// optional scans a text that may be NULL.
type optional struct{ dest **string }

// Scan implements sql.Scanner.
func (o optional) Scan(src any) error {
	var s string
	switch v := src.(type) {
	case nil:
		*o.dest = nil
		return nil
	case string:
		s = v
	case []byte:
		s = string(v)
	default:
		s = fmt.Sprint(v)
	}
	*o.dest = &s
	return nil
}
