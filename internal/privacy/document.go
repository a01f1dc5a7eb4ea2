package privacy

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// object is a JSON object whose members keep their order.
type object struct {
	names  []string
	values map[string]any
}

func newObject() *object { return &object{values: map[string]any{}} }

// has reports whether there is a member with the name.
func (o *object) has(name string) bool {
	_, has := o.values[name]
	return has
}

// set sets a member. The path of a member of an object within the object has a point, such as "contact.name".
func (o *object) set(path string, value any) {
	name, rest, nested := strings.Cut(path, ".")
	if !o.has(name) {
		o.names = append(o.names, name)
		if nested {
			o.values[name] = newObject()
		}
	}
	if inner, ok := o.values[name].(*object); ok && nested {
		inner.set(rest, value)
		return
	}
	o.values[name] = value
}

// MarshalJSON implements json.Marshaler.
func (o *object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := plainJSON(name)
		if err != nil {
			return nil, err
		}
		value, err := plainJSON(o.values[name])
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// plainJSON returns a value as JSON, without escapes for HTML.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode as JSON: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// document writes one JSON object with indentation, a member or an element of a list at a time, so that it never holds
// more than one of them. After an error, it writes nothing, and close returns the error.
type document struct {
	w     *bufio.Writer
	comma bool // whether a member or an element precedes
	depth int
	err   error
}

// newDocument begins a document.
func newDocument(w io.Writer) *document {
	d := &document{w: bufio.NewWriter(w), depth: 1}
	d.write("{")
	return d
}

// member writes a member of the document.
func (d *document) member(name string, value any) {
	d.separate()
	d.value(name)
	d.write(": ")
	d.value(value)
}

// list writes a member with a list, whose elements are those that f adds.
func (d *document) list(name string, f func(add func(element any) error) error) error {
	d.separate()
	d.value(name)
	d.write(": [")
	d.comma, d.depth = false, 2
	err := f(func(element any) error {
		d.separate()
		d.value(element)
		return d.err
	})
	if d.depth = 1; d.comma {
		d.write("\n" + d.margin())
	}
	d.write("]")
	d.comma = true
	return err
}

// close writes the end of the document.
func (d *document) close() error {
	d.write("\n}\n")
	if d.err != nil {
		return d.err
	}
	return d.w.Flush()
}

const indent = "  "

func (d *document) margin() string { return strings.Repeat(indent, d.depth) }

// separate begins a new member or element.
func (d *document) separate() {
	if d.comma {
		d.write(",")
	}
	d.write("\n" + d.margin())
	d.comma = true
}

func (d *document) value(v any) {
	if d.err != nil {
		return
	}
	var text []byte
	if text, d.err = plainJSON(v); d.err != nil {
		return
	}
	var b bytes.Buffer
	if d.err = json.Indent(&b, text, d.margin(), indent); d.err == nil {
		_, d.err = d.w.Write(b.Bytes())
	}
}

func (d *document) write(s string) {
	if d.err == nil {
		_, d.err = d.w.WriteString(s)
	}
}
