package accounts

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/models"
)

// UpsertCustomerInput is a customer to create or to update. Omitted fields keep their value or, in a new customer,
// their default. Null clears a field. The schema describes the fields that it has; the others are for files.
type UpsertCustomerInput struct {
	Email            graphql.Omittable[*string]
	ExternalID       graphql.Omittable[*string]
	Name             graphql.Omittable[*string]
	Phone            graphql.Omittable[*string]
	AcceptsMarketing graphql.Omittable[*bool]
	Locale           graphql.Omittable[*string]
	EmailVerified    graphql.Omittable[*bool]
	Note             graphql.Omittable[*string]
	Tags             graphql.Omittable[[]string]
	GroupIDs         graphql.Omittable[[]string]
	CustomFields     graphql.Omittable[customfields.Values]
	// PasswordHash is a hash of another system; see package passwordhash. It is ignored if the customer has a password.
	PasswordHash *string
	// Addresses are added to the address book. An address that the book has already, by recipient and place, updates
	// that entry.
	Addresses []*models.CreateAddressInput
	CreatedAt *models.Time // of a new customer; nil for now

	// Not in the API.
	Disabled       graphql.Omittable[*bool]
	DisabledReason graphql.Omittable[*string]
	GroupNames     graphql.Omittable[[]string] // instead of GroupIDs
}

// UpsertCustomerResult is the result for one customer of the mutation upsertCustomers.
type UpsertCustomerResult struct {
	Index      int
	Outcome    bulk.Outcome
	CustomerID *string // nil if the customer failed
	UserErrors []*apperr.FieldError
}
