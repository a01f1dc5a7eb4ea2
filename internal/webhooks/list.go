package webhooks

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/internal/page"
	"clientele/models"
)

// List returns all webhooks, in the order of their creation. It needs WEBHOOKS_WRITE.
func (s *Service) List(ctx context.Context, caller auth.Caller) ([]*models.Webhook, error) {
	if err := mayManage(caller); err != nil {
		return nil, err
	}
	list := []*models.Webhook{}
	if err := s.db.Primary(ctx).Order("id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return list, nil
}

// Get returns a webhook. It needs WEBHOOKS_WRITE. If there is no such webhook, it returns apperr.NotFound.
func (s *Service) Get(ctx context.Context, caller auth.Caller, id string) (*models.Webhook, error) {
	if err := mayManage(caller); err != nil {
		return nil, err
	}
	w := new(models.Webhook)
	if err := take(s.db.Primary(ctx), id, w); err != nil {
		return nil, fmt.Errorf("read webhook %s: %w", id, err)
	}
	return w, nil
}

// GetMany returns the webhooks with the given ids, by id, for callers with WEBHOOKS_WRITE. Other callers get none.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Webhook, error) {
	return byID(ctx, s.db, caller, ids, func(w *models.Webhook) string { return w.ID })
}

// GetDeliveries returns the deliveries with the given ids, by id, for callers with WEBHOOKS_WRITE. Other callers get
// none.
func (s *Service) GetDeliveries(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.WebhookDelivery, error) {
	return byID(ctx, s.db, caller, ids, func(d *models.WebhookDelivery) string { return d.ID })
}

func byID[T any](
	ctx context.Context, d *db.DB, caller auth.Caller, ids []string, id func(*T) string,
) (map[string]*T, error) {
	if mayManage(caller) != nil {
		return nil, nil
	}
	return lists.ByID(d.Primary(ctx).Where(d.In("id", ids)), id)
}

// newest is the sort order of deliveries.
var newest = page.Sort{
	List: "webhook deliveries", Column: "webhook_deliveries.created_at", ID: "webhook_deliveries.id", Desc: true,
}

// DeliveriesFor returns a page of deliveries for each webhook, newest first, optionally of one status, with one query.
// It needs WEBHOOKS_WRITE. An invalid page, cursor or status is apperr.BadInput.
func (s *Service) DeliveriesFor(
	ctx context.Context, caller auth.Caller, webhookIDs []string, args page.Args, status *models.WebhookDeliveryStatus,
) (map[string]*page.Connection[*models.WebhookDelivery], error) {
	if err := mayManage(caller); err != nil {
		return nil, err
	}
	if status != nil && !slices.Contains(models.WebhookDeliveryStatuses(), *status) {
		return nil, apperr.Bad("status: %s is not a valid status", *status)
	}
	w, err := s.o.Codec.Open(args, newest)
	if err != nil {
		return nil, err
	}
	all := func(ctx context.Context) *gorm.DB {
		q := s.db.Primary(ctx).Model(&models.WebhookDelivery{})
		if status != nil {
			q = q.Where("webhook_deliveries.status = ?", *status)
		}
		return q
	}
	ofWebhooks := func(ctx context.Context) *gorm.DB {
		return all(ctx).Where(s.db.In("webhook_deliveries.webhook_id", webhookIDs))
	}
	read := db.Columns[models.WebhookDelivery](args.Members, newest.ID, "webhook_deliveries.webhook_id", newest.Column)
	var q *gorm.DB
	if len(webhookIDs) == 1 {
		q = db.PageOf(db.SelectColumns(ofWebhooks(ctx), read), w)
	} else {
		q = s.db.PageEach(ctx, all(ctx), "webhook_deliveries", "webhook_id", webhookIDs, w, read)
	}
	var rows []*models.WebhookDelivery
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	owner := func(d *models.WebhookDelivery) string { return d.WebhookID }
	mark := func(d *models.WebhookDelivery) page.Mark { return page.Mark{Value: d.CreatedAt.Stored(), ID: d.ID} }
	return page.BuildEach(w, webhookIDs, rows, owner, mark, func(ctx context.Context) (map[string]int, error) {
		return db.CountEach(ofWebhooks(ctx), "webhook_deliveries.webhook_id")
	}), nil
}
