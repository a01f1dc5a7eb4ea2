package graph

import (
	"context"

	"clientele/graph/generated"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

func (q query) CustomFields(ctx context.Context, owner *models.CustomFieldOwner, archived bool) ([]*models.CustomField, error) {
	return q.o.Fields.List(ctx, auth.From(ctx), owner, archived)
}

func (m mutation) CreateCustomField(ctx context.Context, input customfields.CreateCustomFieldInput) (*generated.CreateCustomFieldPayload, error) {
	f, err := m.o.Fields.Create(ctx, auth.From(ctx), input)
	userErrors, err := m.redefined(err)
	if err != nil {
		return nil, err
	}
	return &generated.CreateCustomFieldPayload{CustomField: f, UserErrors: userErrors}, nil
}

func (m mutation) UpdateCustomField(ctx context.Context, id string, input customfields.UpdateCustomFieldInput) (*generated.UpdateCustomFieldPayload, error) {
	f, err := m.o.Fields.Update(ctx, auth.From(ctx), id, input)
	userErrors, err := m.redefined(err)
	if err != nil {
		return nil, err
	}
	return &generated.UpdateCustomFieldPayload{CustomField: f, UserErrors: userErrors}, nil
}

func (m mutation) ArchiveCustomField(ctx context.Context, id string) (*generated.ArchiveCustomFieldPayload, error) {
	f, err := m.o.Fields.Archive(ctx, auth.From(ctx), id)
	userErrors, err := m.redefined(err)
	if err != nil {
		return nil, err
	}
	return &generated.ArchiveCustomFieldPayload{CustomField: f, UserErrors: userErrors}, nil
}

func (m mutation) ReorderCustomFields(ctx context.Context, owner models.CustomFieldOwner, ids []string) (*generated.ReorderCustomFieldsPayload, error) {
	fields, err := m.o.Fields.Reorder(ctx, auth.From(ctx), owner, ids)
	userErrors, err := m.redefined(err)
	if err != nil {
		return nil, err
	}
	return &generated.ReorderCustomFieldsPayload{CustomFields: fields, UserErrors: userErrors}, nil
}

func (m mutation) RestoreCustomField(ctx context.Context, id string) (*generated.RestoreCustomFieldPayload, error) {
	f, err := m.o.Fields.Restore(ctx, auth.From(ctx), id)
	userErrors, err := m.redefined(err)
	if err != nil {
		return nil, err
	}
	return &generated.RestoreCustomFieldPayload{CustomField: f, UserErrors: userErrors}, nil
}
