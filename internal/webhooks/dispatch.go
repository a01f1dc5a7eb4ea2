package webhooks

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/internal/events"
	"clientele/models"
)

// batch is the number of events for which one transaction creates deliveries.
const batch = 200

// Dispatch creates the deliveries of one batch of new events, and of requested redeliveries. It returns whether there
// may be more. Several servers can call it at the same time.
func (s *Service) Dispatch(ctx context.Context) (more bool, err error) {
	var pending bool
	// A read without locks: most polls find nothing.
	err = s.db.Primary(ctx).Raw(`SELECT EXISTS (SELECT 1 FROM webhooks WHERE active AND (backfill_after IS NOT NULL OR
		since_position < (SELECT COALESCE(MAX(` + events.PositionColumn(s.db) + `), 0) FROM events) AND
		(SELECT position FROM webhook_cursor) < (SELECT COALESCE(MAX(` + events.PositionColumn(s.db) + `), 0) FROM events)))`).
		Scan(&pending).Error
	if err != nil || !pending {
		return false, wrapped("look for new events", err)
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx); err != nil {
			return err
		}
		var active []*models.Webhook
		if err := tx.Where("active").Order("id").Find(&active).Error; err != nil || len(active) == 0 {
			more = false
			return err
		}
		var err error
		if more, err = s.dispatchNew(tx, active); err != nil {
			return err
		}
		for _, w := range active {
			if w.BackfillAfter == nil {
				continue
			}
			unfinished, err := s.backfill(tx, w)
			if err != nil {
				return err
			}
			more = more || unfinished
		}
		return nil
	})
	return more, wrapped("create deliveries", err)
}

// dispatchNew creates the deliveries of the events after the cursor, and moves the cursor. Events before the first of
// the webhooks are skipped.
func (s *Service) dispatchNew(tx *gorm.DB, active []*models.Webhook) (more bool, err error) {
	var cursor int64
	if err := tx.Raw("SELECT position FROM webhook_cursor").Scan(&cursor).Error; err != nil {
		return false, err
	}
	first := slices.MinFunc(active, func(a, b *models.Webhook) int { return int(a.SincePosition - b.SincePosition) })
	after, column := max(cursor, first.SincePosition), events.PositionColumn(s.db)
	var list []*models.Event
	q := tx.Select("id", "type", "position").Where(column+" > ?", after)
	if err := q.Order(column).Limit(batch).Find(&list).Error; err != nil {
		return false, err
	}
	if len(list) == 0 {
		return false, nil
	}
	var rows []*models.WebhookDelivery
	for _, w := range active {
		for _, e := range list {
			if *e.Position > w.SincePosition && slices.Contains(w.EventNames, string(e.Type)) {
				rows = append(rows, s.newDelivery(w, e))
			}
		}
	}
	if err := create(tx, rows); err != nil {
		return false, err
	}
	err = tx.Exec("UPDATE webhook_cursor SET position = ?", *list[len(list)-1].Position).Error
	return len(list) == batch, err
}

// backfill creates deliveries of earlier events for which a redelivery was requested, in the order of their ids. Events
// that get their position later are dispatched as new ones.
func (s *Service) backfill(tx *gorm.DB, w *models.Webhook) (more bool, err error) {
	var list []*models.Event
	q := tx.Select("id", "type", "at").Where("id > ? AND id <= ?", *w.BackfillAfter, *w.BackfillUntil)
	if err := q.Order("id").Limit(batch).Find(&list).Error; err != nil {
		return false, err
	}
	var rows []*models.WebhookDelivery
	for _, e := range list {
		if !e.At.Before(w.BackfillSince.Time) && slices.Contains(w.EventNames, string(e.Type)) {
			rows = append(rows, s.newDelivery(w, e))
		}
	}
	if err := create(tx, rows); err != nil {
		return false, err
	}
	to := fields{"backfill_after": nil, "backfill_until": nil, "backfill_since": nil}
	if more = len(list) == batch; more {
		to = fields{"backfill_after": list[len(list)-1].ID}
	}
	return more, tx.Model(&models.Webhook{}).Where("id = ?", w.ID).Updates(to).Error
}

func (s *Service) newDelivery(w *models.Webhook, e *models.Event) *models.WebhookDelivery {
	now := models.At(s.o.Now())
	return &models.WebhookDelivery{
		ID: models.NewID(models.DeliveryID), WebhookID: w.ID, EventID: &e.ID, EventType: &e.Type,
		Status: models.DeliveryPending, DueAt: &now, CreatedAt: now,
	}
}

// insertRows is the number of deliveries that one statement inserts, limited by the number of parameters.
const insertRows = 500

// create stores deliveries, except of events for which the webhook has one.
func create(tx *gorm.DB, rows []*models.WebhookDelivery) error {
	if len(rows) == 0 {
		return nil
	}
	known := clause.OnConflict{
		Columns: []clause.Column{{Name: "webhook_id"}, {Name: "event_id"}}, DoNothing: true,
	}
	return tx.Clauses(known).CreateInBatches(rows, insertRows).Error
}

func wrapped(what string, err error) error {
	if err != nil {
		err = fmt.Errorf("%s: %w", what, err)
	}
	return err
}
