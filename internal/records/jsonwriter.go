package records

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"clientele/models"
)

// jsonWriter writes a JSON object on each line. The columns are those of a CSV file: a member is written if its column
// is.
type jsonWriter struct {
	w       *bufio.Writer
	columns map[string]bool
}

func newJSONWriter(w io.Writer, columns []string) jsonWriter {
	j := jsonWriter{w: bufio.NewWriterSize(w, 64<<10), columns: map[string]bool{}}
	for _, name := range columns {
		j.columns[name] = true
	}
	return j
}

// Flush implements Writer.
func (j *jsonWriter) Flush() error { return j.w.Flush() }

func (j *jsonWriter) object() *jsonObject { return &jsonObject{columns: j.columns} }

func (j *jsonWriter) write(o *jsonObject) error {
	_, err := j.w.Write(append(o.bytes(), '\n'))
	return err
}

// jsonObject is an object that is being written.
type jsonObject struct {
	columns map[string]bool
	prefix  string // of the names of the columns
	written []byte
}

// within returns an object whose columns begin with a text.
func (o *jsonObject) within(prefix string) *jsonObject {
	return &jsonObject{columns: o.columns, prefix: prefix}
}

func (o *jsonObject) any() bool { return len(o.written) > 0 }

func (o *jsonObject) bytes() []byte {
	if !o.any() {
		return []byte("{}")
	}
	return append(slices.Clone(o.written), '}')
}

// member writes a member, whatever columns there are, if given.
func (o *jsonObject) member(name string, v any, given bool) {
	if !given {
		return
	}
	separator := byte(',')
	if len(o.written) == 0 {
		separator = '{'
	}
	o.written = append(o.written, separator)
	o.written = append(o.written, compact(name)...)
	o.written = append(o.written, ':')
	o.written = append(o.written, compact(v)...)
}

// value writes the value of a column.
func (o *jsonObject) value(column string, v any) {
	name := camel(column)
	if strings.HasPrefix(column, "default_") {
		name = camel("is_" + column)
	}
	o.member(name, v, o.columns[o.prefix+column])
}

// text writes the text of a column, if there is one.
func (o *jsonObject) text(column string, s *string) {
	if s != nil && *s != "" {
		o.value(column, *s)
	}
}

// money writes an amount, if there is one.
func (o *jsonObject) money(column, amount string, currency models.CurrencyCode) {
	if amount != "" {
		o.value(column, struct {
			Amount   string              `json:"amount"`
			Currency models.CurrencyCode `json:"currency"`
		}{amount, currency})
	}
}

// custom writes the custom fields that have a column, in the order of their keys.
func (o *jsonObject) custom(values map[string]json.RawMessage) {
	set := map[string]json.RawMessage{}
	for key, value := range values {
		if o.columns[o.prefix+"custom."+key] && len(value) > 0 && string(value) != "null" {
			set[key] = value
		}
	}
	o.member("customFields", set, len(set) > 0)
}

// camel returns the name of a column as the name of a member: external_id is externalId.
func camel(column string) string {
	first, rest, _ := strings.Cut(column, "_")
	for part := range strings.SplitSeq(rest, "_") {
		if part != "" {
			first += strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return first
}
