package generated

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/models"
)

// Sources returns the schema that this package was generated from.
func Sources() []*ast.Source { return sources }

// MarshalCustomer resolves what was selected of a customer that stands where the static schema has no field for it.
func MarshalCustomer(ctx context.Context, es graphql.ExecutableSchema, selected ast.SelectionSet, c *models.Customer) graphql.Marshaler {
	ec := executing(ctx, es)
	return ec._Customer(ctx, selected, c)
}

// MarshalOrder is MarshalCustomer for orders.
func MarshalOrder(ctx context.Context, es graphql.ExecutableSchema, selected ast.SelectionSet, o *models.Order) graphql.Marshaler {
	ec := executing(ctx, es)
	return ec._Order(ctx, selected, o)
}

func executing(ctx context.Context, es graphql.ExecutableSchema) *executionContext {
	return newExecutionContext(graphql.GetOperationContext(ctx), es.(*executableSchema), make(chan graphql.DeferredResult))
}
