package graph

import (
	"context"
	"maps"
	"slices"

	"clientele/graph/executor"
	"clientele/graph/loader"
	"clientele/graph/payload"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/internal/webhooks"
	"clientele/models"
)

func (q query) Webhooks(ctx context.Context) ([]*models.Webhook, error) {
	list, err := q.Services.Webhooks.List(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	loader.From(ctx).ExpectWebhooks(list)
	return list, nil
}

func (q query) Webhook(ctx context.Context, id string) (*models.Webhook, error) {
	return orNull(q.Services.Webhooks.Get(ctx, auth.From(ctx), id))
}

// webhooks returns webhooks by id, and announces that their deliveries may be loaded.
func (q query) webhooks(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.Webhook, error) {
	found, err := q.Services.Webhooks.GetMany(ctx, caller, ids)
	loader.From(ctx).ExpectWebhooks(slices.Collect(maps.Values(found)))
	return found, err
}

func (m mutation) CreateWebhook(
	ctx context.Context, input webhooks.CreateWebhookInput,
) (*result[payload.NewWebhook], error) {
	w, secret, err := m.Webhooks.Create(ctx, auth.From(ctx), input)
	return reply(payload.NewWebhook{Webhook: w, Secret: orNullString(secret)}, err)
}

func (m mutation) UpdateWebhook(
	ctx context.Context, id string, input webhooks.UpdateWebhookInput,
) (*result[*models.Webhook], error) {
	return reply(m.Webhooks.Update(ctx, auth.From(ctx), id, input))
}

func (m mutation) DeleteWebhook(ctx context.Context, id string) (*result[*string], error) {
	deleted, err := m.Webhooks.Delete(ctx, auth.From(ctx), id)
	return reply(orNullString(deleted), err)
}

func (m mutation) RotateWebhookSecret(
	ctx context.Context, id string, overlapHours int,
) (*result[payload.NewWebhook], error) {
	w, secret, err := m.Webhooks.RotateSecret(ctx, auth.From(ctx), id, overlapHours)
	return reply(payload.NewWebhook{Webhook: w, Secret: orNullString(secret)}, err)
}

func (m mutation) TestWebhook(ctx context.Context, id string) (*result[*models.WebhookDelivery], error) {
	return reply(m.Webhooks.Test(ctx, auth.From(ctx), id))
}

func (m mutation) RedeliverWebhook(
	ctx context.Context, id string, since *models.Time,
) (*result[payload.Redelivery], error) {
	w, retried, err := m.Webhooks.Redeliver(ctx, auth.From(ctx), id, since)
	if err != nil {
		return reply(payload.Redelivery{}, err)
	}
	return reply(payload.Redelivery{Webhook: w, Retried: &retried}, nil)
}

func registerWebhooks(f *executor.Fields, service *webhooks.Service) {
	executor.Method(f, "events", (*models.Webhook).Events)
	executor.Method(f, "scopes", (*models.Webhook).Scopes)
	executor.Resolve(f, "queryError", func(ctx context.Context, w *models.Webhook) (*string, error) {
		return service.QueryError(ctx, w), nil
	})
	executor.ResolveWith(f, "deliveries", webhookDeliveries, "ID")
	executor.Method(f, "eventId", (*models.WebhookDelivery).EntryID, "EventID")
	executor.Resolve(f, "event", func(ctx context.Context, d *models.WebhookDelivery) (*models.Event, error) {
		if d.EventID == nil {
			return nil, nil
		}
		return loader.From(ctx).DeliveredEvents.Load(ctx, *d.EntryID())
	}, "EventID")
	executor.Method(f, "nextAttemptAt", (*models.WebhookDelivery).NextAttemptAt, "Status", "DueAt")
}

func webhookDeliveries(
	ctx context.Context, s *executor.Selection,
) (resolver[models.Webhook, *page.Connection[*models.WebhookDelivery]], error) {
	args, err := fieldPage[models.WebhookDelivery](s)
	if err != nil {
		return nil, err
	}
	status, err := executor.Text(s, "status")
	if err != nil {
		return nil, err
	}
	batch := loader.From(ctx).DeliveryPage(args, (*models.WebhookDeliveryStatus)(status))
	return func(ctx context.Context, w *models.Webhook) (*page.Connection[*models.WebhookDelivery], error) {
		return batch.Load(ctx, w.ID)
	}, nil
}
