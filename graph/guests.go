package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/auth"
	"clientele/models"
)

func (q query) GuestOrderByNumber(ctx context.Context, number, email string) (*models.Order, error) {
	return orNull(q.o.Orders.OpenByNumber(ctx, auth.From(ctx), number, email))
}

func (m mutation) RequestGuestOrderLink(ctx context.Context, number, email string) (*generated.RequestGuestOrderLinkPayload, error) {
	userErrors, err := faults(m.o.Orders.RequestGuestOrderLink(ctx, auth.From(ctx), number, email))
	if err != nil {
		return nil, err
	}
	return &generated.RequestGuestOrderLinkPayload{EmailSent: len(userErrors) == 0, UserErrors: userErrors}, nil
}

func (m mutation) ClaimGuestOrder(ctx context.Context, token string) (*generated.ClaimGuestOrderPayload, error) {
	o, err := m.o.Orders.ClaimGuest(ctx, auth.From(ctx), token)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.ClaimGuestOrderPayload{Order: o, OrderID: orderIDOf(o), UserErrors: userErrors}, nil
}

func (m mutation) AttachOrder(ctx context.Context, orderID, customerID string) (*generated.AttachOrderPayload, error) {
	o, err := m.o.Orders.Attach(ctx, auth.From(ctx), orderID, customerID)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.AttachOrderPayload{Order: o, OrderID: orderIDOf(o), UserErrors: userErrors}, nil
}

func (m mutation) RevokeGuestOrderTokens(ctx context.Context, orderID string) (*generated.RevokeGuestOrderTokensPayload, error) {
	o, err := m.o.Orders.RevokeGuestTokens(ctx, auth.From(ctx), orderID)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.RevokeGuestOrderTokensPayload{Order: o, OrderID: orderIDOf(o), UserErrors: userErrors}, nil
}

func (m mutation) DetachOrder(ctx context.Context, orderID string) (*generated.DetachOrderPayload, error) {
	o, err := m.o.Orders.Detach(ctx, auth.From(ctx), orderID)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.DetachOrderPayload{Order: o, OrderID: orderIDOf(o), UserErrors: userErrors}, nil
}
