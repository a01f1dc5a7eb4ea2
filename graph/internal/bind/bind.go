// Package bind hands the objects of answers over from the generated code to graph/tree.
package bind

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"clientele/graph/tree"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/staff"
	"clientele/models"
)

// One pair of functions for each object that a root field or a payload has, as gqlgen finds them by their names.

// MarshalAddress writes the object.
func MarshalAddress(v *models.Address) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalAddress is there for gqlgen.
func UnmarshalAddress(context.Context, any) (*models.Address, error) { return nil, tree.ErrOutput }

// MarshalAPIKey writes the object.
func MarshalAPIKey(v *models.APIKey) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalAPIKey is there for gqlgen.
func UnmarshalAPIKey(context.Context, any) (*models.APIKey, error) { return nil, tree.ErrOutput }

// MarshalCustomer writes the object.
func MarshalCustomer(v *models.Customer) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalCustomer is there for gqlgen.
func UnmarshalCustomer(context.Context, any) (*models.Customer, error) { return nil, tree.ErrOutput }

// MarshalCustomField writes the object.
func MarshalCustomField(v *models.CustomField) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalCustomField is there for gqlgen.
func UnmarshalCustomField(context.Context, any) (*models.CustomField, error) {
	return nil, tree.ErrOutput
}

// MarshalOrder writes the object.
func MarshalOrder(v *models.Order) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalOrder is there for gqlgen.
func UnmarshalOrder(context.Context, any) (*models.Order, error) { return nil, tree.ErrOutput }

// MarshalEmail writes the object.
func MarshalEmail(v *models.Email) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalEmail is there for gqlgen.
func UnmarshalEmail(context.Context, any) (*models.Email, error) { return nil, tree.ErrOutput }

// MarshalStaffMember writes the object.
func MarshalStaffMember(v *models.StaffMember) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalStaffMember is there for gqlgen.
func UnmarshalStaffMember(context.Context, any) (*models.StaffMember, error) {
	return nil, tree.ErrOutput
}

// MarshalStaffRoleScopes writes the object.
func MarshalStaffRoleScopes(v *models.StaffRoleScopes) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalStaffRoleScopes is there for gqlgen.
func UnmarshalStaffRoleScopes(context.Context, any) (*models.StaffRoleScopes, error) {
	return nil, tree.ErrOutput
}

// MarshalShop writes the object.
func MarshalShop(v *models.Shop) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalShop is there for gqlgen.
func UnmarshalShop(context.Context, any) (*models.Shop, error) { return nil, tree.ErrOutput }

// MarshalCustomerToken writes the object.
func MarshalCustomerToken(v *accounts.CustomerToken) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalCustomerToken is there for gqlgen.
func UnmarshalCustomerToken(context.Context, any) (*accounts.CustomerToken, error) {
	return nil, tree.ErrOutput
}

// MarshalStaffToken writes the object.
func MarshalStaffToken(v *staff.StaffToken) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalStaffToken is there for gqlgen.
func UnmarshalStaffToken(context.Context, any) (*staff.StaffToken, error) { return nil, tree.ErrOutput }

// MarshalQuote writes the object.
func MarshalQuote(v *orders.Quote) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalQuote is there for gqlgen.
func UnmarshalQuote(context.Context, any) (*orders.Quote, error) { return nil, tree.ErrOutput }

// MarshalAddressFormat writes the object.
func MarshalAddressFormat(v *addressbook.AddressFormat) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalAddressFormat is there for gqlgen.
func UnmarshalAddressFormat(context.Context, any) (*addressbook.AddressFormat, error) {
	return nil, tree.ErrOutput
}

// MarshalUserError writes the object.
func MarshalUserError(v *apperr.FieldError) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalUserError is there for gqlgen.
func UnmarshalUserError(context.Context, any) (*apperr.FieldError, error) { return nil, tree.ErrOutput }

// MarshalCustomerConnection writes the object.
func MarshalCustomerConnection(v *page.Connection[*models.Customer]) graphql.ContextMarshaler {
	return tree.Of(v)
}

// UnmarshalCustomerConnection is there for gqlgen.
func UnmarshalCustomerConnection(context.Context, any) (*page.Connection[*models.Customer], error) {
	return nil, tree.ErrOutput
}

// MarshalOrderConnection writes the object.
func MarshalOrderConnection(v *page.Connection[*models.Order]) graphql.ContextMarshaler {
	return tree.Of(v)
}

// UnmarshalOrderConnection is there for gqlgen.
func UnmarshalOrderConnection(context.Context, any) (*page.Connection[*models.Order], error) {
	return nil, tree.ErrOutput
}

// MarshalEmailConnection writes the object.
func MarshalEmailConnection(v *page.Connection[*models.Email]) graphql.ContextMarshaler {
	return tree.Of(v)
}

// UnmarshalEmailConnection is there for gqlgen.
func UnmarshalEmailConnection(context.Context, any) (*page.Connection[*models.Email], error) {
	return nil, tree.ErrOutput
}

// MarshalNode writes the object.
func MarshalNode(v models.Node) graphql.ContextMarshaler { return tree.Of(v) }

// UnmarshalNode is there for gqlgen.
func UnmarshalNode(context.Context, any) (models.Node, error) { return nil, tree.ErrOutput }
