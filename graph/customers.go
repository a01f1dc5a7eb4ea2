package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Me(ctx context.Context) (*models.Customer, error) {
	caller := auth.From(ctx)
	if caller.CachedCustomer != nil { // read with the session
		return caller.CachedCustomer, nil
	}
	return orNull(q.o.Accounts.Get(ctx, caller, caller.CustomerID))
}

func (q query) Customer(ctx context.Context, id string) (*models.Customer, error) {
	return orNull(q.o.Accounts.Get(ctx, auth.From(ctx), id))
}

func (q query) Customers(ctx context.Context, first *int, after *string, last *int, before *string, filter *accounts.CustomerFilter, search *string, orderBy *accounts.CustomerSort) (*page.Connection[*models.Customer], error) {
	list, err := q.o.Accounts.List(ctx, auth.From(ctx), pageArgs[models.Customer](ctx, first, after, last, before), filter, search, orderBy)
	if err != nil {
		return nil, err
	}
	loadersOf(ctx).sawCustomers(list.Nodes())
	return list, nil
}

func (m mutation) CreateCustomer(ctx context.Context, input accounts.CreateCustomerInput) (*generated.CreateCustomerPayload, error) {
	c, token, err := m.o.Accounts.Create(ctx, auth.From(ctx), input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	signIn(ctx, c, token)
	byMail := c == nil && len(userErrors) == 0
	return &generated.CreateCustomerPayload{Customer: c, CustomerID: customerIDOf(c), CustomerToken: token, EmailSent: byMail, UserErrors: userErrors}, nil
}

func (m mutation) UpdateCustomer(ctx context.Context, id *string, input accounts.UpdateCustomerInput) (*generated.UpdateCustomerPayload, error) {
	c, err := m.o.Accounts.Update(ctx, auth.From(ctx), id, input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.UpdateCustomerPayload{Customer: c, CustomerID: customerIDOf(c), UserErrors: userErrors}, nil
}

func (m mutation) DeleteCustomer(ctx context.Context, id *string) (*generated.DeleteCustomerPayload, error) {
	gone, err := m.o.Accounts.Delete(ctx, auth.From(ctx), id)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	if auth.From(ctx).Owns(gone) {
		auth.SignOut(ctx)
	}
	return &generated.DeleteCustomerPayload{DeletedID: &gone, UserErrors: userErrors}, nil
}

func (m mutation) SetPassword(ctx context.Context, customerID, password string) (*generated.SetPasswordPayload, error) {
	c, err := m.o.Accounts.SetPassword(ctx, auth.From(ctx), customerID, password)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.SetPasswordPayload{Customer: c, CustomerID: customerIDOf(c), UserErrors: userErrors}, nil
}

func (m mutation) DisableCustomer(ctx context.Context, id string, reason *string) (*generated.DisableCustomerPayload, error) {
	c, err := m.o.Accounts.Disable(ctx, auth.From(ctx), id, reason)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.DisableCustomerPayload{Customer: c, CustomerID: customerIDOf(c), UserErrors: userErrors}, nil
}

func (m mutation) EnableCustomer(ctx context.Context, id string) (*generated.EnableCustomerPayload, error) {
	c, err := m.o.Accounts.Enable(ctx, auth.From(ctx), id)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.EnableCustomerPayload{Customer: c, CustomerID: customerIDOf(c), UserErrors: userErrors}, nil
}

func (m mutation) ChangePassword(ctx context.Context, currentPassword *string, newPassword string) (*generated.ChangePasswordPayload, error) {
	c, token, err := m.o.Accounts.ChangePassword(ctx, auth.From(ctx), currentPassword, newPassword)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	signIn(ctx, c, token)
	return &generated.ChangePasswordPayload{Customer: c, CustomerID: customerIDOf(c), CustomerToken: token, UserErrors: userErrors}, nil
}

func (m mutation) Login(ctx context.Context, email, password string) (*generated.LoginPayload, error) {
	c, token, err := m.o.Accounts.Login(ctx, auth.From(ctx), email, password)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	signIn(ctx, c, token)
	return &generated.LoginPayload{Customer: c, CustomerID: customerIDOf(c), CustomerToken: token, UserErrors: userErrors}, nil
}

func (m mutation) RefreshToken(ctx context.Context, refreshToken string) (*generated.RefreshTokenPayload, error) {
	c, token, err := m.o.Accounts.Refresh(ctx, auth.From(ctx), refreshToken)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	signIn(ctx, c, token)
	return &generated.RefreshTokenPayload{Customer: c, CustomerID: customerIDOf(c), CustomerToken: token, UserErrors: userErrors}, nil
}

// signIn lets the fields below a payload see the customer who has just signed in.
func signIn(ctx context.Context, c *models.Customer, token *accounts.CustomerToken) {
	if token != nil {
		auth.SignIn(ctx, c.ID, token.SessionID)
	}
}

func (m mutation) Logout(ctx context.Context, everywhere bool) (*generated.LogoutPayload, error) {
	ended, err := m.o.Accounts.Logout(ctx, auth.From(ctx), everywhere)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	auth.SignOut(ctx)
	return &generated.LogoutPayload{EndedSessions: ended, UserErrors: userErrors}, nil
}

func (m mutation) RevokeSession(ctx context.Context, id string) (*generated.RevokeSessionPayload, error) {
	userErrors, err := faults(m.o.Accounts.RevokeSession(ctx, auth.From(ctx), id))
	if err != nil {
		return nil, err
	}
	if auth.From(ctx).SessionID == id {
		auth.SignOut(ctx)
	}
	return &generated.RevokeSessionPayload{DeletedID: &id, UserErrors: userErrors}, nil
}

func (m mutation) RevokeSessions(ctx context.Context, customerID string) (*generated.RevokeSessionsPayload, error) {
	ended, err := m.o.Accounts.RevokeSessions(ctx, auth.From(ctx), customerID)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.RevokeSessionsPayload{EndedSessions: ended, UserErrors: userErrors}, nil
}
