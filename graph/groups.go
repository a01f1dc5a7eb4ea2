package graph

import (
	"context"
	"maps"
	"slices"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/internal/auth"
	"clientele/internal/groups"
	"clientele/models"
)

func (q query) CustomerGroups(ctx context.Context) ([]*models.CustomerGroup, error) {
	list, err := q.Services.Groups.List(ctx, auth.From(ctx))
	loader.From(ctx).ExpectGroups(list)
	return list, err
}

func (q query) CustomerGroup(ctx context.Context, id string) (*models.CustomerGroup, error) {
	found, err := q.groups(ctx, auth.From(ctx), []string{id})
	return found[id], err
}

// groups returns groups by id, and announces that their sizes may be loaded.
func (q query) groups(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.CustomerGroup, error) {
	found, err := q.Services.Groups.GetMany(ctx, caller, ids)
	loader.From(ctx).ExpectGroups(slices.Collect(maps.Values(found)))
	return found, err
}

func (m mutation) CreateCustomerGroup(
	ctx context.Context, input groups.CreateCustomerGroupInput,
) (*result[*models.CustomerGroup], error) {
	return reply(m.Groups.Create(ctx, auth.From(ctx), input))
}

func (m mutation) UpdateCustomerGroup(
	ctx context.Context, id string, input groups.UpdateCustomerGroupInput,
) (*result[*models.CustomerGroup], error) {
	return reply(m.Groups.Update(ctx, auth.From(ctx), id, input))
}

func (m mutation) DeleteCustomerGroup(ctx context.Context, id string) (*result[*string], error) {
	return reply(m.Groups.Delete(ctx, auth.From(ctx), id))
}

func registerGroups(f *executor.Fields) {
	executor.Resolve(f, "groups", func(ctx context.Context, c *models.Customer) ([]*models.CustomerGroup, error) {
		return loader.From(ctx).Groups.Load(ctx, c.ID)
	}, "ID")
	executor.Concurrent[models.Customer](f, "groups")
	executor.Resolve(f, "customersCount", func(ctx context.Context, g *models.CustomerGroup) (int, error) {
		return loader.From(ctx).GroupSizes.Load(ctx, g.ID)
	}, "ID")
}
