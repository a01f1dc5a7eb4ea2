package tree

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Fields is how the fields of objects are read: members of structs by their names, and what was registered.
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

// binding is how one field of a Go type is read.
type binding struct {
	index  []int // of a member; nil where get reads it
	get    func(ctx context.Context, parent reflect.Value, n *Node) (reflect.Value, error)
	result reflect.Type
	needs  []string // the members of the parent that are looked at
	// written says that the result writes itself.
	written bool
	// apart says that reading takes a way to elsewhere, and needs no other field's.
	apart bool
}

// NewFields returns the fields of members alone.
func NewFields() *Fields {
	return &Fields{registered: map[key]*binding{}, names: map[reflect.Type]string{}, found: map[key]*binding{}}
}

// Name says how the schema calls objects of the type T where a field's type is an interface; Go's own name without it.
func Name[T any](f *Fields, name string) { f.names[reflect.TypeFor[T]()] = name }

// Method registers a field that a method reads, and the members that the method looks at.
func Method[P, R any](f *Fields, field string, read func(*P) R, needs ...string) {
	register(f, field, needs, func(_ context.Context, p *P, _ *Node) (R, error) { return read(p), nil })
}

// Resolve registers a field that is read from elsewhere, such as the database, and the members that this needs of the parent.
func Resolve[P, R any](f *Fields, field string, read func(context.Context, *P) (R, error), needs ...string) {
	register(f, field, needs, func(ctx context.Context, p *P, _ *Node) (R, error) { return read(ctx, p) })
}

// ResolveWith registers a field with arguments or a selection that matter: prepare sees them, once for all the objects of a
// place in the answer, and what it returns reads the field of each.
func ResolveWith[P, R any](f *Fields, field string, prepare func(ctx context.Context, n *Node) (func(context.Context, *P) (R, error), error), needs ...string) {
	register(f, field, needs, func(ctx context.Context, p *P, n *Node) (R, error) {
		if !n.ready {
			read, err := prepare(ctx, n)
			n.prepared, n.failure, n.ready = read, err, true
		}
		if n.failure != nil {
			var none R
			return none, n.failure
		}
		return n.prepared.(func(context.Context, *P) (R, error))(ctx, p)
	})
}

// Apart says of registered fields of P that each is read from elsewhere without the others, so that they may be read together.
func Apart[P any](f *Fields, fields ...string) {
	for _, field := range fields {
		f.registered[key{reflect.TypeFor[P](), field}].apart = true
	}
}

func register[P, R any](f *Fields, field string, needs []string, read func(context.Context, *P, *Node) (R, error)) {
	f.registered[key{reflect.TypeFor[P](), field}] = &binding{
		result: reflect.TypeFor[R](), needs: needs, written: reflect.TypeFor[R]().Implements(reflect.TypeFor[Written]()),
		get: func(ctx context.Context, parent reflect.Value, n *Node) (reflect.Value, error) {
			if !parent.CanAddr() {
				held := reflect.New(parent.Type()).Elem()
				held.Set(parent)
				parent = held
			}
			v, err := read(ctx, parent.Addr().Interface().(*P), n)
			return reflect.ValueOf(&v).Elem(), err
		},
	}
}

// binding returns how a field of a Go type is read. That there is one for every field of the schema is tested.
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
	if at.of.Kind() == reflect.Struct {
		for _, member := range reflect.VisibleFields(at.of) {
			if member.IsExported() && strings.EqualFold(member.Name, at.field) {
				return &binding{index: member.Index, result: member.Type, needs: []string{member.Name}}, nil
			}
		}
	}
	return nil, fmt.Errorf("nothing reads the field %s of %s", at.field, at.of)
}

// Result returns what a field of a Go type is read as, and an error where nothing reads it.
func (f *Fields) Result(of reflect.Type, field string) (reflect.Type, error) {
	b, err := f.bind(key{of, field})
	if err != nil {
		return nil, err
	}
	return b.result, nil
}
