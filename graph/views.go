package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/overview"
	"clientele/internal/views"
	"clientele/models"
)

func (q query) SavedViews(ctx context.Context, list models.ListKind) ([]*views.SavedView, error) {
	return q.Services.Views.List(ctx, auth.From(ctx), list)
}

func (q query) ListColumns(ctx context.Context, list models.ListKind) ([]string, error) {
	return q.Services.Views.Columns(ctx, auth.From(ctx), list)
}

func (q query) Overview(ctx context.Context, timeZone string, days int) (*overview.Overview, error) {
	return q.Services.Overview.Get(ctx, auth.From(ctx), timeZone, days)
}

func (m mutation) CreateSavedView(
	ctx context.Context, input views.CreateSavedViewInput,
) (*result[*views.SavedView], error) {
	return reply(m.Views.Create(ctx, auth.From(ctx), input))
}

func (m mutation) UpdateSavedView(
	ctx context.Context, id string, input views.UpdateSavedViewInput,
) (*result[*views.SavedView], error) {
	return reply(m.Views.Update(ctx, auth.From(ctx), id, input))
}

func (m mutation) DeleteSavedView(ctx context.Context, id string) (*result[*string], error) {
	return reply(m.Views.Delete(ctx, auth.From(ctx), id))
}

func (m mutation) SetListColumns(
	ctx context.Context, list models.ListKind, columns []string,
) (*result[[]*string], error) {
	stored, err := m.Views.SetColumns(ctx, auth.From(ctx), list, columns)
	if stored == nil {
		return reply[[]*string](nil, err)
	}
	answer := make([]*string, len(stored))
	for i := range stored {
		answer[i] = &stored[i]
	}
	return reply(answer, err)
}

// CheckFilter returns why the caller of ctx cannot get a list with the JSON of a filter and a search, both optional, with
// the current schema. The error is an apperr.Error with a message for users, or an internal one.
func (h *Handler) CheckFilter(ctx context.Context, list models.ListKind, filter, search *string) error {
	var err error
	caller := auth.From(ctx)
	if list == models.ListOfOrders {
		var f *orders.OrderFilter
		if filter != nil {
			if f, err = h.OrderFilter(ctx, *filter); err != nil {
				return err
			}
		}
		_, err = h.Services.Orders.Select(ctx, caller, f, search)
		return err
	}
	var f *accounts.CustomerFilter
	if filter != nil {
		if f, err = h.CustomerFilter(ctx, *filter); err != nil {
			return err
		}
	}
	_, err = h.Accounts.Select(ctx, caller, f, search)
	return err
}

// CheckSort is like CheckFilter, for the JSON of a sort order.
func (h *Handler) CheckSort(ctx context.Context, list models.ListKind, sort string) error {
	if list == models.ListOfOrders {
		by, err := readInput[orders.OrderSort](ctx, h, orderSortQuery, "orderBy", sort)
		if err != nil {
			return err
		}
		return h.Services.Orders.CheckSort(ctx, auth.From(ctx), by)
	}
	by, err := readInput[accounts.CustomerSort](ctx, h, customerSortQuery, "orderBy", sort)
	if err != nil {
		return err
	}
	return h.Accounts.CheckSort(ctx, auth.From(ctx), by)
}

func registerViews(f *executor.Fields, service *views.Service) {
	executor.Resolve(f, "broken", func(ctx context.Context, v *views.SavedView) (*string, error) {
		return service.Broken(ctx, v)
	})
}
