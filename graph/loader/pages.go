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
	return shared(l, l.addressPages, args, asCaller(read, func(c connection) {
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
	return shared(l, l.orderPages, []any{args, filter, by}, asCaller(read, func(c connection) {
		l.ExpectOrders(c.Nodes())
	}))
}

// shared returns the batch for the arguments of a field: fields with the same arguments share one.
func shared[T any](l *Loaders, have map[string]*Batch[T], arguments any, read fetch[T]) *Batch[T] {
	key, err := json.Marshal(arguments)
	if err != nil { // a batch that is not shared gives the same answer
		return newBatch(&l.customerParents, read)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if have[string(key)] == nil {
		have[string(key)] = newBatch(&l.customerParents, read)
	}
	return have[string(key)]
}
