package graph

import (
	"context"

	"clientele/graph/payload"
	"clientele/internal/auth"
)

func (m mutation) RequestPasswordReset(ctx context.Context, email string) (*result[bool], error) {
	err := m.Accounts.RequestPasswordReset(ctx, auth.From(ctx), email)
	return reply(err == nil, err)
}

func (m mutation) ResetPassword(ctx context.Context, token, password string) (*result[payload.SignIn], error) {
	c, fresh, err := m.Accounts.ResetPassword(ctx, auth.From(ctx), token, password)
	return signedIn(ctx, c, fresh, err)
}

func (m mutation) RequestEmailVerification(ctx context.Context) (*result[bool], error) {
	return reply(m.Accounts.RequestEmailVerification(ctx, auth.From(ctx)))
}

func (m mutation) RequestEmailChange(
	ctx context.Context, newEmail string, password *string,
) (*result[bool], error) {
	err := m.Accounts.RequestEmailChange(ctx, auth.From(ctx), newEmail, password)
	return reply(err == nil, err)
}

func (m mutation) VerifyEmail(
	ctx context.Context, token string, password *string,
) (*result[payload.SignIn], error) {
	c, fresh, err := m.Accounts.VerifyEmail(ctx, auth.From(ctx), token, password)
	return signedIn(ctx, c, fresh, err)
}

func (m mutation) RequestLoginCode(ctx context.Context, email string, createAccount bool) (*result[bool], error) {
	err := m.Accounts.RequestLoginCode(ctx, auth.From(ctx), email, createAccount)
	return reply(err == nil, err)
}

func (m mutation) LoginWithCode(
	ctx context.Context, code string, email *string,
) (*result[payload.SignIn], error) {
	c, token, err := m.Accounts.LoginWithCode(ctx, auth.From(ctx), code, email)
	return signedIn(ctx, c, token, err)
}
