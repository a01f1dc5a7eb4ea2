package loader

import (
	"context"
	"encoding/json"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

// AddressPage returns the batch that reads one page of each customer's addresses.
func (l *Loaders) AddressPage(args page.Args) *Batch[*page.Connection[*models.Address]] {
	type connection = *page.Connection[*models.Address]
	read := func(ctx context.Context, caller auth.Caller, ids []string) (map[string]connection, error) {
		return l.services.Addresses.ListFor(ctx, caller, ids, args)
	}
	return shared(l, &l.customerParents, l.addressPages, args, asCaller(read, func(c connection) {
		for _, a := range c.Nodes() {
			l.expectAddress(a)
		}
	}))
}

// OrderPage returns the batch that reads one page of each customer's orders.
func (l *Loaders) OrderPage(
	args page.Args, filter *orders.OrderFilter, by *orders.OrderSort,
) *Batch[*page.Connection[*models.Order]] {
	type connection = *page.Connection[*models.Order]
	read := func(ctx context.Context, caller auth.Caller, ids []string) (map[string]connection, error) {
		return l.services.Orders.ListFor(ctx, caller, ids, args, filter, by)
	}
	return shared(l, &l.customerParents, l.orderPages, []any{args, filter, by}, asCaller(read, func(c connection) {
		l.ExpectOrders(c.Nodes())
	}))
}

// HistoryPage returns the batch that reads one page of each customer's history.
func (l *Loaders) HistoryPage(args page.Args, types []models.EventType) *Batch[*page.Connection[*models.Event]] {
	return eventPage(l, &l.customerParents, l.histories, args, types, l.services.Events.History)
}

// OrderEventPage returns the batch that reads one page of each order's events.
func (l *Loaders) OrderEventPage(args page.Args, types []models.EventType) *Batch[*page.Connection[*models.Event]] {
	return eventPage(l, &l.orderParents, l.orderEvents, args, types, l.services.Events.OrderEvents)
}

func eventPage(
	l *Loaders, parents *expected, have map[string]*Batch[*page.Connection[*models.Event]], args page.Args,
	types []models.EventType, of func(
		context.Context, auth.Caller, []string, page.Args, []models.EventType,
	) (map[string]*page.Connection[*models.Event], error),
) *Batch[*page.Connection[*models.Event]] {
	read := func(
		ctx context.Context, caller auth.Caller, ids []string,
	) (map[string]*page.Connection[*models.Event], error) {
		return of(ctx, caller, ids, args, types)
	}
	return shared(l, parents, have, []any{args, types}, asCaller(read, nothing))
}

// DeliveryPage returns the batch that reads one page of each webhook's deliveries.
func (l *Loaders) DeliveryPage(
	args page.Args, status *models.WebhookDeliveryStatus,
) *Batch[*page.Connection[*models.WebhookDelivery]] {
	type connection = *page.Connection[*models.WebhookDelivery]
	read := func(ctx context.Context, caller auth.Caller, ids []string) (map[string]connection, error) {
		return l.services.Webhooks.DeliveriesFor(ctx, caller, ids, args, status)
	}
	return shared(l, &l.webhookParents, l.deliveries, []any{args, status}, asCaller(read, func(c connection) {
		l.expectDeliveries(c.Nodes())
	}))
}

// FaultPage returns the batch that reads a page of the faults of each job.
func (l *Loaders) FaultPage(args page.Args) *Batch[*page.Connection[*models.JobFault]] {
	return shared(l, &l.jobParents, l.faults, args, func(
		ctx context.Context, ids []string,
	) (map[string]*page.Connection[*models.JobFault], error) {
		return l.services.Jobs.FaultsFor(ctx, ids, args)
	})
}

// shared returns the batch for the arguments of a field: fields with the same arguments share one. The ids are those of
// parents.
func shared[T any](
	l *Loaders, parents *expected, have map[string]*Batch[T], arguments any, read fetch[T],
) *Batch[T] {
	key, err := json.Marshal(arguments)
	if err != nil { // a batch that is not shared gives the same answer
		return newBatch(parents, read)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if have[string(key)] == nil {
		have[string(key)] = newBatch(parents, read)
	}
	return have[string(key)]
}
