package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/merging"
	"clientele/models"
)

func (q query) CustomerMergePreview(
	ctx context.Context, keep, merge string,
) (*merging.CustomerMergePreview, error) {
	p, err := orNull(q.Services.Merging.Preview(ctx, auth.From(ctx), keep, merge))
	if p != nil {
		loader.From(ctx).Customers.Expect(p.KeepID, p.MergeID)
	}
	return p, err
}

func (q query) PossibleDuplicates(ctx context.Context, customerID string) ([]*merging.PossibleDuplicate, error) {
	list, err := q.Services.Merging.PossibleDuplicates(ctx, auth.From(ctx), customerID)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	for _, d := range list {
		loader.From(ctx).Customers.Expect(d.CustomerID)
	}
	return list, err
}

func (m mutation) MergeCustomers(
	ctx context.Context, input merging.MergeCustomersInput,
) (*result[*models.Customer], error) {
	return reply(m.Merging.Merge(ctx, auth.From(ctx), input))
}

func registerMerging(f *executor.Fields) {
	executor.Resolve(f, "mergedIds", func(ctx context.Context, c *models.Customer) ([]string, error) {
		return loader.From(ctx).MergedIDs.Load(ctx, c.ID)
	}, "ID")
	executor.Concurrent[models.Customer](f, "mergedIds")
	customer := func(ctx context.Context, id string) (*models.Customer, error) {
		return loader.From(ctx).Customers.Load(ctx, id)
	}
	executor.Resolve(f, "keep", func(ctx context.Context, p *merging.CustomerMergePreview) (*models.Customer, error) {
		return customer(ctx, p.KeepID)
	}, "KeepID")
	executor.Resolve(f, "merge", func(ctx context.Context, p *merging.CustomerMergePreview) (*models.Customer, error) {
		return customer(ctx, p.MergeID)
	}, "MergeID")
	executor.Resolve(f, "customer", func(ctx context.Context, d *merging.PossibleDuplicate) (*models.Customer, error) {
		return customer(ctx, d.CustomerID)
	}, "CustomerID")
}
