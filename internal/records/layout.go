package records

import (
	"slices"
	"strings"
)

// layout says what the columns of a CSV file are read into.
type layout struct {
	header    []string
	columns   []Column
	fields    []field        // by column; without set if the column is ignored
	byField   map[string]int // the column of a field
	system    bool           // the file was made by another system
	keys      []string       // the fields that tell which rows are of one record; the first that has a value
	countries *countries
	finish    func(d *draft) // completes a record
}

// dialect describes the CSV files of one format.
type dialect struct {
	// name returns the field of a column, by its name in the file, or "".
	name func(column string) string
	// field returns a field by its name.
	field func(name string) (field, bool)
	// required lists the fields that the file must have columns for: one of each list.
	required [][]string
	keys     []string
	system   bool
	finish   func(d *draft)
}

// faultColumns are the columns that a file of faults has in addition. They are ignored when it is imported again.
var faultColumns = []string{"error_column", "error"}

// newLayout matches the columns of a file with the fields of a dialect. Columns that the caller mapped take precedence;
// of several columns with one field, the first is read. Errors are shown to users.
func newLayout(header []string, d dialect, o Options) (*layout, error) {
	l, err := matchColumns(header, d, o)
	if err != nil {
		return nil, err
	}
	for _, names := range d.required {
		if !slices.ContainsFunc(names, func(name string) bool { _, ok := l.byField[name]; return ok }) {
			return nil, fileErrorf("The file has no column for %s. Its columns are: %s",
				strings.Join(names, " or "), strings.Join(header, ", "))
		}
	}
	return l, nil
}

// matchColumns is newLayout for a file that may lack required columns.
func matchColumns(header []string, d dialect, o Options) (*layout, error) {
	l := &layout{
		header: header, fields: make([]field, len(header)), byField: map[string]int{}, system: d.system, keys: d.keys,
		countries: newCountries(o.Country), finish: d.finish,
	}
	given, err := mapped(header, o.Columns)
	if err != nil {
		return nil, err
	}
	for i, column := range header {
		l.columns = append(l.columns, Column{Name: column})
		if name := given[i]; name != "" {
			f, known := d.field(name)
			if !known {
				return nil, fileErrorf("The column %q cannot be read into %q: there is no such field", column, name)
			}
			if _, doubled := l.byField[name]; doubled {
				return nil, fileErrorf("More than one column is read into %q", name)
			}
			l.columns[i].Field, l.fields[i], l.byField[name] = name, f, i
		}
	}
	for i, column := range header {
		if _, explicit := given[i]; explicit {
			continue
		}
		name := d.name(column)
		if _, doubled := l.byField[name]; name == "" || doubled {
			continue
		}
		if f, known := d.field(name); known {
			l.columns[i].Field, l.fields[i], l.byField[name] = name, f, i
		}
	}
	return l, nil
}

// mapped returns the fields that the caller gave for columns, by the index of the column.
func mapped(header []string, columns map[string]string) (map[int]string, error) {
	given := map[int]string{}
	for column, name := range columns {
		i := slices.Index(header, column)
		if i < 0 {
			i = slices.IndexFunc(header, func(h string) bool { return plainName(h) == plainName(column) })
		}
		if i < 0 {
			return nil, fileErrorf("The file has no column %q", column)
		}
		given[i] = strings.TrimSpace(name)
	}
	return given, nil
}

// plainName returns the name of a column in lower case and without punctuation, for comparisons.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-./:()*'\t\u00A0", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// key returns what identifies the record of a row, or "" if nothing does.
func (l *layout) key(r row) string {
	name := l.keyOf(r)
	if name == "" {
		return ""
	}
	i := l.byField[name]
	return name + "\x00" + strings.ToLower(strings.TrimSpace(unguard(r.cells[i], l.fields[i].code)))
}

// keyOf returns the field that identifies the record of a row, or "".
func (l *layout) keyOf(r row) string {
	for _, name := range l.keys {
		if i, ok := l.byField[name]; ok && i < len(r.cells) && strings.TrimSpace(r.cells[i]) != "" {
			return name
		}
	}
	return ""
}

// sameKey reports whether two texts of the field of a key are the same key.
func sameKey(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// keyName returns the name of the column that key uses first.
func (l *layout) keyName() string {
	for _, name := range l.keys {
		if i, ok := l.byField[name]; ok {
			return l.header[i]
		}
	}
	return ""
}
