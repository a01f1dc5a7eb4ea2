// Package executor writes the data of an answer. The generated code runs the root fields and reads their arguments.
// The objects and payloads that root fields return are written here: depth first, by one goroutine, straight into the
// text of the answer, without a context, a goroutine or an intermediate value for each field. The package has no
// knowledge of the shop's types. It finds members of structs by name, as gqlgen does, and reads all other fields as
// they were registered.
package executor

import (
	"context"
	"errors"
	"io"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Operation holds what the objects in the answer to one operation are written with.
type Operation struct {
	Fields *Fields
	Schema *ast.Schema // the schema of the caller's audience
	// Refuse returns an error if the caller may not use the field of the object type, and nil otherwise.
	Refuse func(ctx context.Context, object, field string) error
	// Pipeline runs functions that read fields of one object. It is nil if reading one after the other is faster.
	Pipeline func(ctx context.Context, reads ...func(context.Context))
	// MaxBytes limits the size of the answer over all root fields. A root field that exceeds it fails with TooLarge. 0
	// means no limit.
	MaxBytes int64
	TooLarge error
	// MaxErrors limits the number of errors that are reported. 0 means no limit.
	MaxErrors int

	used     atomic.Int64 // bytes written so far, updated in steps
	mu       sync.Mutex
	errors   int
	nullRoot bool
	roots    map[*graphql.FieldContext]*Selection // root fields that RootMembers has planned
}

type operationKey struct{}

// With returns a context for running the operation.
func With(ctx context.Context, o *Operation) context.Context {
	o.roots = map[*graphql.FieldContext]*Selection{}
	return context.WithValue(ctx, operationKey{}, o)
}

func operationOf(ctx context.Context) *Operation { return ctx.Value(operationKey{}).(*Operation) }

// NullRoot reports whether a non-null field failed and no field above it is nullable, so that the answer has no data
// (GraphQL specification, section 6.4.4).
func (o *Operation) NullRoot() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.nullRoot
}

// Object is an object or a payload that the generated code passes to the executor: a pointer to a struct or a
// Marshaler.
type Object struct{ value any }

// Of returns v as an Object.
func Of(v any) Object { return Object{v} }

// ErrOutput is returned when an output type is read as an input, which no schema allows. gqlgen requires the function.
var ErrOutput = errors.New("output types cannot be used as inputs")

// MarshalGQLContext writes the fields that are selected by the field in ctx.
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
	b, ok := r.guard((*text)[:0], nil, func(b []byte) ([]byte, bool) {
		if m, ok := o.value.(Marshaler); ok {
			w := Writer{r: &r, b: b}
			m.MarshalObject(&w)
			return w.b, true
		}
		v := reflect.ValueOf(o.value).Elem()
		p := r.rootPlan(t.NamedType, field.Field.Selections, v.Type())
		if p.payload {
			return r.payload(b, p, v)
		}
		return r.object(b, p, v)
	})
	if !ok {
		b = append(b[:0], "null"...)
		if t.NonNull {
			op.mu.Lock()
			op.nullRoot = true
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

// maxKept is the capacity in bytes up to which a buffer is reused.
const maxKept = 256 << 10
