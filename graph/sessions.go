package graph

import (
	"context"

	"clientele/graph/payload"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/models"
)

func (m mutation) Login(ctx context.Context, email, password string) (*result[payload.SignIn], error) {
	c, token, err := m.Accounts.Login(ctx, auth.From(ctx), email, password)
	return signedIn(ctx, c, token, err)
}

func (m mutation) RefreshToken(ctx context.Context, refreshToken string) (*result[payload.SignIn], error) {
	c, token, err := m.Accounts.Refresh(ctx, auth.From(ctx), refreshToken)
	return signedIn(ctx, c, token, err)
}

// signedIn returns the payload of a customer who has just signed in.
func signedIn(
	ctx context.Context, c *models.Customer, token *accounts.CustomerToken, err error,
) (*result[payload.SignIn], error) {
	if err == nil {
		signIn(ctx, c, token)
	}
	return reply(payload.SignIn{Customer: c, CustomerToken: token}, err)
}

// signIn makes the customer the caller, so that the fields of the payload are those that the customer may see.
func signIn(ctx context.Context, c *models.Customer, token *accounts.CustomerToken) {
	if token != nil {
		auth.SignIn(ctx, c.ID, token.SessionID)
	}
}

func (m mutation) Logout(ctx context.Context, everywhere bool) (*result[int], error) {
	ended, err := m.Accounts.Logout(ctx, auth.From(ctx), everywhere)
	if err == nil {
		auth.SignOut(ctx)
	}
	return reply(ended, err)
}

func (m mutation) RevokeSession(ctx context.Context, id string) (*result[*string], error) {
	err := m.Accounts.RevokeSession(ctx, auth.From(ctx), id)
	if err == nil && auth.From(ctx).SessionID == id {
		auth.SignOut(ctx)
	}
	return reply(&id, err)
}

func (m mutation) RevokeSessions(ctx context.Context, customerID string) (*result[int], error) {
	return reply(m.Accounts.RevokeSessions(ctx, auth.From(ctx), customerID))
}
