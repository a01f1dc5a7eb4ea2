package graph

import (
	"context"

	"clientele/graph/payload"
	"clientele/internal/auth"
	"clientele/internal/jobs"
	"clientele/internal/page"
	"clientele/models"
)

func (q query) Job(ctx context.Context, id string) (*models.Job, error) {
	return orNull(q.Services.Jobs.Get(ctx, auth.From(ctx), id))
}

func (q query) Jobs(
	ctx context.Context, first *int, after *string, last *int, before *string, kinds []models.JobKind,
) (*page.Connection[*models.Job], error) {
	args := rootPage[models.Job](ctx, first, after, last, before)
	return q.Services.Jobs.List(ctx, auth.From(ctx), args, kinds)
}

func (q query) ImportFields(ctx context.Context, kind models.RecordKind) ([]*models.ImportField, error) {
	return q.Services.Jobs.Fields(ctx, auth.From(ctx), kind)
}

func (m mutation) CreateImport(
	ctx context.Context, input jobs.CreateImportInput,
) (*result[payload.NewImport], error) {
	job, url, err := m.Services.Jobs.CreateImport(ctx, auth.From(ctx), input)
	return reply(payload.NewImport{Job: job, UploadURL: orNullString(url)}, err)
}

func (m mutation) CreateExport(ctx context.Context, input jobs.CreateExportInput) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.CreateExport(ctx, auth.From(ctx), input))
}

func (m mutation) CancelJob(ctx context.Context, id string) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.Cancel(ctx, auth.From(ctx), id))
}

func (m mutation) UpdateCustomers(
	ctx context.Context, customers jobs.CustomerSelection, input jobs.UpdateCustomersInput,
) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.UpdateCustomers(ctx, auth.From(ctx), customers, input))
}

func (m mutation) DeleteCustomers(ctx context.Context, customers jobs.CustomerSelection) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.DeleteCustomers(ctx, auth.From(ctx), customers))
}

func (m mutation) AddCustomerTags(
	ctx context.Context, customers jobs.CustomerSelection, tags []string,
) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.AddTags(ctx, auth.From(ctx), customers, tags))
}

func (m mutation) RemoveCustomerTags(
	ctx context.Context, customers jobs.CustomerSelection, tags []string,
) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.RemoveTags(ctx, auth.From(ctx), customers, tags))
}

func (m mutation) SendInvitations(ctx context.Context, customers jobs.CustomerSelection) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.SendInvitations(ctx, auth.From(ctx), customers))
}
