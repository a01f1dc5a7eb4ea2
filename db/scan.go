package db

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/schema"
)

// query takes the place of GORM's callback of the same name. Rows of our models are read straight into their members: GORM's own
// scanner reads each value twice, by a value of its pool and a setter, which was a quarter of what a list costs.
func query(tx *gorm.DB) {
	if tx.Error != nil {
		return
	}
	callbacks.BuildQuerySQL(tx)
	if tx.DryRun || tx.Error != nil {
		return
	}
	if readNatively(tx) {
		return
	}
	rows, err := tx.Statement.ConnPool.QueryContext(tx.Statement.Context, tx.Statement.SQL.String(), tx.Statement.Vars...)
	if err != nil {
		_ = tx.AddError(err)
		return
	}
	defer func() { _ = tx.AddError(rows.Close()) }()
	if !scan(tx, rows) {
		gorm.Scan(rows, tx, 0)
	}
	if tx.Statement.Result != nil {
		tx.Statement.Result.RowsAffected = tx.RowsAffected
	}
}

// rows are what a statement answers, by database/sql or by pgx itself.
type rows interface {
	Next() bool
	Scan(...any) error
	Err() error
}

// scan reads rows into a model or a slice of pointers to models; false where something else is asked for.
func scan(tx *gorm.DB, r *sql.Rows) bool {
	if !modelled(tx) {
		return false
	}
	columns, err := r.Columns()
	if err != nil {
		_ = tx.AddError(err)
		return true
	}
	members, ok := membersOf(tx.Statement.Schema, columns)
	if ok {
		read(tx, r, members)
	}
	return ok
}

// modelled tells whether a statement's rows go into a model or a slice of pointers to models.
func modelled(tx *gorm.DB) bool {
	s, to := tx.Statement.Schema, tx.Statement.ReflectValue
	if s == nil || !strings.HasSuffix(s.ModelType.PkgPath(), "/models") || len(tx.Statement.ColumnMapping) > 0 {
		return false
	}
	return to.Type() == s.ModelType && to.CanAddr() || to.Type() == reflect.SliceOf(reflect.PointerTo(s.ModelType))
}

// atOnce is how many rows of a list are made at once.
const atOnce = 4

// read reads rows into the members of their columns.
func read(tx *gorm.DB, r rows, members []column) {
	s, to := tx.Statement.Schema, tx.Statement.ReflectValue
	single := to.Kind() == reflect.Struct
	var list reflect.Value
	if !single {
		list = reflect.MakeSlice(to.Type(), 0, 16)
	}
	values := make([]any, len(members))
	var texts textReader
	natively, native := r.(pgx.Rows)
	if native {
		texts = textsOf(natively, members)
	}
	var some reflect.Value // rows to be, made together
	for r.Next() {
		row := to
		if !single {
			at := list.Len() % atOnce
			if at == 0 {
				some = reflect.MakeSlice(reflect.SliceOf(s.ModelType), atOnce, atOnce)
			}
			row = some.Index(at)
			list = reflect.Append(list, row.Addr())
		}
		for i, m := range members {
			if !texts.reads(i) {
				values[i] = m.destination(row, native)
			}
		}
		err := texts.read(row)
		if err == nil {
			err = r.Scan(values...)
		}
		if err != nil {
			_ = tx.AddError(fmt.Errorf("read a row of %s: %w", s.Table, err))
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
		to.Set(list)
	} else if tx.RowsAffected == 0 && tx.Statement.RaiseErrorOnNotFound && tx.Error == nil {
		_ = tx.AddError(gorm.ErrRecordNotFound)
	}
}

// column is the member of a model that a column is read into.
type column struct {
	index []int
	kind  columnKind
}

type columnKind int

const (
	asItIs       columnKind = iota
	text                    // of a type of our own
	optionalText            // nil for NULL
)

var (
	textPointer = reflect.TypeFor[*string]()
	scanner     = reflect.TypeFor[sql.Scanner]()
)

// shape is what the columns of a statement were, and the members that they are read into.
type shape struct {
	columns []string
	members []column
}

// shapes are the latest few of each schema, since the same statements come again and again.
var shapes sync.Map // of *schema.Schema: []shape

const shapesKept = 16

// membersOf returns the members that columns are read into; false where there is a column without one.
func membersOf(s *schema.Schema, columns []string) ([]column, bool) {
	kept, _ := shapes.Load(s)
	known, _ := kept.([]shape)
	for _, one := range known {
		if slices.Equal(one.columns, columns) {
			return one.members, true
		}
	}
	members, ok := findMembers(s, columns)
	if ok {
		shapes.Store(s, append([]shape{{columns, members}}, known[:min(len(known), shapesKept-1)]...))
	}
	return members, ok
}

func findMembers(s *schema.Schema, columns []string) ([]column, bool) {
	members := make([]column, len(columns))
	for i, name := range columns {
		field := s.FieldsByDBName[name]
		if field == nil || field.Serializer != nil {
			return nil, false
		}
		members[i].index = field.StructField.Index
		switch t := field.FieldType; {
		case reflect.PointerTo(t).Implements(scanner):
		case t.Kind() == reflect.String:
			members[i].kind = text
		case t == textPointer:
			members[i].kind = optionalText
		}
	}
	return members, true
}

// destination is what the column of a row is read into. Pgx itself knows what a text is that may be NULL.
func (c column) destination(row reflect.Value, native bool) any {
	to := row.FieldByIndex(c.index).Addr()
	switch c.kind {
	case text:
		return to.Convert(textPointer).Interface()
	case optionalText:
		if native {
			break
		}
		return optional{to.Interface().(**string)}
	}
	return to.Interface()
}

// optional reads a text or NULL.
type optional struct{ to **string }

// Scan reads it.
func (o optional) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*o.to = nil
	case string:
		*o.to = &v
	case []byte:
		s := string(v)
		*o.to = &s
	default:
		s := fmt.Sprint(v)
		*o.to = &s
	}
	return nil
}
