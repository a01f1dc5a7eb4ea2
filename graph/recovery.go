package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/auth"
)

func (m mutation) RequestPasswordReset(ctx context.Context, email string) (*generated.RequestPasswordResetPayload, error) {
	userErrors, err := faults(m.o.Accounts.RequestPasswordReset(ctx, auth.From(ctx), email))
	if err != nil {
		return nil, err
	}
	return &generated.RequestPasswordResetPayload{EmailSent: len(userErrors) == 0, UserErrors: userErrors}, nil
}

func (m mutation) ResetPassword(ctx context.Context, token, password string) (*generated.ResetPasswordPayload, error) {
	c, made, err := m.o.Accounts.ResetPassword(ctx, auth.From(ctx), token, password)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	signIn(ctx, c, made)
	return &generated.ResetPasswordPayload{Customer: c, CustomerID: customerIDOf(c), CustomerToken: made, UserErrors: userErrors}, nil
}

func (m mutation) RequestEmailVerification(ctx context.Context) (*generated.RequestEmailVerificationPayload, error) {
	sent, err := m.o.Accounts.RequestEmailVerification(ctx, auth.From(ctx))
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.RequestEmailVerificationPayload{EmailSent: sent, UserErrors: userErrors}, nil
}

func (m mutation) RequestEmailChange(ctx context.Context, newEmail string, password *string) (*generated.RequestEmailChangePayload, error) {
	userErrors, err := faults(m.o.Accounts.RequestEmailChange(ctx, auth.From(ctx), newEmail, password))
	if err != nil {
		return nil, err
	}
	return &generated.RequestEmailChangePayload{EmailSent: len(userErrors) == 0, UserErrors: userErrors}, nil
}

func (m mutation) VerifyEmail(ctx context.Context, token string, password *string) (*generated.VerifyEmailPayload, error) {
	c, made, err := m.o.Accounts.VerifyEmail(ctx, auth.From(ctx), token, password)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	signIn(ctx, c, made)
	return &generated.VerifyEmailPayload{Customer: c, CustomerID: customerIDOf(c), CustomerToken: made, UserErrors: userErrors}, nil
}

func (m mutation) RequestLoginCode(ctx context.Context, email string, createAccount bool) (*generated.RequestLoginCodePayload, error) {
	userErrors, err := faults(m.o.Accounts.RequestLoginCode(ctx, auth.From(ctx), email, createAccount))
	if err != nil {
		return nil, err
	}
	return &generated.RequestLoginCodePayload{EmailSent: len(userErrors) == 0, UserErrors: userErrors}, nil
}

func (m mutation) LoginWithCode(ctx context.Context, code string, email *string) (*generated.LoginWithCodePayload, error) {
	c, made, err := m.o.Accounts.LoginWithCode(ctx, auth.From(ctx), code, email)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	signIn(ctx, c, made)
	return &generated.LoginWithCodePayload{Customer: c, CustomerID: customerIDOf(c), CustomerToken: made, UserErrors: userErrors}, nil
}
