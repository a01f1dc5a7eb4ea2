package graph

import (
	"context"

	"clientele/internal/auth"
	"clientele/internal/privacy"
	"clientele/models"
)

func (m mutation) ExportPersonalData(ctx context.Context, customerID string) (*result[*models.Job], error) {
	return reply(m.Privacy.RequestExport(ctx, auth.From(ctx), customerID))
}

func (m mutation) RequestDataExport(ctx context.Context) (*result[bool], error) {
	err := m.Privacy.RequestOwnExport(ctx, auth.From(ctx))
	return reply(err == nil, err)
}

func (m mutation) OpenDataExport(ctx context.Context, token string) (*result[*string], error) {
	url, err := m.Privacy.OpenExport(ctx, auth.From(ctx), token)
	return reply(orNullString(url), err)
}

func (m mutation) RequestErasure(ctx context.Context, password *string) (*result[*models.Customer], error) {
	return reply(m.Privacy.RequestErasure(ctx, auth.From(ctx), password))
}

func (m mutation) CancelErasure(ctx context.Context, customerID *string) (*result[*models.Customer], error) {
	return reply(m.Privacy.CancelErasure(ctx, auth.From(ctx), customerID))
}

func (m mutation) ErasePersonalData(
	ctx context.Context, input privacy.ErasePersonalDataInput,
) (*result[*models.ErasureReport], error) {
	return reply(m.Privacy.Erase(ctx, auth.From(ctx), input))
}

func (m mutation) AnonymizeOrders(ctx context.Context, ids []string) (*result[*int], error) {
	n, err := m.Privacy.AnonymizeOrders(ctx, auth.From(ctx), ids)
	return reply(&n, err)
}
