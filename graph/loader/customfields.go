package loader

import (
	"context"
	"strings"

	"clientele/internal/customfields"
	"clientele/models"
)

// FieldValues returns the batch that reads custom fields of every record of the owner's kind that the operation has
// read.
func (l *Loaders) FieldValues(
	owner models.CustomFieldOwner, fields []*models.CustomField,
) *Batch[customfields.Stored] {
	parents := map[models.CustomFieldOwner]*expected{
		models.OwnerCustomer: &l.customerParents,
		models.OwnerAddress:  &l.addressParents,
		models.OwnerOrder:    &l.orderParents,
	}[owner]
	ids := make([]string, len(fields))
	for i, f := range fields {
		ids[i] = f.ID
	}
	read := func(ctx context.Context, owners []string) (map[string]customfields.Stored, error) {
		if len(ids) == 0 {
			return map[string]customfields.Stored{}, nil
		}
		found, err := l.services.Fields.ValuesFor(ctx, owners, ids)
		l.expectReferences(fields, found)
		return found, err
	}
	key := string(owner) + strings.Join(ids, " ")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fieldValues[key] == nil {
		l.fieldValues[key] = newBatch(parents, read)
	}
	return l.fieldValues[key]
}

// VisibleReferences returns which of the records that a record's fields refer to exist and may be seen by the caller.
// They are read as the typed fields read them, so that both give the same answer.
func (l *Loaders) VisibleReferences(
	ctx context.Context, fields []*models.CustomField, stored customfields.Stored,
) (map[string]bool, error) {
	visible := map[string]bool{}
	for _, f := range fields {
		if f.ReferenceTo == nil {
			continue
		}
		for _, id := range stored[f.ID] {
			var err error
			if *f.ReferenceTo == models.ReferenceOrder {
				visible[id], err = exists(ctx, l.ReferencedOrders, id)
			} else {
				visible[id], err = exists(ctx, l.ReferencedCustomers, id)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return visible, nil
}

func exists[T any](ctx context.Context, from *Batch[*T], id string) (bool, error) {
	found, err := from.Load(ctx, id)
	return found != nil, err
}

// ExpectAddressCopies announces the records that the addresses of all orders so far refer to, so that they are read
// together. staff includes fields that only staff may see.
func (l *Loaders) ExpectAddressCopies(set *customfields.Set, staff bool) {
	l.mu.Lock()
	defer l.mu.Unlock() // whoever reads next waits until all are announced
	if len(l.ordersSeen) == 0 {
		return
	}
	fields := set.Ever(models.OwnerAddress, staff)
	for _, o := range l.ordersSeen {
		l.expectReferences(fields, map[string]customfields.Stored{
			"shipping": customfields.Stored(o.ShippingAddress.CustomFields),
			"billing":  customfields.Stored(o.BillingAddress.CustomFields),
		})
	}
	l.ordersSeen = nil
}
