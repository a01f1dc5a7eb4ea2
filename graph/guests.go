package graph

import (
	"context"

	"clientele/internal/auth"
	"clientele/models"
)

func (q query) GuestOrder(ctx context.Context, token string) (*models.Order, error) {
	return orNull(q.Services.Orders.OpenByToken(ctx, token))
}

func (q query) GuestOrderByNumber(ctx context.Context, number, email string) (*models.Order, error) {
	return orNull(q.Services.Orders.OpenByNumber(ctx, auth.From(ctx), number, email))
}

func (m mutation) RequestGuestOrderLink(ctx context.Context, number, email string) (*result[bool], error) {
	err := m.Orders.RequestGuestOrderLink(ctx, auth.From(ctx), number, email)
	return reply(err == nil, err)
}

func (m mutation) ClaimGuestOrder(ctx context.Context, token string) (*result[*models.Order], error) {
	return reply(m.Orders.ClaimGuest(ctx, auth.From(ctx), token))
}

func (m mutation) AttachOrder(ctx context.Context, orderID, customerID string) (*result[*models.Order], error) {
	return reply(m.Orders.Attach(ctx, auth.From(ctx), orderID, customerID))
}

func (m mutation) DetachOrder(ctx context.Context, orderID string) (*result[*models.Order], error) {
	return reply(m.Orders.Detach(ctx, auth.From(ctx), orderID))
}

func (m mutation) RevokeGuestOrderTokens(ctx context.Context, orderID string) (*result[*models.Order], error) {
	return reply(m.Orders.RevokeGuestTokens(ctx, auth.From(ctx), orderID))
}
