package privacy

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"clientele/db"
	"clientele/models"
)

// shape says how the rows of a table look in an export: an object with the columns of the map that are personal or make
// the export readable. A member has the name of its column in camelCase, unless names has another one.
type shape[T any] struct {
	table string
	names map[string]string // by column; leftOut for a column of the class Keep
	// values returns the value of a column that is not shown as it is stored.
	values   map[string]func(*T) any
	currency func(*T) models.CurrencyCode // of the columns that end with _minor
	read     []string                     // columns that are read, but not shown

	members []member
}

// leftOut is the name of a column that does not make an export more readable.
const leftOut = ""

// member is a member of the object.
type member struct {
	column string
	path   string
	field  *schema.Field
}

// minor is the ending of columns with amounts in minor units.
const minor = "_minor"

// open finds the columns of the shape in the map. It fails if the model of the table lacks one of them.
func (s shape[T]) open() (*shape[T], error) {
	table, ok := TableOf(s.table)
	if !ok {
		return nil, fmt.Errorf("export %s: the table is not in the map", s.table)
	}
	parsed, err := schema.Parse(new(T), new(sync.Map), schema.NamingStrategy{})
	if err != nil {
		return nil, fmt.Errorf("export %s: %w", s.table, err)
	}
	for _, c := range table.Columns {
		name, named := s.names[c.Name]
		if !named {
			name = camelCase(strings.TrimSuffix(c.Name, minor))
		}
		if !c.Class.Personal() && (c.Class != Keep || name == leftOut) {
			continue
		}
		m := member{column: c.Name, path: name, field: parsed.FieldsByDBName[c.Name]}
		if m.field == nil || name == leftOut {
			return nil, fmt.Errorf("export %s: the column %s has no field or name", s.table, c.Name)
		}
		s.members = append(s.members, m)
	}
	return &s, nil
}

// camelCase returns the name of a column as in the API, such as "createdAt" for created_at.
func camelCase(column string) string {
	words := strings.Split(column, "_")
	for i, word := range words[1:] {
		if word != "" {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}

// selected makes a query select the columns of the shape.
func (s *shape[T]) selected(q *gorm.DB) *gorm.DB {
	columns := make([]string, 0, len(s.members)+len(s.read))
	for _, m := range s.members {
		columns = append(columns, s.table+"."+m.column)
	}
	for _, column := range s.read {
		columns = append(columns, s.table+"."+column)
	}
	return db.SelectColumns(q, columns)
}

// object returns a row as it is exported.
func (s *shape[T]) object(ctx context.Context, row *T) *object {
	o := newObject()
	of := reflect.ValueOf(row).Elem()
	for _, m := range s.members {
		if f := s.values[m.column]; f != nil {
			o.set(m.path, f(row))
			continue
		}
		v, _ := m.field.ValueOf(ctx, of)
		if n, ok := v.(int64); ok && s.currency != nil && strings.HasSuffix(m.column, minor) {
			v = money(models.Money{Minor: n, Currency: s.currency(row)})
		}
		o.set(m.path, v)
	}
	return o
}

// money returns an amount as it is exported.
func money(m models.Money) *object {
	o := newObject()
	o.set("amount", m.Amount())
	o.set("currency", m.Currency)
	return o
}

// under returns the names of the columns with a prefix as members of an object.
func under(prefix, name string, table string) map[string]string {
	names := map[string]string{}
	if t, ok := TableOf(table); ok {
		for _, c := range t.Columns {
			if rest, found := strings.CutPrefix(c.Name, prefix); found {
				names[c.Name] = name + "." + camelCase(rest)
			}
		}
	}
	return names
}

// leaving returns names that leave out columns.
func leaving(columns ...string) map[string]string {
	names := map[string]string{}
	for _, c := range columns {
		names[c] = leftOut
	}
	return names
}

// merged returns all of some names.
func merged(all ...map[string]string) map[string]string {
	names := map[string]string{}
	for _, each := range all {
		for column, name := range each {
			names[column] = name
		}
	}
	return names
}
