package graph

import (
	"context"
	"maps"
	"slices"

	"clientele/graph/executor"
	"clientele/graph/loader"
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
	args := page.Args{First: first, After: after, Last: last, Before: before}
	found, err := q.Services.Jobs.List(ctx, auth.From(ctx), args, kinds)
	if err == nil {
		loader.From(ctx).ExpectJobs(found.Nodes())
	}
	return found, err
}

// jobs returns jobs by id, and announces that their faults may be loaded.
func (q query) jobs(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Job, error) {
	found, err := q.Services.Jobs.GetMany(ctx, caller, ids)
	loader.From(ctx).ExpectJobs(slices.Collect(maps.Values(found)))
	return found, err
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
	var err error
	if input.FilterText, err = exportFilter(ctx); err != nil {
		return nil, err
	}
	return reply(m.Services.Jobs.CreateExport(ctx, auth.From(ctx), input))
}

func (m mutation) CancelJob(ctx context.Context, id string) (*result[*models.Job], error) {
	return reply(m.Services.Jobs.Cancel(ctx, auth.From(ctx), id))
}

func (m mutation) UpdateCustomers(
	ctx context.Context, customers jobs.CustomerSelection, input jobs.UpdateCustomersInput,
) (*result[*models.Job], error) {
	text, err := argumentText(ctx, "input")
	if err != nil {
		return nil, err
	}
	input.Text = text
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

func registerJobs(f *executor.Fields, service *jobs.Service) {
	executor.Resolve(f, "columns", func(ctx context.Context, j *models.Job) ([]*models.JobColumn, error) {
		return jobs.Columns(auth.From(ctx), j), nil
	}, "FileColumns", "Kind")
	executor.Method(f, "importOptions", jobs.ImportOptions, "Parameters")
	executor.Method(f, "createdBy", (*models.Job).CreatedBy, "ActorKind", "ActorID", "ActorName")
	executor.ResolveWith(f, "faults", jobFaults, "ID")
	executor.Resolve(f, "fileUrl", func(ctx context.Context, j *models.Job) (*string, error) {
		return orNullString(service.FileURL(ctx, auth.From(ctx), j)), nil
	})
	executor.Resolve(f, "faultsUrl", func(ctx context.Context, j *models.Job) (*string, error) {
		return orNullString(service.FaultsURL(ctx, auth.From(ctx), j)), nil
	})
}

func jobFaults(
	ctx context.Context, s *executor.Selection,
) (resolver[models.Job, *page.Connection[*models.JobFault]], error) {
	args, err := fieldPage[models.JobFault](s)
	if err != nil {
		return nil, err
	}
	batch := loader.From(ctx).FaultPage(args)
	return func(ctx context.Context, j *models.Job) (*page.Connection[*models.JobFault], error) {
		return batch.Load(ctx, j.ID)
	}, nil
}
