package executor

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/ast"
)

// Introspects reports whether a root field reads the schema itself (GraphQL specification, section 4).
func Introspects(name string) bool { return name == "__schema" || name == "__type" }

// Introspect answers __schema and __type. It writes them like every other object, so that the limits of an answer
// apply: the generated code would build a tree of values of any size before it writes the first byte.
func Introspect(ctx context.Context, schema *ast.Schema, field graphql.CollectedField) graphql.Marshaler {
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query", Field: field})
	if field.Name == "__schema" {
		return graphql.WrapContextMarshaler(ctx, Of(introspection.WrapSchema(schema)))
	}
	name, _ := field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)["name"].(string)
	if schema.Types[name] == nil {
		return graphql.Null
	}
	return graphql.WrapContextMarshaler(ctx, Of(introspection.WrapTypeFromDef(schema, schema.Types[name])))
}

// registerIntrospection registers the fields of the types with which a schema describes itself.
func registerIntrospection(f *Fields) {
	Method(f, "description", (*introspection.Schema).Description)
	Method(f, "types", (*introspection.Schema).Types)
	Method(f, "queryType", (*introspection.Schema).QueryType)
	Method(f, "mutationType", (*introspection.Schema).MutationType)
	Method(f, "subscriptionType", (*introspection.Schema).SubscriptionType)
	Method(f, "directives", (*introspection.Schema).Directives)

	Method(f, "kind", (*introspection.Type).Kind)
	Method(f, "name", (*introspection.Type).Name)
	Method(f, "description", (*introspection.Type).Description)
	Method(f, "specifiedByURL", (*introspection.Type).SpecifiedByURL)
	Method(f, "interfaces", (*introspection.Type).Interfaces)
	Method(f, "possibleTypes", (*introspection.Type).PossibleTypes)
	Method(f, "ofType", (*introspection.Type).OfType)
	Method(f, "isOneOf", (*introspection.Type).IsOneOf)
	withDeprecated(f, "fields", (*introspection.Type).Fields)
	withDeprecated(f, "enumValues", (*introspection.Type).EnumValues)
	withDeprecated(f, "inputFields", (*introspection.Type).VisibleInputFields)

	Method(f, "description", (*introspection.Field).Description)
	withDeprecated(f, "args", (*introspection.Field).VisibleArgs)
	deprecation(f, (*introspection.Field).IsDeprecated, (*introspection.Field).DeprecationReason)

	Method(f, "description", (*introspection.InputValue).Description)
	deprecation(f, (*introspection.InputValue).IsDeprecated, (*introspection.InputValue).DeprecationReason)

	Method(f, "description", (*introspection.EnumValue).Description)
	deprecation(f, (*introspection.EnumValue).IsDeprecated, (*introspection.EnumValue).DeprecationReason)

	Method(f, "description", (*introspection.Directive).Description)
	withDeprecated(f, "args", (*introspection.Directive).VisibleArgs)
}

// withDeprecated registers a list without its deprecated elements, unless includeDeprecated is true.
func withDeprecated[P, R any](f *Fields, field string, read func(*P, bool) []R) {
	ResolveWith(f, field, func(_ context.Context, s *Selection) (Resolver[P, []R], error) {
		include, _ := s.Arguments()["includeDeprecated"].(bool)
		return func(_ context.Context, p *P) ([]R, error) { return read(p, include), nil }, nil
	})
}

func deprecation[P any](f *Fields, is func(*P) bool, reason func(*P) *string) {
	Method(f, "isDeprecated", is)
	Method(f, "deprecationReason", reason)
}
