package executor

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Fields says how the fields of objects are read: members of structs by name, and registered fields.
type Fields struct {
	registered map[key]*binding
	names      map[reflect.Type]string

	mu    sync.RWMutex
	found map[key]*binding
}

type key struct {
	of    reflect.Type
	field string
}

// binding says how one field of a Go type is read.
type binding struct {
	index  []int // of a member; unused if get is set
	get    func(ctx context.Context, parent reflect.Value, s *Selection) (reflect.Value, error)
	result reflect.Type
	needs  []string // the members of the parent that are read
	// marshaler says that the result is a Marshaler.
	marshaler bool
	// concurrent says that the field is read from elsewhere, independently of all other fields.
	concurrent bool
}

// NewFields returns Fields with the registered fields of introspection.
func NewFields() *Fields {
	f := &Fields{registered: map[key]*binding{}, names: map[reflect.Type]string{}, found: map[key]*binding{}}
	registerIntrospection(f)
	return f
}

// Name sets the object type of T where the type of a field is an interface. The default is the name of the Go type.
func Name[T any](f *Fields, name string) { f.names[reflect.TypeFor[T]()] = name }

// Method registers a field that is read by a method, and the members that the method reads.
func Method[P, R any](f *Fields, field string, read func(*P) R, needs ...string) {
	register(f, field, needs, func(_ context.Context, p *P, _ *Selection) (R, error) { return read(p), nil })
}

// Resolve registers a field that is read from elsewhere, such as the database, and the members of the parent that are
// needed for it.
func Resolve[P, R any](f *Fields, field string, read func(context.Context, *P) (R, error), needs ...string) {
	register(f, field, needs, func(ctx context.Context, p *P, _ *Selection) (R, error) { return read(ctx, p) })
}

// Resolver reads a field of P.
type Resolver[P, R any] = func(context.Context, *P) (R, error)

// ResolveWith registers a field whose arguments or selected fields matter. prepare is called once for all objects at
// the same path of the answer. The function that it returns reads the field of each of them.
func ResolveWith[P, R any](
	f *Fields, field string, prepare func(context.Context, *Selection) (Resolver[P, R], error), needs ...string,
) {
	register(f, field, needs, func(ctx context.Context, p *P, s *Selection) (R, error) {
		if !s.ready {
			read, err := prepare(ctx, s)
			s.prepared, s.failure, s.ready = read, err, true
		}
		if s.failure != nil {
			var none R
			return none, s.failure
		}
		return s.prepared.(Resolver[P, R])(ctx, p)
	})
}

// Concurrent declares that registered fields of P do not depend on each other, so that they may be read in one
// pipeline.
func Concurrent[P any](f *Fields, fields ...string) {
	for _, field := range fields {
		f.registered[key{reflect.TypeFor[P](), field}].concurrent = true
	}
}

func register[P, R any](
	f *Fields, field string, needs []string, read func(context.Context, *P, *Selection) (R, error),
) {
	f.registered[key{reflect.TypeFor[P](), field}] = &binding{
		result: reflect.TypeFor[R](), needs: needs,
		marshaler: reflect.TypeFor[R]().Implements(reflect.TypeFor[Marshaler]()),
		get: func(ctx context.Context, parent reflect.Value, s *Selection) (reflect.Value, error) {
			if !parent.CanAddr() {
				held := reflect.New(parent.Type()).Elem()
				held.Set(parent)
				parent = held
			}
			v, err := read(ctx, parent.Addr().Interface().(*P), s)
			return reflect.ValueOf(&v).Elem(), err
		},
	}
}

// binding returns how a field of a Go type is read. A test checks that every field of the schema has a binding.
func (f *Fields) binding(of reflect.Type, field string) *binding {
	at := key{of, field}
	f.mu.RLock()
	b := f.found[at]
	f.mu.RUnlock()
	if b != nil {
		return b
	}
	b, err := f.bind(at)
	if err != nil {
		panic(err)
	}
	f.mu.Lock()
	f.found[at] = b
	f.mu.Unlock()
	return b
}

func (f *Fields) bind(at key) (*binding, error) {
	if b := f.registered[at]; b != nil {
		return b, nil
	}
	if at.of.Implements(payloadType) {
		return bindPayload(at)
	}
	if m, ok := memberOf(at.of, at.field); ok {
		return &binding{index: m.Index, result: m.Type, needs: []string{m.Name}}, nil
	}
	return nil, fmt.Errorf("no member or registered field %s of %s", at.field, at.of)
}

// memberOf returns the exported member of a struct with the name of a field, in any case.
func memberOf(of reflect.Type, field string) (reflect.StructField, bool) {
	if of.Kind() == reflect.Struct {
		for _, m := range reflect.VisibleFields(of) {
			if m.IsExported() && strings.EqualFold(m.Name, field) {
				return m, true
			}
		}
	}
	return reflect.StructField{}, false
}

// Result returns the Go type as which a field is read, and an error if nothing reads it.
func (f *Fields) Result(of reflect.Type, field string) (reflect.Type, error) {
	b, err := f.bind(key{of, field})
	if err != nil {
		return nil, err
	}
	return b.result, nil
}

// Validate returns an error if a registered field needs a member that its object does not have.
func (f *Fields) Validate() error {
	for at, b := range f.registered {
		for _, need := range b.needs {
			if _, ok := at.of.FieldByName(need); !ok {
				return fmt.Errorf("the field %s needs %s.%s, which does not exist", at.field, at.of, need)
			}
		}
	}
	return nil
}
