package tree

import (
	"reflect"

	"github.com/vektah/gqlparser/v2/ast"
)

// Written is a value that writes itself: an object whose fields are known at run time only.
type Written interface {
	WriteTree(w *Writer)
}

// Writer is what such a value writes to.
type Writer struct {
	r *run
	b []byte
}

func (r *run) written(b []byte, n *Node, v Written) ([]byte, bool) {
	r.path = append(r.path, ast.PathName(n.field.Alias))
	w := Writer{r: r, b: b}
	v.WriteTree(&w)
	r.path = r.path[:len(r.path)-1]
	return w.b, true
}

// Children returns the fields that are selected below, of an object of the GraphQL type name that writes itself.
func (n *Node) Children(name string) []*Node {
	nodes := n.r.nodes(name, n.field.Selections)
	for _, child := range nodes {
		child.bound = &binding{}
	}
	return nodes
}

// Name returns the field's name in the schema.
func (n *Node) Name() string { return n.field.Name }

// Raw writes what is JSON already.
func (w *Writer) Raw(text string) { w.b = append(w.b, text...) }

// Key writes the name of a field.
func (w *Writer) Key(n *Node) { w.b = append(w.b, n.key...) }

// Text writes a JSON string.
func (w *Writer) Text(s string) { w.b = appendText(w.b, s) }

// Value writes what the field has come to: what was selected of an object, or of each of a list.
func (w *Writer) Value(n *Node, v any) {
	w.b, _ = w.r.value(w.b, n, n.field.Definition.Type, reflect.ValueOf(v))
}

// Fail notes the error of a field, and writes null for it.
func (w *Writer) Fail(n *Node, err error) { w.b, _ = w.r.failed(w.b, n, err) }
