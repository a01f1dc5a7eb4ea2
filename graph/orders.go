package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/graph/payload"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Order(ctx context.Context, id string) (*models.Order, error) {
	return orNull(q.Services.Orders.Get(ctx, auth.From(ctx), id))
}

func (q query) Orders(
	ctx context.Context, first *int, after *string, last *int, before *string,
	filter *orders.OrderFilter, search *string, orderBy *orders.OrderSort,
) (*page.Connection[*models.Order], error) {
	args := rootPage[models.Order](ctx, first, after, last, before)
	list, err := q.Services.Orders.List(ctx, auth.From(ctx), args, filter, search, orderBy)
	if err != nil {
		return nil, err
	}
	loader.From(ctx).ExpectOrders(list.Nodes())
	return list, nil
}

func (m mutation) CreateQuote(ctx context.Context, input orders.QuoteInput) (*result[*orders.Quote], error) {
	return reply(m.Orders.CreateQuote(ctx, auth.From(ctx), input))
}

func (m mutation) Checkout(ctx context.Context, input orders.CheckoutInput) (*result[payload.Checkout], error) {
	placed, token, err := m.Orders.Checkout(ctx, auth.From(ctx), input)
	return reply(payload.Checkout{Order: placed, GuestOrderToken: token}, err)
}

func (m mutation) UpdateOrder(
	ctx context.Context, id string, input orders.UpdateOrderInput,
) (*result[*models.Order], error) {
	return reply(m.Orders.Update(ctx, auth.From(ctx), id, input))
}

func (m mutation) CancelOrder(ctx context.Context, id string, reason *string) (*result[*models.Order], error) {
	return reply(m.Orders.Cancel(ctx, auth.From(ctx), id, reason))
}

func registerOrders(f *executor.Fields) {
	executor.Method(f, "contact", (*models.Order).Contact, "ContactName", "ContactEmail", "ContactPhone")
	executor.Method(f, "subtotal", (*models.Order).Subtotal, "SubtotalMinor", "Currency")
	executor.Method(f, "shippingTotal", (*models.Order).ShippingTotal, "ShippingMinor", "Currency")
	executor.Method(f, "taxTotal", (*models.Order).TaxTotal, "TaxMinor", "Currency")
	executor.Method(f, "taxIncluded", (*models.Order).TaxIncluded, "TaxIncludedMinor", "Currency")
	executor.Method(f, "discountTotal", (*models.Order).DiscountTotal, "DiscountMinor", "Currency")
	executor.Method(f, "total", (*models.Order).Total, "TotalMinor", "Currency")
	executor.Method(f, "steps", orders.Steps, "ID", "Status", "PaymentStatus", "FulfillmentStatus", "Guest",
		"TotalMinor", "PaidMinor", "RefundedMinor", "Currency")
	executor.Resolve(f, "customer", func(ctx context.Context, o *models.Order) (*models.Customer, error) {
		if o.CustomerID == nil || o.ByToken {
			return nil, nil
		}
		return loader.From(ctx).Customers.Load(ctx, *o.CustomerID)
	}, "CustomerID")
	executor.Resolve(f, "items", func(ctx context.Context, o *models.Order) ([]*models.OrderItem, error) {
		return loader.From(ctx).Items.Load(ctx, o.ID)
	}, "ID")
	executor.Resolve(f, "history", func(ctx context.Context, o *models.Order) ([]*models.OrderEvent, error) {
		return loader.From(ctx).History.Load(ctx, o.ID)
	}, "ID")
	executor.ResolveWith(f, "events", orderEvents, "ID")
	executor.Method(f, "shippingAddress", (*models.Order).ShownShippingAddress, "ID", "ShippingAddress")
	executor.Method(f, "billingAddress", (*models.Order).ShownBillingAddress, "ID", "BillingAddress")
	registerFieldValues(f, models.OwnerOrder, func(o *models.Order) string { return o.ID })
	executor.Concurrent[models.Order](f, "customer", "items", "history", "events", "customFields")
	registerHistory(f)
	executor.Method(f, "unitPrice", (*models.OrderItem).UnitPrice)
	executor.Method(f, "total", (*models.OrderItem).Total)
	executor.Method(f, "taxIncluded", (*models.OrderItem).TaxIncluded)
	executor.Method(f, "amount", func(m *models.Money) models.Decimal { return m.Amount() })
	executor.ResolveWith(f, "formatted", formattedMoney)
}

func registerHistory(f *executor.Fields) {
	executor.Method(f, "actor", (*models.OrderEvent).Actor)
	executor.Method(f, "from", (*models.OrderEvent).From)
	executor.Method(f, "to", (*models.OrderEvent).To)
	executor.Method(f, "externalIdFrom", (*models.OrderEvent).ExternalIDFrom)
	executor.Method(f, "externalIdTo", (*models.OrderEvent).ExternalIDTo)
	executor.Resolve(f, "customerId", func(ctx context.Context, e *models.OrderEvent) (*string, error) {
		return visibleCustomerID(auth.From(ctx), e.CustomerID)
	})
	executor.Resolve(f, "actorId", func(ctx context.Context, a *models.OrderActor) (*string, error) {
		if a.Kind != models.ActorCustomer {
			return a.ActorID, nil
		}
		return visibleCustomerID(auth.From(ctx), a.ActorID)
	})
}

// visibleCustomerID returns the id of a customer in an order's history. Like Order.customer it needs the scope
// CUSTOMERS_READ.
func visibleCustomerID(caller auth.Caller, id *string) (*string, error) {
	if id == nil || caller.Can(models.CustomersRead) {
		return id, nil
	}
	return nil, apperr.Scope(string(models.CustomersRead))
}

func formattedMoney(_ context.Context, s *executor.Selection) (resolver[models.Money, string], error) {
	locale, err := executor.Text(s, "locale")
	return func(_ context.Context, m *models.Money) (string, error) { return m.Formatted(locale), nil }, err
}
