package executor

import (
	"context"
	"errors"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// run writes one object and everything below it.
type run struct {
	ctx       context.Context
	op        *Operation
	request   *graphql.OperationContext
	root      *graphql.FieldContext
	rootValue any
	path      []ast.PathElement // relative to the root
	counted   int               // the length up to which bytes are counted in the operation
	failures  int
	full      bool // the answer is too large, so nothing more is written
}

// guard calls write. A panic, or an answer that became too large, is reported as an error at the path, and nothing is
// written.
func (r *run) guard(
	b []byte, path []ast.PathElement, write func([]byte) ([]byte, bool),
) (out []byte, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.path = path
			r.fail(graphql.Recover(r.ctx, p))
			out, ok = b, false
		}
	}()
	out, ok = write(b)
	if r.count(len(out)); r.full {
		r.path = path
		r.report(r.op.TooLarge)
		return out, false
	}
	return out, ok
}

// object writes an object. It returns false if a non-null field has no value.
func (r *run) object(b []byte, p *plan, v reflect.Value) ([]byte, bool) {
	r.prefetch(p, v)
	b = append(b, '{')
	for i, s := range p.selections {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, s.key...)
		var ok bool
		if b, ok = r.fieldOrCopy(b, s, v); !ok || r.enough(len(b)) {
			p.discard()
			return b, ok
		}
	}
	return append(b, '}'), true
}

// fieldOrCopy writes a field, or copies it from an earlier field of the object that has the same value.
func (r *run) fieldOrCopy(b []byte, s *Selection, parent reflect.Value) ([]byte, bool) {
	if s.sameAs != nil && s.sameAs.to > s.sameAs.from {
		return append(b, b[s.sameAs.from:s.sameAs.to]...), true
	}
	from, failures := len(b), r.failures
	b, ok := r.field(b, s, parent)
	if s.from, s.to = from, len(b); r.failures > failures {
		s.to = from // do not copy it: the next field reports the error with its own path
	}
	return b, ok
}

func (r *run) field(b []byte, s *Selection, parent reflect.Value) ([]byte, bool) {
	if s.bound == nil { // __typename
		return append(b, s.typename...), true
	}
	if s.refused != nil {
		return r.failed(b, s, s.refused)
	}
	if s.bound.get == nil {
		return r.value(b, s, s.field.Definition.Type, parent.FieldByIndex(s.bound.index))
	}
	read := s.prefetched
	if s.prefetched = nil; read == nil {
		read = new(outcome)
		read.value, read.err = s.bound.get(r.ctx, parent, s)
	}
	if read.err != nil {
		return r.failed(b, s, read.err)
	}
	return r.value(b, s, s.field.Definition.Type, read.value)
}

// value writes the value of a field.
func (r *run) value(b []byte, s *Selection, t *ast.Type, v reflect.Value) ([]byte, bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return r.null(b, s, t)
		}
		if s.bound.marshaler {
			return r.marshaler(b, s, v.Interface().(Marshaler))
		}
		v = v.Elem()
	}
	if t.Elem != nil {
		return r.list(b, s, t, v)
	}
	if len(s.field.Selections) == 0 {
		return appendLeaf(b, v), true
	}
	r.path = append(r.path, ast.PathName(s.field.Alias))
	b, ok := r.below(b, s, t, v)
	r.path = r.path[:len(r.path)-1]
	return b, ok
}

func (r *run) list(b []byte, s *Selection, t *ast.Type, v reflect.Value) ([]byte, bool) {
	if v.IsNil() && !t.NonNull {
		return append(b, "null"...), true
	}
	start := len(b)
	b = append(b, '[')
	r.path = append(r.path, ast.PathName(s.field.Alias), nil)
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		r.path[len(r.path)-1] = ast.PathIndex(i)
		var ok bool
		if b, ok = r.element(b, s, t.Elem, v.Index(i)); !ok {
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

// element writes an element of a list. The path ends with its index already.
func (r *run) element(b []byte, s *Selection, t *ast.Type, v reflect.Value) ([]byte, bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			if t.NonNull {
				r.fail(errNull)
			}
			return orNull(b, t)
		}
		v = v.Elem()
	}
	if len(s.field.Selections) == 0 {
		return appendLeaf(b, v), true
	}
	return r.below(b, s, t, v)
}

// below writes the selected fields of an object. The path ends with the object already.
func (r *run) below(b []byte, s *Selection, t *ast.Type, v reflect.Value) ([]byte, bool) {
	start := len(b)
	b, ok := r.object(b, s.below(r, t.NamedType, v.Type()), v)
	if !ok {
		return orNull(b[:start], t)
	}
	return b, true
}

var errNull = errors.New("a non-null field has no value")

func (r *run) null(b []byte, s *Selection, t *ast.Type) ([]byte, bool) {
	if t.NonNull {
		return r.failed(b, s, errNull)
	}
	return append(b, "null"...), true
}

// orNull writes null for a value that failed, and returns false if its type is non-null.
func orNull(b []byte, t *ast.Type) ([]byte, bool) {
	if t.NonNull {
		return b, false
	}
	return append(b, "null"...), true
}

// failed reports the error of a field, and writes null if the field is nullable.
func (r *run) failed(b []byte, s *Selection, err error) ([]byte, bool) {
	r.path = append(r.path, ast.PathName(s.field.Alias))
	r.fail(err)
	r.path = r.path[:len(r.path)-1]
	return orNull(b, s.field.Definition.Type)
}

// fail reports an error at the current path, unless MaxErrors were reported already.
func (r *run) fail(err error) {
	r.failures++
	if r.op.reports() {
		r.report(err)
	}
}

func (r *run) report(err error) {
	path := append(ast.Path{}, r.root.Path()...)
	if i := r.index(); i >= 0 {
		path = append(path, ast.PathIndex(i))
	}
	graphql.AddError(r.ctx, &gqlerror.Error{Err: err, Message: err.Error(), Path: append(path, r.path...)})
}

// index returns the index of the root object in the list that the root field returned, and -1 if that is not a list.
func (r *run) index() int {
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
