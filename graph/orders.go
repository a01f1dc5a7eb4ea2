package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Order(ctx context.Context, id string) (*models.Order, error) {
	return orNull(q.o.Orders.Get(ctx, auth.From(ctx), id))
}

func (q query) Orders(ctx context.Context, first *int, after *string, last *int, before *string, filter *orders.OrderFilter, search *string, orderBy *orders.OrderSort) (*page.Connection[*models.Order], error) {
	list, err := q.o.Orders.List(ctx, auth.From(ctx), pageArgs[models.Order](ctx, first, after, last, before), filter, search, orderBy)
	if err != nil {
		return nil, err
	}
	loadersOf(ctx).sawOrders(list.Nodes())
	return list, nil
}

func (q query) GuestOrder(ctx context.Context, token string) (*models.Order, error) {
	return orNull(q.o.Orders.OpenByToken(ctx, token))
}

func (m mutation) CreateQuote(ctx context.Context, input orders.QuoteInput) (*generated.CreateQuotePayload, error) {
	quote, err := m.o.Orders.CreateQuote(ctx, auth.From(ctx), input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.CreateQuotePayload{Quote: quote, UserErrors: userErrors}, nil
}

func (m mutation) Checkout(ctx context.Context, input orders.CheckoutInput) (*generated.CheckoutPayload, error) {
	placed, token, err := m.o.Orders.Checkout(ctx, auth.From(ctx), input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.CheckoutPayload{Order: placed, OrderID: orderIDOf(placed), GuestOrderToken: token, UserErrors: userErrors}, nil
}

func (m mutation) UpdateOrder(ctx context.Context, id string, input orders.UpdateOrderInput) (*generated.UpdateOrderPayload, error) {
	o, err := m.o.Orders.Update(ctx, auth.From(ctx), id, input)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.UpdateOrderPayload{Order: o, OrderID: orderIDOf(o), UserErrors: userErrors}, nil
}

func (m mutation) CancelOrder(ctx context.Context, id string, reason *string) (*generated.CancelOrderPayload, error) {
	o, err := m.o.Orders.Cancel(ctx, auth.From(ctx), id, reason)
	userErrors, err := faults(err)
	if err != nil {
		return nil, err
	}
	return &generated.CancelOrderPayload{Order: o, OrderID: orderIDOf(o), UserErrors: userErrors}, nil
}
