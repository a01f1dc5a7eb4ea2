package tree

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"clientele/graph/scalar"
)

// Arguments returns the field's arguments as the operation and its variables give them, with the schema's defaults.
func (n *Node) Arguments() map[string]any {
	if n.arguments == nil {
		n.arguments = n.field.ArgumentMap(n.r.request.Variables)
	}
	return n.arguments
}

// Int returns an argument that is an Int; nil where it was left out or is null.
func Int(n *Node, name string) (*int, error) { return argument(n, name, scalar.UnmarshalInt) }

// Text returns an argument that is a String; nil where it was left out or is null.
func Text(n *Node, name string) (*string, error) { return argument(n, name, scalar.UnmarshalString) }

func argument[T any](n *Node, name string, read func(any) (T, error)) (*T, error) {
	given := n.Arguments()[name]
	if given == nil {
		return nil, nil
	}
	v, err := read(given)
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// Input returns an argument that is an input object, read by the generated code; nil where it was left out or is null.
func Input[T any](ctx context.Context, n *Node, name string) (*T, error) {
	given := n.Arguments()[name]
	if given == nil {
		return nil, nil
	}
	var v T
	if err := graphql.UnmarshalNamedInputFromContext(ctx, n.field.Definition.Arguments.ForName(name).Type.Name(), given, &v); err != nil {
		return nil, err
	}
	return &v, nil
}
