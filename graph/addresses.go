package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/models"
)

func (q query) AddressFormat(_ context.Context, country models.CountryCode) (*addressbook.AddressFormat, error) {
	return q.Addresses.Format(country)
}

func (q query) AddressFormats(context.Context) ([]*addressbook.AddressFormat, error) {
	return q.Addresses.Formats()
}

func (m mutation) CreateAddress(
	ctx context.Context, customerID *string, input models.CreateAddressInput,
) (*result[*models.Address], error) {
	return reply(m.Addresses.Create(ctx, auth.From(ctx), customerID, input))
}

func (m mutation) UpdateAddress(
	ctx context.Context, id string, input addressbook.UpdateAddressInput,
) (*result[*models.Address], error) {
	return reply(m.Addresses.Update(ctx, auth.From(ctx), id, input))
}

func (m mutation) DeleteAddress(ctx context.Context, id string) (*result[*string], error) {
	return reply(&id, m.Addresses.Delete(ctx, auth.From(ctx), id))
}

func registerAddresses(f *executor.Fields) {
	executor.Method(f, "formatted", addressbook.Formatted,
		"FirstName", "LastName", "Company", "Line1", "Line2", "City", "Region", "Postcode", "Country")
	executor.Method(f, "formatted", addressbook.FormattedCopy)
	registerFieldValues(f, models.OwnerAddress, func(a *models.Address) string { return a.ID })
	registerCopiedFieldValues(f)
}
