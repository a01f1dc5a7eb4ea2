package graph

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/generated"
	"clientele/graph/scalar"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

func (customer) CustomFields(ctx context.Context, c *models.Customer) (*scalar.CustomFields, error) {
	return customFields(ctx, models.OwnerCustomer, c.ID)
}

func (address) CustomFields(ctx context.Context, a *models.Address) (*scalar.CustomFields, error) {
	return customFields(ctx, models.OwnerAddress, a.ID)
}

func (order) CustomFields(ctx context.Context, o *models.Order) (*scalar.CustomFields, error) {
	return customFields(ctx, models.OwnerOrder, o.ID)
}

// customFields resolves what was selected of a record's custom fields, by the definitions with which the operation began. The
// generated code takes the whole for a scalar; here it is an object, whose references resolve like any other field.
func customFields(ctx context.Context, owner models.CustomFieldOwner, id string) (*scalar.CustomFields, error) {
	r := runningOf(ctx)
	name := typeOf(owner)
	selected := graphql.CollectFields(graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field.Selections, []string{name})
	wanted := r.wanted(owner, selected, customfields.Staff(auth.From(ctx)))
	stored, err := loadersOf(ctx).values(owner, wanted).load(ctx, id)
	if err != nil {
		return nil, err
	}
	out := graphql.NewFieldSet(selected)
	for i, field := range selected {
		out.Values[i] = r.customField(ctx, name, owner, field, wanted, stored)
	}
	out.Dispatch(ctx)
	return &scalar.CustomFields{Tree: out}, nil
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
func (r *running) wanted(owner models.CustomFieldOwner, selected []graphql.CollectedField, staff bool) []*models.CustomField {
	var wanted []*models.CustomField
	for _, f := range r.set.Of(owner) {
		if customfields.Visible(f, staff) && slices.ContainsFunc(selected, func(s graphql.CollectedField) bool { return s.Name == f.Key || s.Name == "json" }) {
			wanted = append(wanted, f)
		}
	}
	return wanted
}

func (r *running) customField(ctx context.Context, name string, owner models.CustomFieldOwner, field graphql.CollectedField, wanted []*models.CustomField, stored customfields.Stored) graphql.Marshaler {
	switch field.Name {
	case "__typename":
		return graphql.MarshalString(name)
	case "json":
		return raw(stored.Object(wanted))
	}
	f := r.set.Field(owner, field.Name)
	if f.ReferenceTo == nil {
		return raw(stored.Text(f))
	}
	ids, ok := stored[f.ID]
	if !ok {
		return graphql.Null
	}
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: name, Field: field, IsResolver: true})
	if !f.List {
		return r.reference(ctx, f, field.Selections, ids[0])
	}
	list := make(graphql.Array, len(ids))
	for i, id := range ids {
		list[i] = r.reference(graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &i}), f, field.Selections, id)
	}
	return list
}

// reference resolves the record that a field points to; null where it has gone or the caller may not see it.
func (r *running) reference(ctx context.Context, f *models.CustomField, selections ast.SelectionSet, id string) graphql.Marshaler {
	l := loadersOf(ctx)
	if *f.ReferenceTo == models.ReferenceOrder {
		o, err := l.referredOrders.load(ctx, id)
		if err != nil || o == nil {
			return nothing(ctx, err)
		}
		return generated.MarshalOrder(ctx, r.of(audienceOf(auth.From(ctx))).executable, selections, o)
	}
	c, err := l.referredCustomers.load(ctx, id)
	if err != nil || c == nil {
		return nothing(ctx, err)
	}
	return generated.MarshalCustomer(ctx, r.of(audienceOf(auth.From(ctx))).executable, selections, c)
}

func nothing(ctx context.Context, err error) graphql.Marshaler {
	if err != nil {
		graphql.AddError(ctx, err)
	}
	return graphql.Null
}

// raw writes what is JSON already.
func raw(text string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, text) })
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
