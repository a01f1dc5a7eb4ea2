package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

func (q query) CustomFields(
	ctx context.Context, owner *models.CustomFieldOwner, archived bool,
) ([]*models.CustomField, error) {
	return q.Fields.List(ctx, auth.From(ctx), owner, archived)
}

func (m mutation) CreateCustomField(
	ctx context.Context, input customfields.CreateCustomFieldInput,
) (*result[*models.CustomField], error) {
	f, err := m.Fields.Create(ctx, auth.From(ctx), input)
	return redefined(m, f, err)
}

func (m mutation) UpdateCustomField(
	ctx context.Context, id string, input customfields.UpdateCustomFieldInput,
) (*result[*models.CustomField], error) {
	f, err := m.Fields.Update(ctx, auth.From(ctx), id, input)
	return redefined(m, f, err)
}

func (m mutation) ArchiveCustomField(ctx context.Context, id string) (*result[*models.CustomField], error) {
	f, err := m.Fields.Archive(ctx, auth.From(ctx), id)
	return redefined(m, f, err)
}

func (m mutation) RestoreCustomField(ctx context.Context, id string) (*result[*models.CustomField], error) {
	f, err := m.Fields.Restore(ctx, auth.From(ctx), id)
	return redefined(m, f, err)
}

func (m mutation) ReorderCustomFields(
	ctx context.Context, owner models.CustomFieldOwner, ids []string,
) (*result[[]*models.CustomField], error) {
	fields, err := m.Fields.Reorder(ctx, auth.From(ctx), owner, ids)
	return redefined(m, fields, err)
}

// redefined returns the payload of a changed definition, after the schema has been updated to it.
func redefined[T any](m mutation, value T, err error) (*result[T], error) {
	if err == nil {
		m.schema.Refresh()
	}
	return reply(value, err)
}

func registerCustomFields(f *executor.Fields) {
	executor.Method(f, "rules", (*models.CustomField).Rules)
	executor.Method(f, "options", (*models.CustomField).Options)
}
