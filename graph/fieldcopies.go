package graph

import (
	"context"

	"clientele/graph/tree"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// copiedFieldsOf registers the custom fields of the addresses of orders, which are with the order.
func copiedFieldsOf(f *tree.Fields) {
	type of = func(context.Context, *models.OrderAddress) (*customFields, error)
	tree.ResolveWith(f, "customFields", func(ctx context.Context, n *tree.Node) (of, error) {
		all, json := newCustomFields(ctx, n, models.OwnerAddress)
		staff := customfields.Staff(auth.From(ctx))
		return func(ctx context.Context, a *models.OrderAddress) (*customFields, error) {
			one, l := all, loadersOf(ctx)
			l.expectCopies(all.running.set, staff)
			one.copied = customfields.Stored(a.CustomFields)
			one.stored = one.copied.Typed(one.wanted)
			var err error
			if json {
				one.all = one.running.set.Copied(models.OwnerAddress, a.CustomFields, staff)
				one.seen, err = l.seenReferences(ctx, one.all, one.copied)
			}
			return &one, err
		}, nil
	}, "CustomFields")
}

// expectCopies notes the records that the addresses of all orders so far point to, so that they are read together.
func (l *loaders) expectCopies(set *customfields.Set, staff bool) {
	l.mu.Lock()
	defer l.mu.Unlock() // whoever reads next waits until all are noted
	if len(l.ordersSeen) == 0 {
		return
	}
	fields := set.Ever(models.OwnerAddress, staff)
	for _, o := range l.ordersSeen {
		l.expectReferences(fields, map[string]customfields.Stored{
			"shipping": customfields.Stored(o.ShippingAddress.CustomFields), "billing": customfields.Stored(o.BillingAddress.CustomFields),
		})
	}
	l.ordersSeen = nil
}
