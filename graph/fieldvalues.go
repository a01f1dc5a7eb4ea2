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
		shared := newFieldValues(ctx, s, owner)
		return func(ctx context.Context, v *T) (*fieldValues, error) { return shared.of(ctx, id(v)) }, nil
	}, "ID")
}

// registerCopiedFieldValues registers the custom fields of the addresses of orders, which are stored with the order.
// Fields that only staff may see need the scope CUSTOMERS_READ, as they do in the customer's address book.
func registerCopiedFieldValues(f *executor.Fields) {
	executor.ResolveWith(f, "customFields", func(
		ctx context.Context, s *executor.Selection,
	) (resolver[models.OrderAddress, *fieldValues], error) {
		shared := newFieldValues(ctx, s, models.OwnerAddress)
		return shared.ofCopy, nil
	}, "ID", "CustomFields")
}

// fieldValues writes the selected custom fields of a record, as they were defined when the operation started.
type fieldValues struct {
	ctx      context.Context
	set      *customfields.Set
	owner    models.CustomFieldOwner
	typename string
	id       string
	json     bool // whether the field json is selected
	selected []*executor.Selection
	batch    *loader.Batch[customfields.Stored]
	wanted   []*models.CustomField // the definitions of what is selected
	stored   customfields.Stored
	all      []*models.CustomField // the fields of json: what is selected, and of copies also archived fields
	copied   customfields.Stored   // the values of json for copies, and nil for other records
	visible  map[string]bool       // the records that json may refer to, if it is selected
}

// newFieldValues returns what is the same for all records at a path.
func newFieldValues(ctx context.Context, s *executor.Selection, owner models.CustomFieldOwner) *fieldValues {
	set, typename := schema.From(ctx).CustomFields, schema.CustomFieldsType(owner)
	v := &fieldValues{ctx: ctx, set: set, owner: owner, typename: typename, selected: s.Children(typename)}
	selects := func(name string) bool {
		return slices.ContainsFunc(v.selected, func(s *executor.Selection) bool { return s.Name() == name })
	}
	v.json = selects("json")
	for _, f := range set.Of(owner) {
		selected := v.json || selects(f.Key) && !customfields.Shadowed(f)
		if selected && customfields.Visible(f, customfields.Staff(auth.From(ctx))) {
			v.wanted = append(v.wanted, f)
		}
	}
	v.all = v.wanted
	v.batch = loader.From(ctx).FieldValues(owner, v.wanted)
	return v
}

// of returns the values of the record with an id, which the caller may read.
func (v fieldValues) of(ctx context.Context, id string) (*fieldValues, error) {
	v.id = models.CustomFieldsID(id)
	var err error
	if v.stored, err = v.batch.Load(ctx, id); err != nil || !v.json {
		return &v, err
	}
	v.visible, err = loader.From(ctx).VisibleReferences(ctx, v.wanted, v.stored)
	return &v, err
}

// ofCopy returns the values of an address of an order.
func (v fieldValues) ofCopy(ctx context.Context, a *models.OrderAddress) (*fieldValues, error) {
	v.id = models.CustomFieldsID(a.ID)
	l, staff := loader.From(ctx), auth.From(ctx).Can(models.CustomersRead)
	l.ExpectAddressCopies(v.set, staff)
	copies := v.set.Shown(models.OwnerAddress, a.CustomFields, staff)
	v.copied = customfields.Stored(copies)
	v.stored = v.copied.Typed(v.wanted)
	if !v.json {
		return &v, nil
	}
	v.all = v.set.Copied(models.OwnerAddress, copies, staff)
	var err error
	v.visible, err = l.VisibleReferences(ctx, v.all, v.copied)
	return &v, err
}

// IsNode marks fieldValues as a Node.
func (*fieldValues) IsNode() {}

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
		case "id":
			w.Text(v.id)
		case "json":
			w.Raw(v.asJSON())
		default:
			v.write(w, s, v.set.Field(v.owner, s.Name()))
		}
	}
	w.Raw("}")
}

func (v *fieldValues) asJSON() string {
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
