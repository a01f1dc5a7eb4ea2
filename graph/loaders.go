package graph

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"

	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

// wait is how long a loader gathers ids before it asks for all of them at once.
const wait = time.Millisecond

// loader reads many records of one kind in one statement.
type loader[T any] = dataloadgen.Loader[string, T]

// loaders gather what the fields of one operation ask for. They remember what they have read, so a mutation gets fresh ones
// for each of its root fields.
type loaders struct {
	h *Handler

	customers *loader[*models.Customer]
	addresses *loader[*models.Address]
	orders    *loader[*models.Order]
	tags      *loader[[]string]
	sessions  *loader[[]*models.Session]
	defaults  *loader[addressbook.Defaults]
	items     *loader[[]*models.OrderItem]
	history   *loader[[]*models.OrderEvent]

	mu           sync.Mutex
	addressPages map[string]*loader[*page.Connection[*models.Address]]
	orderPages   map[string]*loader[*page.Connection[*models.Order]]
}

func newLoader[T any](fetch func(context.Context, []string) (map[string]T, error)) *loader[T] {
	return dataloadgen.NewMappedLoader(fetch, dataloadgen.WithWait(wait))
}

// asCaller is a service's batch method as a loader calls it.
func asCaller[T any](fetch func(context.Context, auth.Caller, []string) (map[string]T, error)) *loader[T] {
	return newLoader(func(ctx context.Context, ids []string) (map[string]T, error) {
		return fetch(ctx, auth.From(ctx), ids)
	})
}

func (h *Handler) newLoaders() *loaders {
	return &loaders{
		h:            h,
		customers:    asCaller(h.o.Accounts.GetMany),
		addresses:    asCaller(h.o.Addresses.GetMany),
		orders:       asCaller(h.o.Orders.GetMany),
		tags:         newLoader(h.o.Accounts.TagsFor),
		sessions:     asCaller(h.o.Accounts.SessionsFor),
		defaults:     asCaller(h.o.Addresses.DefaultsFor),
		items:        newLoader(h.o.Orders.Items),
		history:      newLoader(h.o.Orders.History),
		addressPages: map[string]*loader[*page.Connection[*models.Address]]{},
		orderPages:   map[string]*loader[*page.Connection[*models.Order]]{},
	}
}

// addressPage returns the loader of one page of every customer's addresses.
func (l *loaders) addressPage(args page.Args) *loader[*page.Connection[*models.Address]] {
	return one(l, l.addressPages, args, func(ctx context.Context, caller auth.Caller, ids []string) (map[string]*page.Connection[*models.Address], error) {
		return l.h.o.Addresses.ListFor(ctx, caller, ids, args)
	})
}

// orderPage returns the loader of one page of every customer's orders.
func (l *loaders) orderPage(args page.Args, f *orders.OrderFilter, by *orders.OrderOrder) *loader[*page.Connection[*models.Order]] {
	return one(l, l.orderPages, []any{args, f, by}, func(ctx context.Context, caller auth.Caller, ids []string) (map[string]*page.Connection[*models.Order], error) {
		return l.h.o.Orders.ListFor(ctx, caller, ids, args, f, by)
	})
}

// one returns the loader for what was asked: the same arguments share one.
func one[T any](l *loaders, have map[string]*loader[T], asked any, fetch func(context.Context, auth.Caller, []string) (map[string]T, error)) *loader[T] {
	key, err := json.Marshal(asked)
	if err != nil { // a loader of its own still gives the right answer
		return asCaller(fetch)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if have[string(key)] == nil {
		have[string(key)] = asCaller(fetch)
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
