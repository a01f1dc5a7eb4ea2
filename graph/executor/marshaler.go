package executor

import (
	"reflect"

	"github.com/vektah/gqlparser/v2/ast"
)

// Marshaler is a value that writes its own fields, because they are known only at run time.
type Marshaler interface {
	MarshalObject(w *Writer)
}

// Writer is what a Marshaler writes to.
type Writer struct {
	r *run
	b []byte
}

func (r *run) marshaler(b []byte, s *Selection, v Marshaler) ([]byte, bool) {
	r.path = append(r.path, ast.PathName(s.field.Alias))
	w := Writer{r: r, b: b}
	v.MarshalObject(&w)
	r.path = r.path[:len(r.path)-1]
	return w.b, true
}

// Children returns the selected fields of a Marshaler whose object type is name.
func (s *Selection) Children(name string) []*Selection {
	children := s.r.selections(name, s.field.Selections)
	for _, child := range children {
		child.bound = &binding{}
	}
	return children
}

// Name returns the name of the field in the schema.
func (s *Selection) Name() string { return s.field.Name }

// Raw writes JSON as it is.
func (w *Writer) Raw(text string) { w.b = append(w.b, text...) }

// Key writes the response name of a field.
func (w *Writer) Key(s *Selection) { w.b = append(w.b, s.key...) }

// Text writes a JSON string.
func (w *Writer) Text(s string) { w.b = appendText(w.b, s) }

// Value writes the value of a field: the selected fields of an object, or of each object in a list.
func (w *Writer) Value(s *Selection, v any) {
	w.b, _ = w.r.value(w.b, s, s.field.Definition.Type, reflect.ValueOf(v))
}

// Fail reports the error of a field, and writes null for it.
func (w *Writer) Fail(s *Selection, err error) { w.b, _ = w.r.failed(w.b, s, err) }
