package graph

import (
	"clientele/graph/generated"
	"clientele/internal/page"
)

// resolvers answers the fields that are no plain members. One type for each object of the schema, in the file of its
// section.
type resolvers struct{ h *Handler }

func (r *resolvers) Query() generated.QueryResolver               { return query{r.h} }
func (r *resolvers) Mutation() generated.MutationResolver         { return mutation{r.h} }
func (r *resolvers) Customer() generated.CustomerResolver         { return customer{} }
func (r *resolvers) Shop() generated.ShopResolver                 { return shopFields{} }
func (r *resolvers) Session() generated.SessionResolver           { return session{} }
func (r *resolvers) Address() generated.AddressResolver           { return address{} }
func (r *resolvers) Order() generated.OrderResolver               { return order{} }
func (r *resolvers) OrderAddress() generated.OrderAddressResolver { return orderAddress{} }

type (
	query    struct{ *Handler }
	mutation struct{ *Handler }
)

func pageArgs(first *int, after *string, last *int, before *string) page.Args {
	return page.Args{First: first, After: after, Last: last, Before: before}
}
