package graph

import (
	"context"
	"slices"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/graph/schema"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// registerFieldValues registers the custom fields of a kind of record. id returns the id of a record.
func registerFieldValues[T any](f *executor.Fields, owner models.CustomFieldOwner, id func(*T) string) {
	executor.ResolveWith(f, "customFields", func(
		ctx context.Context, s *executor.Selection,
	) (resolver[T, *fieldValues], error) {
		shared, json := newFieldValues(ctx, s, owner)
		batch := loader.From(ctx).FieldValues(owner, shared.wanted)
		return func(ctx context.Context, v *T) (*fieldValues, error) {
			stored, err := batch.Load(ctx, id(v))
			values := shared
			if values.stored = stored; err != nil || !json {
				return &values, err
			}
			values.visible, err = loader.From(ctx).VisibleReferences(ctx, values.wanted, stored)
			return &values, err
		}, nil
	}, "ID")
}

// registerCopiedFieldValues registers the custom fields of the addresses of orders, which are stored with the order.
// Fields that only staff may see need the scope CUSTOMERS_READ, as they do in the customer's address book.
func registerCopiedFieldValues(f *executor.Fields) {
	executor.ResolveWith(f, "customFields", func(
		ctx context.Context, s *executor.Selection,
	) (resolver[models.OrderAddress, *fieldValues], error) {
		shared, json := newFieldValues(ctx, s, models.OwnerAddress)
		staff := auth.From(ctx).Can(models.CustomersRead)
		return func(ctx context.Context, a *models.OrderAddress) (*fieldValues, error) {
			values, l := shared, loader.From(ctx)
			l.ExpectAddressCopies(values.set, staff)
			copies := values.set.Shown(models.OwnerAddress, a.CustomFields, staff)
			values.copied = customfields.Stored(copies)
			values.stored = values.copied.Typed(values.wanted)
			var err error
			if json {
				values.all = values.set.Copied(models.OwnerAddress, copies, staff)
				values.visible, err = l.VisibleReferences(ctx, values.all, values.copied)
			}
			return &values, err
		}, nil
	}, "CustomFields")
}

// fieldValues writes the selected custom fields of a record, as they were defined when the operation started.
type fieldValues struct {
	ctx      context.Context
	set      *customfields.Set
	owner    models.CustomFieldOwner
	typename string
	selected []*executor.Selection
	wanted   []*models.CustomField // the definitions of what is selected
	stored   customfields.Stored
	all      []*models.CustomField // the fields of json: what is selected, and of copies also archived fields
	copied   customfields.Stored   // the values of json for copies, and nil for other records
	visible  map[string]bool       // the records that json may refer to, if it is selected
}

// newFieldValues returns what is the same for all records at a path, and whether json is selected.
func newFieldValues(
	ctx context.Context, s *executor.Selection, owner models.CustomFieldOwner,
) (v fieldValues, json bool) {
	set, typename := schema.From(ctx).CustomFields, schema.CustomFieldsType(owner)
	v = fieldValues{ctx: ctx, set: set, owner: owner, typename: typename, selected: s.Children(typename)}
	selects := func(name string) bool {
		return slices.ContainsFunc(v.selected, func(s *executor.Selection) bool { return s.Name() == name })
	}
	json = selects("json")
	for _, f := range set.Of(owner) {
		if (json || selects(f.Key)) && customfields.Visible(f, customfields.Staff(auth.From(ctx))) {
			v.wanted = append(v.wanted, f)
		}
	}
	v.all = v.wanted
	return v, json
}

// MarshalObject writes the selected fields.
func (v *fieldValues) MarshalObject(w *executor.Writer) {
	w.Raw("{")
	for i, s := range v.selected {
		if i > 0 {
			w.Raw(",")
		}
		w.Key(s)
		switch s.Name() {
		case "__typename":
			w.Text(v.typename)
		case "json":
			w.Raw(v.json())
		default:
			v.write(w, s, v.set.Field(v.owner, s.Name()))
		}
	}
	w.Raw("}")
}

func (v *fieldValues) json() string {
	if v.copied != nil {
		return v.copied.Object(v.all, v.visible)
	}
	return v.stored.Object(v.all, v.visible)
}

func (v *fieldValues) write(w *executor.Writer, s *executor.Selection, f *models.CustomField) {
	if f.ReferenceTo == nil {
		w.Raw(v.stored.Text(f))
		return
	}
	ids, ok := v.stored[f.ID]
	if !ok {
		w.Raw("null")
		return
	}
	l := loader.From(v.ctx)
	if *f.ReferenceTo == models.ReferenceOrder {
		writeReferences(v.ctx, w, s, f, l.ReferencedOrders, ids)
	} else {
		writeReferences(v.ctx, w, s, f, l.ReferencedCustomers, ids)
	}
}

// writeReferences writes the records that a field refers to, and null for each that no longer exists or that the
// caller may not see.
func writeReferences[T any](
	ctx context.Context, w *executor.Writer, s *executor.Selection,
	f *models.CustomField, from *loader.Batch[*T], ids []string,
) {
	found := make([]*T, len(ids))
	for i, id := range ids {
		var err error
		if found[i], err = from.Load(ctx, id); err != nil {
			w.Fail(s, err)
			return
		}
	}
	if f.List {
		w.Value(s, found)
	} else {
		w.Value(s, found[0])
	}
}
