package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/internal/auth"
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

func registerViews(f *executor.Fields, service *views.Service) {
	executor.Resolve(f, "broken", func(ctx context.Context, v *views.SavedView) (*string, error) {
		return service.Broken(ctx, v)
	})
}

func registerOverview(f *executor.Fields, service *overview.Service) {
	executor.Resolve(f, "revenue", func(ctx context.Context, o *overview.Overview) ([]*overview.DailyRevenue, error) {
		return service.Revenue(ctx, auth.From(ctx), o)
	})
}
