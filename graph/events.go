package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) AuditLog(
	ctx context.Context, first *int, after *string, last *int, before *string, filter *events.AuditFilter,
) (*page.Connection[*models.Event], error) {
	args := page.Args{First: first, After: after, Last: last, Before: before}
	return q.Services.Events.AuditLog(ctx, auth.From(ctx), args, filter)
}

func (q query) Events(
	ctx context.Context, first *int, after *string, types []models.EventType,
) (*page.Connection[*models.Event], error) {
	return q.Services.Events.Poll(ctx, auth.From(ctx), first, after, types)
}

func (m mutation) AddCustomerNote(ctx context.Context, customerID, text string) (*result[*models.Event], error) {
	return reply(m.Accounts.AddNote(ctx, auth.From(ctx), customerID, text))
}

func (m mutation) AddOrderNote(ctx context.Context, orderID, text string) (*result[*models.Event], error) {
	return reply(m.Services.Orders.AddNote(ctx, auth.From(ctx), orderID, text))
}

func registerEvents(f *executor.Fields) {
	executor.Method(f, "id", (*models.Event).NodeID)
	executor.Method(f, "actor", (*models.Event).Actor)
	executor.Method(f, "changes", (*models.Event).Changes)
}

func customerHistory(
	ctx context.Context, s *executor.Selection,
) (resolver[models.Customer, *page.Connection[*models.Event]], error) {
	args, types, err := eventPage(s)
	batch := loader.From(ctx).HistoryPage(args, types)
	return func(ctx context.Context, c *models.Customer) (*page.Connection[*models.Event], error) {
		return batch.Load(ctx, c.ID)
	}, err
}

func orderEvents(
	ctx context.Context, s *executor.Selection,
) (resolver[models.Order, *page.Connection[*models.Event]], error) {
	args, types, err := eventPage(s)
	batch := loader.From(ctx).OrderEventPage(args, types)
	return func(ctx context.Context, o *models.Order) (*page.Connection[*models.Event], error) {
		return batch.Load(ctx, o.ID)
	}, err
}

// eventPage returns the page and the types of events that the arguments of a field of an object ask for.
func eventPage(s *executor.Selection) (page.Args, []models.EventType, error) {
	args, err := fieldPage[models.Event](s)
	if err != nil {
		return args, nil, err
	}
	args.Members = nil // all of them are needed
	types, err := executor.Enums[models.EventType](s, "types")
	return args, types, err
}
