package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/graph/tree"
	"clientele/internal/page"
)

// resolvers answers the root fields. What is below them is read by objects.
type resolvers struct{ h *Handler }

func (r *resolvers) Query() generated.QueryResolver       { return query{r.h} }
func (r *resolvers) Mutation() generated.MutationResolver { return mutation{r.h} }

type (
	query    struct{ *Handler }
	mutation struct{ *Handler }
)

// pageArgs is the page of T that a root field's arguments ask for.
func pageArgs[T any](ctx context.Context, first *int, after *string, last *int, before *string) page.Args {
	return page.Args{First: first, After: after, Last: last, Before: before, Members: tree.RootMembers[T, page.Connection[*T]](ctx)}
}
