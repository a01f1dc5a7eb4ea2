package executor

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/apperr"
)

// Payload is the answer of a mutation. Its fields in the schema are read from Value: from the members of a struct,
// or, if Value is not a struct, from Value itself. A field such as customerId that has no member is the id of the
// record in the member customer.
type Payload[T any] struct {
	Value      T
	UserErrors []*apperr.FieldError
}

func (Payload[T]) isPayload() {}

var payloadType = reflect.TypeFor[interface{ isPayload() }]()

const valueIndex = 0 // of Value in the members of Payload

// payload writes the payload of a mutation. Its members fail one by one, because a client cannot ask for them again: a
// panic below one record leaves the other members as they are.
func (r *run) payload(b []byte, p *plan, v reflect.Value) ([]byte, bool) {
	b = append(b, '{')
	for i, s := range p.selections {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, s.key...)
		var ok bool
		if len(s.field.Selections) == 0 || s.field.Name == "userErrors" {
			b, ok = r.field(b, s, v)
		} else {
			b, ok = r.record(b, s, v)
		}
		if !ok {
			return b, false
		}
	}
	b = append(b, '}')
	r.counted = len(b) // by the records; the rest is small
	return b, true
}

// record writes the record in a member of a payload with a run of its own.
func (r *run) record(b []byte, s *Selection, payload reflect.Value) ([]byte, bool) {
	if s.refused != nil && isNil(payload.FieldByIndex(s.bound.index)) {
		return append(b, "null"...), true // no record was changed, or it was sent by email
	}
	start := len(b)
	own := run{ctx: r.ctx, op: r.op, request: r.request, root: r.root, rootValue: r.rootValue, counted: start}
	path := []ast.PathElement{ast.PathName(s.field.Alias)}
	b, ok := own.guard(b, path, func(b []byte) ([]byte, bool) { return own.field(b, s, payload) })
	if !ok {
		return orNull(b[:start], s.field.Definition.Type)
	}
	return b, true
}

func isNil(v reflect.Value) bool { return v.Kind() == reflect.Pointer && v.IsNil() }

// bindPayload returns the binding of a payload's field.
func bindPayload(at key) (*binding, error) {
	value := at.of.Field(valueIndex)
	record, isID := strings.CutSuffix(at.field, "Id")
	switch {
	case at.field == "userErrors":
		errors, _ := at.of.FieldByName("UserErrors")
		return &binding{index: errors.Index, result: errors.Type}, nil
	case value.Type.Kind() == reflect.Struct:
		if m, ok := memberOf(value.Type, at.field); ok {
			return &binding{index: append([]int{valueIndex}, m.Index...), result: m.Type}, nil
		}
		if m, ok := memberOf(value.Type, record); ok && isID {
			return recordID(append([]int{valueIndex}, m.Index...)), nil
		}
		return nil, fmt.Errorf("no member of %s is named %s", value.Type, at.field)
	case isID && value.Type.Kind() == reflect.Pointer && value.Type.Elem().Kind() == reflect.Struct:
		return recordID([]int{valueIndex}), nil
	}
	return &binding{index: []int{valueIndex}, result: value.Type}, nil
}

// recordID returns the binding of a field with the id of the record at the index, which is null if there is no record.
func recordID(index []int) *binding {
	get := func(_ context.Context, parent reflect.Value, _ *Selection) (reflect.Value, error) {
		record := parent.FieldByIndex(index)
		if record.IsNil() {
			return reflect.Zero(reflect.TypeFor[*string]()), nil
		}
		if n, ok := record.Interface().(interface{ NodeID() string }); ok {
			id := n.NodeID()
			return reflect.ValueOf(&id), nil
		}
		return record.Elem().FieldByName("ID"), nil
	}
	return &binding{get: get, result: reflect.TypeFor[*string]()}
}
