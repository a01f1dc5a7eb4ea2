package executor

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"clientele/graph/scalar"
)

// Arguments returns the arguments of the field, with variables and the defaults of the schema applied.
func (s *Selection) Arguments() map[string]any {
	if s.arguments == nil {
		s.arguments = s.field.ArgumentMap(s.r.request.Variables)
	}
	return s.arguments
}

// Int returns an argument of type Int, and nil if it was omitted or is null.
func Int(s *Selection, name string) (*int, error) { return argument(s, name, scalar.UnmarshalInt) }

// Text returns an argument of type String, and nil if it was omitted or is null.
func Text(s *Selection, name string) (*string, error) {
	return argument(s, name, scalar.UnmarshalString)
}

func argument[T any](s *Selection, name string, read func(any) (T, error)) (*T, error) {
	given := s.Arguments()[name]
	if given == nil {
		return nil, nil
	}
	v, err := read(given)
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// Input returns an argument whose type is an input object, and nil if it was omitted or is null.
func Input[T any](ctx context.Context, s *Selection, name string) (*T, error) {
	given := s.Arguments()[name]
	if given == nil {
		return nil, nil
	}
	var v T
	input := s.field.Definition.Arguments.ForName(name).Type.Name()
	if err := graphql.UnmarshalNamedInputFromContext(ctx, input, given, &v); err != nil {
		return nil, err
	}
	return &v, nil
}

// Enums returns an argument that is a list of values of an enum, and nil if it was omitted or is null.
func Enums[T ~string](s *Selection, name string) ([]T, error) {
	given := s.Arguments()[name]
	if given == nil {
		return nil, nil
	}
	list := graphql.CoerceList(given)
	values := make([]T, len(list))
	for i, each := range list {
		text, err := scalar.UnmarshalString(each)
		if err != nil {
			return nil, err
		}
		values[i] = T(text)
	}
	return values, nil
}
