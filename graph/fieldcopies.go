package graph

import (
	"context"

	"clientele/graph/tree"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// copiedFieldsOf registers the custom fields of the addresses of orders, which are with the order. Those for the staff alone need
// CUSTOMERS_READ, as they do in the customer's address book.
func copiedFieldsOf(f *tree.Fields) {
	type of = func(context.Context, *models.OrderAddress) (*customFields, error)
	tree.ResolveWith(f, "customFields", func(ctx context.Context, n *tree.Node) (of, error) {
		all, json := newCustomFields(ctx, n, models.OwnerAddress)
		every := auth.From(ctx).Can(models.CustomersRead)
		return func(ctx context.Context, a *models.OrderAddress) (*customFields, error) {
			one, l := all, loadersOf(ctx)
			l.expectCopies(all.running.set, every)
			copies := all.running.set.Shown(models.OwnerAddress, a.CustomFields, every)
			one.copied = customfields.Stored(copies)
			one.stored = one.copied.Typed(one.wanted)
			var err error
			if json {
				one.all = one.running.set.Copied(models.OwnerAddress, copies, every)
				one.seen, err = l.seenReferences(ctx, one.all, one.copied)
			}
			return &one, err
		}, nil
	}, "CustomFields")
}

// expectCopies notes the records that the addresses of all orders so far point to, so that they are read together.
func (l *loaders) expectCopies(set *customfields.Set, every bool) {
	l.mu.Lock()
	defer l.mu.Unlock() // whoever reads next waits until all are noted
	if len(l.ordersSeen) == 0 {
		return
	}
	fields := set.Ever(models.OwnerAddress, every)
	for _, o := range l.ordersSeen {
		l.expectReferences(fields, map[string]customfields.Stored{
			"shipping": customfields.Stored(o.ShippingAddress.CustomFields), "billing": customfields.Stored(o.BillingAddress.CustomFields),
		})
	}
	l.ordersSeen = nil
}
