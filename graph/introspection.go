package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/tree"
)

// introspects tells whether a root field asks for the schema itself (GraphQL specification, section 4).
func introspects(name string) bool { return name == "__schema" || name == "__type" }

// introspect answers __schema and __type through the tree, like every other object, so that the limits of answers hold for them:
// the generated code would build a tree of values of any size before it writes the first byte.
func introspect(ctx context.Context, schema *ast.Schema, field graphql.CollectedField) graphql.Marshaler {
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query", Field: field})
	if field.Name == "__schema" {
		return graphql.WrapContextMarshaler(ctx, tree.Of(introspection.WrapSchema(schema)))
	}
	name, _ := field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)["name"].(string)
	if schema.Types[name] == nil {
		return graphql.Null
	}
	return graphql.WrapContextMarshaler(ctx, tree.Of(introspection.WrapTypeFromDef(schema, schema.Types[name])))
}

// introspectionFields registers the fields of the schema's own types.
func introspectionFields(f *tree.Fields) {
	tree.Method(f, "description", (*introspection.Schema).Description)
	tree.Method(f, "types", (*introspection.Schema).Types)
	tree.Method(f, "queryType", (*introspection.Schema).QueryType)
	tree.Method(f, "mutationType", (*introspection.Schema).MutationType)
	tree.Method(f, "subscriptionType", (*introspection.Schema).SubscriptionType)
	tree.Method(f, "directives", (*introspection.Schema).Directives)

	tree.Method(f, "kind", (*introspection.Type).Kind)
	tree.Method(f, "name", (*introspection.Type).Name)
	tree.Method(f, "description", (*introspection.Type).Description)
	tree.Method(f, "specifiedByURL", (*introspection.Type).SpecifiedByURL)
	tree.Method(f, "interfaces", (*introspection.Type).Interfaces)
	tree.Method(f, "possibleTypes", (*introspection.Type).PossibleTypes)
	tree.Method(f, "ofType", (*introspection.Type).OfType)
	tree.Method(f, "isOneOf", (*introspection.Type).IsOneOf)
	withDeprecated(f, "fields", (*introspection.Type).Fields)
	withDeprecated(f, "enumValues", (*introspection.Type).EnumValues)
	withDeprecated(f, "inputFields", (*introspection.Type).VisibleInputFields)

	tree.Method(f, "description", (*introspection.Field).Description)
	withDeprecated(f, "args", (*introspection.Field).VisibleArgs)
	deprecation(f, (*introspection.Field).IsDeprecated, (*introspection.Field).DeprecationReason)

	tree.Method(f, "description", (*introspection.InputValue).Description)
	deprecation(f, (*introspection.InputValue).IsDeprecated, (*introspection.InputValue).DeprecationReason)

	tree.Method(f, "description", (*introspection.EnumValue).Description)
	deprecation(f, (*introspection.EnumValue).IsDeprecated, (*introspection.EnumValue).DeprecationReason)

	tree.Method(f, "description", (*introspection.Directive).Description)
	withDeprecated(f, "args", (*introspection.Directive).VisibleArgs)
}

// withDeprecated registers a list that leaves deprecated members out unless includeDeprecated is true.
func withDeprecated[P, R any](f *tree.Fields, field string, read func(*P, bool) []R) {
	tree.ResolveWith(f, field, func(_ context.Context, n *tree.Node) (func(context.Context, *P) ([]R, error), error) {
		include, _ := n.Arguments()["includeDeprecated"].(bool)
		return func(_ context.Context, p *P) ([]R, error) { return read(p, include), nil }, nil
	})
}

func deprecation[P any](f *tree.Fields, is func(*P) bool, reason func(*P) *string) {
	tree.Method(f, "isDeprecated", is)
	tree.Method(f, "deprecationReason", reason)
}
