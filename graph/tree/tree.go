// Package tree writes what was selected of an answer. The generated code runs the root fields and reads their arguments; the
// objects that they answer are written here, depth first, by one goroutine, straight into the answer's text: no context, no
// goroutine and no intermediate value for each field. It knows no type of the shop: members of structs are found by their names,
// as the generated code would bind them, and everything else is registered.
package tree

import (
	"context"
	"errors"
	"io"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Operation is what the objects of one operation's answer are written with.
type Operation struct {
	Fields *Fields
	Schema *ast.Schema // the caller's
	// Refuse returns the error of a type's field that the caller may not use; nil where it may.
	Refuse func(ctx context.Context, object, field string) error
	// Together runs functions that read the fields of one object; nil where they are better read one after the other.
	Together func(ctx context.Context, reads ...func(context.Context))
	// MaxBytes limits the answer, summed over all root fields. A root field that exceeds it fails with TooLarge. 0 means no limit.
	MaxBytes int64
	TooLarge error
	// MaxErrors limits the errors that are reported for the operation. 0 means no limit.
	MaxErrors int

	used    atomic.Int64 // bytes written so far, in steps
	mu      sync.Mutex
	errors  int
	spoiled bool
	roots   map[*graphql.FieldContext]*Node // that RootMembers has looked at
}

type operationKey struct{}

// With returns a context in which o's operation runs.
func With(ctx context.Context, o *Operation) context.Context {
	o.roots = map[*graphql.FieldContext]*Node{}
	return context.WithValue(ctx, operationKey{}, o)
}

func operationOf(ctx context.Context) *Operation { return ctx.Value(operationKey{}).(*Operation) }

// Spoiled tells whether a field that is never null failed, with nothing above it that could be: the answer then has no data
// (GraphQL specification, section 6.4.4).
func (o *Operation) Spoiled() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.spoiled
}

// Object is an object of an answer, a pointer to a struct, as the generated code hands it over.
type Object struct{ value any }

// Of returns v to be written.
func Of(v any) Object { return Object{v} }

// ErrOutput says that an object is no input. gqlgen wants both ways of every type that it does not execute itself.
var ErrOutput = errors.New("objects are answers, not inputs")

// MarshalGQLContext writes what the field in ctx selects of the object.
func (o Object) MarshalGQLContext(ctx context.Context, w io.Writer) error {
	op := operationOf(ctx)
	field := graphql.GetFieldContext(ctx)
	r := run{ctx: ctx, op: op, request: graphql.GetOperationContext(ctx), root: field, rootValue: o.value}
	t := field.Field.Definition.Type
	for t.Elem != nil {
		t = t.Elem
	}
	text := buffers.Get().(*[]byte)
	defer buffers.Put(text)
	b, ok := r.whole((*text)[:0], t.NamedType, field.Field.Selections, reflect.ValueOf(o.value).Elem())
	if !ok {
		b = append(b[:0], "null"...)
		if t.NonNull {
			op.mu.Lock()
			op.spoiled = true
			op.mu.Unlock()
		}
	}
	_, err := w.Write(b)
	if cap(b) <= maxKept {
		*text = b
	}
	return err
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

// maxKept is the largest buffer that is kept for the next answer.
const maxKept = 256 << 10

// run writes one object and what is below it.
type run struct {
	ctx       context.Context
	op        *Operation
	request   *graphql.OperationContext
	root      *graphql.FieldContext
	rootValue any
	path      []ast.PathElement // below the root
	counted   int               // bytes that are counted in the operation already
	failures  int
	full      bool // the operation's answer is too large: nothing more is written
}

// whole writes the object; a panic becomes the error of the root, as it does in the generated code.
func (r *run) whole(b []byte, name string, selected ast.SelectionSet, v reflect.Value) (out []byte, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.path = nil
			r.fail(graphql.Recover(r.ctx, p))
			out, ok = b, false
		}
	}()
	out, ok = r.object(b, r.rootPlan(name, selected, v.Type()), v)
	if r.count(len(out)); r.full {
		r.path = nil
		r.report(r.op.TooLarge)
		return out, false
	}
	return out, ok
}

// object writes an object; not ok where a field that is never null has no value.
func (r *run) object(b []byte, p *plan, v reflect.Value) ([]byte, bool) {
	r.readAhead(p, v)
	b = append(b, '{')
	for i, n := range p.nodes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, n.key...)
		var ok bool
		if b, ok = r.fieldOrCopy(b, n, v); !ok || r.enough(len(b)) {
			p.forget()
			return b, ok
		}
	}
	return append(b, '}'), true
}

// fieldOrCopy writes a field, or copies it from an earlier one of the object that has the same value.
func (r *run) fieldOrCopy(b []byte, n *Node, parent reflect.Value) ([]byte, bool) {
	if n.same != nil && n.same.to > n.same.from {
		return append(b, b[n.same.from:n.same.to]...), true
	}
	from, failures := len(b), r.failures
	b, ok := r.field(b, n, parent)
	if n.from, n.to = from, len(b); r.failures > failures {
		n.to = from // not copied: the next one reports the error with its own path
	}
	return b, ok
}

func (r *run) field(b []byte, n *Node, parent reflect.Value) ([]byte, bool) {
	if n.bound == nil { // __typename
		return append(b, n.typename...), true
	}
	if n.refused != nil {
		return r.failed(b, n, n.refused)
	}
	if n.bound.get == nil {
		return r.value(b, n, n.field.Definition.Type, parent.FieldByIndex(n.bound.index))
	}
	read := n.ahead
	if n.ahead = nil; read == nil {
		read = new(outcome)
		read.value, read.err = n.bound.get(r.ctx, parent, n)
	}
	if read.err != nil {
		return r.failed(b, n, read.err)
	}
	return r.value(b, n, n.field.Definition.Type, read.value)
}

// value writes what a field has come to.
func (r *run) value(b []byte, n *Node, t *ast.Type, v reflect.Value) ([]byte, bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return r.null(b, n, t)
		}
		if n.bound.written {
			return r.written(b, n, v.Interface().(Written))
		}
		v = v.Elem()
	}
	if t.Elem != nil {
		return r.list(b, n, t, v)
	}
	if len(n.field.Selections) == 0 {
		return appendLeaf(b, v), true
	}
	r.path = append(r.path, ast.PathName(n.field.Alias))
	b, ok := r.below(b, n, t, v)
	r.path = r.path[:len(r.path)-1]
	return b, ok
}

func (r *run) list(b []byte, n *Node, t *ast.Type, v reflect.Value) ([]byte, bool) {
	if v.IsNil() && !t.NonNull {
		return append(b, "null"...), true
	}
	start := len(b)
	b = append(b, '[')
	r.path = append(r.path, ast.PathName(n.field.Alias), nil)
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		r.path[len(r.path)-1] = ast.PathIndex(i)
		var ok bool
		if b, ok = r.member(b, n, t.Elem, v.Index(i)); !ok {
			r.path = r.path[:len(r.path)-2]
			return orNull(b[:start], t)
		}
		if r.enough(len(b)) {
			break
		}
	}
	r.path = r.path[:len(r.path)-2]
	return append(b, ']'), true
}

// member writes a member of a list, whose place is the end of the path already.
func (r *run) member(b []byte, n *Node, t *ast.Type, v reflect.Value) ([]byte, bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			if t.NonNull {
				r.fail(errNull)
			}
			return orNull(b, t)
		}
		v = v.Elem()
	}
	if len(n.field.Selections) == 0 {
		return appendLeaf(b, v), true
	}
	return r.below(b, n, t, v)
}

// below writes what was selected of an object, whose place is the end of the path already.
func (r *run) below(b []byte, n *Node, t *ast.Type, v reflect.Value) ([]byte, bool) {
	start := len(b)
	b, ok := r.object(b, n.below(r, t.NamedType, v.Type()), v)
	if !ok {
		return orNull(b[:start], t)
	}
	return b, true
}

var errNull = errors.New("a value that is never null is missing")

func (r *run) null(b []byte, n *Node, t *ast.Type) ([]byte, bool) {
	if t.NonNull {
		return r.failed(b, n, errNull)
	}
	return append(b, "null"...), true
}

// orNull puts null in the place of what failed, where its type lets it.
func orNull(b []byte, t *ast.Type) ([]byte, bool) {
	if t.NonNull {
		return b, false
	}
	return append(b, "null"...), true
}

// failed notes a field's error, and writes null where the field may be.
func (r *run) failed(b []byte, n *Node, err error) ([]byte, bool) {
	r.path = append(r.path, ast.PathName(n.field.Alias))
	r.fail(err)
	r.path = r.path[:len(r.path)-1]
	return orNull(b, n.field.Definition.Type)
}

// fail notes an error at the present place.
func (r *run) fail(err error) {
	r.failures++
	if r.op.reports() {
		r.report(err)
	}
}

func (r *run) report(err error) {
	path := append(ast.Path{}, r.root.Path()...)
	if i := r.place(); i >= 0 {
		path = append(path, ast.PathIndex(i))
	}
	graphql.AddError(r.ctx, &gqlerror.Error{Err: err, Message: err.Error(), Path: append(path, r.path...)})
}

// place is where the root object stands in its field's list; -1 where that is none.
func (r *run) place() int {
	list := reflect.ValueOf(r.root.Result)
	if r.root.Field.Definition.Type.Elem == nil || list.Kind() != reflect.Slice {
		return -1
	}
	for i := range list.Len() {
		if list.Index(i).Interface() == r.rootValue {
			return i
		}
	}
	return -1
}
