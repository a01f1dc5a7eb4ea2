package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/graph/payload"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Me(ctx context.Context) (*models.Customer, error) {
	caller := auth.From(ctx)
	if caller.CachedCustomer != nil { // read with the session
		return caller.CachedCustomer, nil
	}
	return orNull(q.Accounts.Get(ctx, caller, caller.CustomerID))
}

func (q query) Customer(ctx context.Context, id string) (*models.Customer, error) {
	return orNull(q.Accounts.Get(ctx, auth.From(ctx), id))
}

func (q query) Customers(
	ctx context.Context, first *int, after *string, last *int, before *string,
	filter *accounts.CustomerFilter, search *string, orderBy *accounts.CustomerSort,
) (*page.Connection[*models.Customer], error) {
	args := rootPage[models.Customer](ctx, first, after, last, before)
	list, err := q.Accounts.List(ctx, auth.From(ctx), args, filter, search, orderBy)
	if err != nil {
		return nil, err
	}
	loader.From(ctx).ExpectCustomers(list.Nodes())
	return list, nil
}

func (m mutation) CreateCustomer(
	ctx context.Context, input accounts.CreateCustomerInput,
) (*result[payload.SignUp], error) {
	c, token, err := m.Accounts.Create(ctx, auth.From(ctx), input)
	if err == nil {
		signIn(ctx, c, token)
	}
	return reply(payload.SignUp{Customer: c, CustomerToken: token, EmailSent: c == nil && err == nil}, err)
}

func (m mutation) UpdateCustomer(
	ctx context.Context, id *string, input accounts.UpdateCustomerInput,
) (*result[*models.Customer], error) {
	return reply(m.Accounts.Update(ctx, auth.From(ctx), id, input))
}

func (m mutation) UpsertCustomers(
	ctx context.Context, match bulk.Match, input []*accounts.UpsertCustomerInput, onError bulk.ErrorPolicy,
) (*result[[]*accounts.UpsertCustomerResult], error) {
	results, err := m.Accounts.Upsert(ctx, auth.From(ctx), match, input, onError)
	loader.From(ctx).ExpectUpserted(results)
	return reply(results, err)
}

func (m mutation) DeleteCustomer(ctx context.Context, id *string) (*result[*string], error) {
	deleted, err := m.Accounts.Delete(ctx, auth.From(ctx), id)
	if err == nil && auth.From(ctx).Owns(deleted) {
		auth.SignOut(ctx)
	}
	return reply(&deleted, err)
}

func (m mutation) SetPassword(ctx context.Context, customerID, password string) (*result[*models.Customer], error) {
	return reply(m.Accounts.SetPassword(ctx, auth.From(ctx), customerID, password))
}

func (m mutation) DisableCustomer(ctx context.Context, id string, reason *string) (*result[*models.Customer], error) {
	return reply(m.Accounts.Disable(ctx, auth.From(ctx), id, reason))
}

func (m mutation) EnableCustomer(ctx context.Context, id string) (*result[*models.Customer], error) {
	return reply(m.Accounts.Enable(ctx, auth.From(ctx), id))
}

func (m mutation) ChangePassword(
	ctx context.Context, currentPassword *string, newPassword string,
) (*result[payload.SignIn], error) {
	c, token, err := m.Accounts.ChangePassword(ctx, auth.From(ctx), currentPassword, newPassword)
	return signedIn(ctx, c, token, err)
}

func registerCustomers(f *executor.Fields) {
	executor.Method(f, "hasPassword", (*models.Customer).HasPassword, "PasswordHash")
	executor.Resolve(f, "tags", func(ctx context.Context, c *models.Customer) ([]string, error) {
		return loader.From(ctx).Tags.Load(ctx, c.ID)
	}, "ID")
	executor.ResolveWith(f, "addresses", customerAddresses, "ID")
	executor.Resolve(f, "defaultShippingAddress", defaultShippingAddress, "ID")
	executor.Resolve(f, "defaultBillingAddress", defaultBillingAddress, "ID")
	executor.ResolveWith(f, "orders", customerOrders, "ID")
	executor.ResolveWith(f, "history", customerHistory, "ID")
	executor.Resolve(f, "sessions", func(ctx context.Context, c *models.Customer) ([]*models.Session, error) {
		return loader.From(ctx).Sessions.Load(ctx, c.ID)
	}, "ID")
	executor.Resolve(f, "current", func(ctx context.Context, s *models.Session) (bool, error) {
		return auth.From(ctx).SessionID == s.ID, nil
	}, "ID")
	executor.Resolve(f, "customer", upsertedCustomer, "CustomerID")
	executor.Concurrent[accounts.UpsertCustomerResult](f, "customer")
	registerFieldValues(f, models.OwnerCustomer, func(c *models.Customer) string { return c.ID })
	executor.Concurrent[models.Customer](f, "tags", "addresses", "defaultShippingAddress", "defaultBillingAddress",
		"orders", "history", "sessions", "customFields")
}

func upsertedCustomer(ctx context.Context, r *accounts.UpsertCustomerResult) (*models.Customer, error) {
	if r.CustomerID == nil {
		return nil, nil
	}
	return loader.From(ctx).Customers.Load(ctx, *r.CustomerID)
}

func defaultShippingAddress(ctx context.Context, c *models.Customer) (*models.Address, error) {
	defaults, err := loader.From(ctx).DefaultAddresses.Load(ctx, c.ID)
	return defaults.Shipping, err
}

func defaultBillingAddress(ctx context.Context, c *models.Customer) (*models.Address, error) {
	defaults, err := loader.From(ctx).DefaultAddresses.Load(ctx, c.ID)
	return defaults.Billing, err
}

func customerAddresses(
	ctx context.Context, s *executor.Selection,
) (resolver[models.Customer, *page.Connection[*models.Address]], error) {
	args, err := fieldPage[models.Address](s)
	batch := loader.From(ctx).AddressPage(args)
	return func(ctx context.Context, c *models.Customer) (*page.Connection[*models.Address], error) {
		return batch.Load(ctx, c.ID)
	}, err
}

func customerOrders(
	ctx context.Context, s *executor.Selection,
) (resolver[models.Customer, *page.Connection[*models.Order]], error) {
	args, err := fieldPage[models.Order](s)
	if err != nil {
		return nil, err
	}
	filter, err := executor.Input[orders.OrderFilter](ctx, s, "filter")
	if err != nil {
		return nil, err
	}
	by, err := executor.Input[orders.OrderSort](ctx, s, "orderBy")
	if err != nil {
		return nil, err
	}
	batch := loader.From(ctx).OrderPage(args, filter, by)
	return func(ctx context.Context, c *models.Customer) (*page.Connection[*models.Order], error) {
		return batch.Load(ctx, c.ID)
	}, nil
}
