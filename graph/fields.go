package graph

import (
	"context"
	"slices"
	"strings"

	"clientele/graph/tree"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// customFieldsOf registers the custom fields of an owner's kind of record, whose id is what id returns.
func customFieldsOf[T any](f *tree.Fields, owner models.CustomFieldOwner, id func(*T) string) {
	tree.ResolveWith(f, "customFields", func(ctx context.Context, n *tree.Node) (func(context.Context, *T) (*customFields, error), error) {
		all, json := newCustomFields(ctx, n, owner)
		batch := loadersOf(ctx).values(owner, all.wanted)
		return func(ctx context.Context, v *T) (*customFields, error) {
			stored, err := batch.load(ctx, id(v))
			one := all
			if one.stored = stored; err != nil || !json {
				return &one, err
			}
			one.seen, err = loadersOf(ctx).seenReferences(ctx, one.wanted, stored)
			return &one, err
		}, nil
	}, "ID")
}

// customFields writes what was selected of a record's custom fields, by the definitions with which the operation began.
type customFields struct {
	ctx      context.Context
	running  *running
	owner    models.CustomFieldOwner
	name     string
	selected []*tree.Node
	wanted   []*models.CustomField
	stored   customfields.Stored
	all      []*models.CustomField // what json has: what is wanted, and of copies also what is archived
	copied   customfields.Stored   // what json has of copies; nil for any other record
	seen     map[string]bool       // the records that json may name, where it is selected
}

// newCustomFields returns what is the same for all the records of a place, and whether json is selected.
func newCustomFields(ctx context.Context, n *tree.Node, owner models.CustomFieldOwner) (c customFields, json bool) {
	r, name := runningOf(ctx), typeOf(owner)
	c = customFields{ctx: ctx, running: r, owner: owner, name: name, selected: n.Children(name)}
	c.wanted = r.wanted(owner, c.selected, customfields.Staff(auth.From(ctx)))
	c.all = c.wanted
	return c, slices.ContainsFunc(c.selected, func(n *tree.Node) bool { return n.Name() == "json" })
}

// values returns what json has.
func (c *customFields) values() customfields.Stored {
	if c.copied != nil {
		return c.copied
	}
	return c.stored
}

// WriteTree writes them.
func (c *customFields) WriteTree(w *tree.Writer) {
	w.Raw("{")
	for i, n := range c.selected {
		if i > 0 {
			w.Raw(",")
		}
		w.Key(n)
		switch n.Name() {
		case "__typename":
			w.Text(c.name)
		case "json":
			w.Raw(c.values().Object(c.all, c.seen))
		default:
			c.write(w, n, c.running.set.Field(c.owner, n.Name()))
		}
	}
	w.Raw("}")
}

func (c *customFields) write(w *tree.Writer, n *tree.Node, f *models.CustomField) {
	if f.ReferenceTo == nil {
		w.Raw(c.stored.Text(f))
		return
	}
	ids, ok := c.stored[f.ID]
	if !ok {
		w.Raw("null")
		return
	}
	l := loadersOf(c.ctx)
	if *f.ReferenceTo == models.ReferenceOrder {
		writeReferences(c.ctx, w, n, f, l.referredOrders, ids)
	} else {
		writeReferences(c.ctx, w, n, f, l.referredCustomers, ids)
	}
}

// writeReferences writes the records that a field points to; null for one that has gone or that the caller may not see.
func writeReferences[T any](ctx context.Context, w *tree.Writer, n *tree.Node, f *models.CustomField, from *batch[*T], ids []string) {
	found := make([]*T, len(ids))
	for i, id := range ids {
		var err error
		if found[i], err = from.load(ctx, id); err != nil {
			w.Fail(n, err)
			return
		}
	}
	if f.List {
		w.Value(n, found)
	} else {
		w.Value(n, found[0])
	}
}

func typeOf(owner models.CustomFieldOwner) string {
	for _, o := range owners {
		if o.owner == owner {
			return o.name + "CustomFields"
		}
	}
	return ""
}

// wanted returns the definitions of what was selected, in the definitions' order; json takes all that the caller sees.
func (r *running) wanted(owner models.CustomFieldOwner, selected []*tree.Node, staff bool) []*models.CustomField {
	var wanted []*models.CustomField
	for _, f := range r.set.Of(owner) {
		if customfields.Visible(f, staff) && slices.ContainsFunc(selected, func(n *tree.Node) bool { return n.Name() == f.Key || n.Name() == "json" }) {
			wanted = append(wanted, f)
		}
	}
	return wanted
}

// values reads custom fields of every record of the owner's kind that the operation has come across.
func (l *loaders) values(owner models.CustomFieldOwner, fields []*models.CustomField) *batch[customfields.Stored] {
	parents := map[models.CustomFieldOwner]*expected{models.OwnerCustomer: &l.customerOf, models.OwnerAddress: &l.addressOf, models.OwnerOrder: &l.orderOf}[owner]
	ids := make([]string, len(fields))
	for i, f := range fields {
		ids[i] = f.ID
	}
	key := string(owner) + strings.Join(ids, " ")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fieldValues[key] == nil {
		l.fieldValues[key] = newBatch(parents, func(ctx context.Context, owners []string) (map[string]customfields.Stored, error) {
			if len(ids) == 0 {
				return map[string]customfields.Stored{}, nil
			}
			found, err := l.h.o.Fields.ValuesFor(ctx, owners, ids)
			l.expectReferences(fields, found)
			return found, err
		})
	}
	return l.fieldValues[key]
}

// seenReferences returns which of the records that a record's fields point to are there and may be seen by the caller.
// They are read as the typed fields read them, so that both answer alike.
func (l *loaders) seenReferences(
	ctx context.Context, fields []*models.CustomField, stored customfields.Stored,
) (map[string]bool, error) {
	seen := map[string]bool{}
	for _, f := range fields {
		if f.ReferenceTo == nil {
			continue
		}
		for _, id := range stored[f.ID] {
			var err error
			if *f.ReferenceTo == models.ReferenceOrder {
				seen[id], err = there(ctx, l.referredOrders, id)
			} else {
				seen[id], err = there(ctx, l.referredCustomers, id)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return seen, nil
}

func there[T any](ctx context.Context, from *batch[*T], id string) (bool, error) {
	found, err := from.load(ctx, id)
	return found != nil, err
}

// expectReferences notes the records that are pointed to, which may be asked for next.
func (l *loaders) expectReferences(fields []*models.CustomField, found map[string]customfields.Stored) {
	for _, f := range fields {
		if f.ReferenceTo == nil {
			continue
		}
		to := &l.toCustomers
		if *f.ReferenceTo == models.ReferenceOrder {
			to = &l.toOrders
		}
		for _, stored := range found {
			to.expect(stored[f.ID]...)
		}
	}
}
