package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/models"
)

func (q query) AddressFormat(_ context.Context, country models.CountryCode) (*addressbook.AddressFormat, error) {
	return q.o.Addresses.Format(country)
}

func (q query) AddressFormats(context.Context) ([]*addressbook.AddressFormat, error) {
	return q.o.Addresses.Formats()
}

func (m mutation) CreateAddress(ctx context.Context, customerID *string, input models.CreateAddressInput) (*generated.CreateAddressPayload, error) {
	a, err := m.o.Addresses.Create(ctx, auth.From(ctx), customerID, input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.CreateAddressPayload{Address: a, AddressID: addressIDOf(a), UserErrors: userErrors}, nil
}

func (m mutation) UpdateAddress(ctx context.Context, id string, input addressbook.UpdateAddressInput) (*generated.UpdateAddressPayload, error) {
	a, err := m.o.Addresses.Update(ctx, auth.From(ctx), id, input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.UpdateAddressPayload{Address: a, AddressID: addressIDOf(a), UserErrors: userErrors}, nil
}

func (m mutation) DeleteAddress(ctx context.Context, id string) (*generated.DeleteAddressPayload, error) {
	userErrors, err := faults(m.o.Addresses.Delete(ctx, auth.From(ctx), id))
	if err != nil {
		return nil, err
	}
	return &generated.DeleteAddressPayload{DeletedID: &id, UserErrors: userErrors}, nil
}
