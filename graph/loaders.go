package graph

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

var errNotFetched = errors.New("the records were not read")

// loaders read what the fields of one operation ask for, a level of the answer at a time. They remember what they have read,
// so a mutation gets fresh ones for each of its root fields.
type loaders struct {
	h *Handler

	customerIDs, addressIDs, orderIDs expected // records to be read by their ids
	toCustomers, toOrders             expected // records that custom fields point to
	customerOf, addressOf, orderOf    expected // parents whose children may be asked for
	memberOf                          expected

	// The records of one kind that are come by in different ways are read apart: how many statements an operation takes must
	// not depend on which way is faster.
	referredCustomers *batch[*models.Customer]
	referredOrders    *batch[*models.Order]

	customers *batch[*models.Customer]
	addresses *batch[*models.Address]
	orders    *batch[*models.Order]
	tags      *batch[[]string]
	sessions  *batch[[]*models.Session]
	defaults  *batch[addressbook.Defaults]
	items     *batch[[]*models.OrderItem]
	history   *batch[[]*models.OrderEvent]

	memberKeys *batch[[]*models.APIKey]

	mu           sync.Mutex
	addressPages map[string]*batch[*page.Connection[*models.Address]]
	orderPages   map[string]*batch[*page.Connection[*models.Order]]
	fieldValues  map[string]*batch[customfields.Stored]
	ordersSeen   []*models.Order // whose addresses may hold references that were not expected yet
}

func (h *Handler) newLoaders() *loaders {
	l := &loaders{
		h:            h,
		addressPages: map[string]*batch[*page.Connection[*models.Address]]{},
		orderPages:   map[string]*batch[*page.Connection[*models.Order]]{},
		fieldValues:  map[string]*batch[customfields.Stored]{},
	}
	l.customers = newBatch(&l.customerIDs, l.readCustomers)
	l.referredCustomers = newBatch(&l.toCustomers, l.readCustomers)
	l.referredOrders = newBatch(&l.toOrders, l.readOrders)
	l.addresses = newBatch(&l.addressIDs, l.readAddresses)
	l.orders = newBatch(&l.orderIDs, l.readOrders)
	l.tags = newBatch(&l.customerOf, h.o.Accounts.TagsFor)
	l.sessions = newBatch(&l.customerOf, asCaller(h.o.Accounts.SessionsFor))
	l.defaults = newBatch(&l.customerOf, l.readDefaults)
	l.items = newBatch(&l.orderOf, h.o.Orders.Items)
	l.history = newBatch(&l.orderOf, h.o.Orders.History)
	l.memberKeys = newBatch(&l.memberOf, asCaller(h.o.Staff.KeysOf))
	return l
}

// asCaller is a service's batch method with the operation's caller.
func asCaller[T any](fetch func(context.Context, auth.Caller, []string) (map[string]T, error)) func(context.Context, []string) (map[string]T, error) {
	return func(ctx context.Context, ids []string) (map[string]T, error) {
		return fetch(ctx, auth.From(ctx), ids)
	}
}

func (l *loaders) readCustomers(ctx context.Context, ids []string) (map[string]*models.Customer, error) {
	found, err := l.h.o.Accounts.GetMany(ctx, auth.From(ctx), ids)
	for _, c := range found {
		l.customerOf.expect(c.ID)
	}
	return found, err
}

func (l *loaders) readOrders(ctx context.Context, ids []string) (map[string]*models.Order, error) {
	found, err := l.h.o.Orders.GetMany(ctx, auth.From(ctx), ids)
	for _, o := range found {
		l.sawOrders([]*models.Order{o})
	}
	return found, err
}

func (l *loaders) readAddresses(ctx context.Context, ids []string) (map[string]*models.Address, error) {
	found, err := l.h.o.Addresses.GetMany(ctx, auth.From(ctx), ids)
	for _, a := range found {
		l.addressOf.expect(a.ID)
	}
	return found, err
}

func (l *loaders) readDefaults(ctx context.Context, ids []string) (map[string]addressbook.Defaults, error) {
	found, err := l.h.o.Addresses.DefaultsFor(ctx, auth.From(ctx), ids)
	for _, d := range found {
		if d.Shipping != nil {
			l.addressOf.expect(d.Shipping.ID)
		}
		if d.Billing != nil {
			l.addressOf.expect(d.Billing.ID)
		}
	}
	return found, err
}

// sawCustomers notes the customers of a list, whose children may be asked for next.
func (l *loaders) sawCustomers(list []*models.Customer) {
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	l.customerOf.expect(ids...)
}

// sawOrders notes the orders of a list, whose children and customers may be asked for next.
func (l *loaders) sawOrders(list []*models.Order) {
	ids, customers := make([]string, len(list)), make([]string, 0, len(list))
	for i, o := range list {
		ids[i] = o.ID
		if o.CustomerID != nil {
			customers = append(customers, *o.CustomerID)
		}
	}
	l.orderOf.expect(ids...)
	l.customerIDs.expect(customers...)
	l.mu.Lock()
	l.ordersSeen = append(l.ordersSeen, list...)
	l.mu.Unlock()
}

// addressPage reads one page of every customer's addresses.
func (l *loaders) addressPage(args page.Args) *batch[*page.Connection[*models.Address]] {
	return one(l, l.addressPages, args, func(ctx context.Context, ids []string) (map[string]*page.Connection[*models.Address], error) {
		found, err := l.h.o.Addresses.ListFor(ctx, auth.From(ctx), ids, args)
		for _, c := range found {
			for _, a := range c.Nodes() {
				l.addressOf.expect(a.ID)
			}
		}
		return found, err
	})
}

// sawMembers notes members of the staff, whose keys may be asked for next.
func (l *loaders) sawMembers(list []*models.StaffMember) {
	for _, m := range list {
		l.memberOf.expect(m.ID)
	}
}

// orderPage reads one page of every customer's orders.
func (l *loaders) orderPage(args page.Args, f *orders.OrderFilter, by *orders.OrderSort) *batch[*page.Connection[*models.Order]] {
	return one(l, l.orderPages, []any{args, f, by}, func(ctx context.Context, ids []string) (map[string]*page.Connection[*models.Order], error) {
		found, err := l.h.o.Orders.ListFor(ctx, auth.From(ctx), ids, args, f, by)
		for _, c := range found {
			l.sawOrders(c.Nodes())
		}
		return found, err
	})
}

// one returns the batch for what was asked: fields with the same arguments share one.
func one[T any](l *loaders, have map[string]*batch[T], asked any, fetch func(context.Context, []string) (map[string]T, error)) *batch[T] {
	key, err := json.Marshal(asked)
	if err != nil { // a batch of its own still gives the right answer
		return newBatch(&l.customerOf, fetch)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if have[string(key)] == nil {
		have[string(key)] = newBatch(&l.customerOf, fetch)
	}
	return have[string(key)]
}

type loadersKey struct{}

func (h *Handler) withLoaders(ctx context.Context) context.Context {
	return context.WithValue(ctx, loadersKey{}, h.newLoaders())
}

func loadersOf(ctx context.Context) *loaders {
	return ctx.Value(loadersKey{}).(*loaders)
}
