package webhooks

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// keep is the time for which deliveries are kept.
const keep = 30 * 24 * time.Hour

// Redeliver sends events again: all failed deliveries, or those created since a time. With a time it also creates the
// deliveries of events since then that the webhook never got. It returns the webhook and the number of failed
// deliveries that are tried again. It needs what Delete needs. The error is INVALID at since for a time in the future
// or more than 30 days ago, and INVALID at id if the webhook is paused.
func (s *Service) Redeliver(
	ctx context.Context, caller auth.Caller, id string, since *models.Time,
) (*models.Webhook, int, error) {
	if err := mayManage(caller); err != nil {
		return nil, 0, err
	}
	now := models.At(s.o.Now())
	if since != nil && (since.After(now.Time) || since.Before(now.Add(-keep))) {
		return nil, 0, apperr.Field(apperr.Path{"since"}, apperr.CodeInvalid,
			"Must be in the past, and at most 30 days ago")
	}
	w, retried := new(models.Webhook), 0
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		*w = models.Webhook{}
		if err := take(db.ForUpdate(tx), id, w); err != nil {
			return err
		}
		if err := mayActOn(caller, w); err != nil {
			return err
		}
		if !w.Active {
			return apperr.Field(apperr.Path{"id"}, apperr.CodeInvalid, "The webhook is paused. Activate it first.")
		}
		failed := tx.Model(&models.WebhookDelivery{}).
			Where("webhook_id = ? AND status = ? AND event_id IS NOT NULL", id, models.DeliveryFailed)
		if since != nil {
			failed = failed.Where("created_at >= ?", *since)
		}
		done := failed.Updates(fields{"status": models.DeliveryPending, "attempts": 0, "due_at": now})
		if done.Error != nil {
			return done.Error
		}
		retried = int(done.RowsAffected)
		if since != nil {
			if err := s.requestBackfill(tx, w, *since); err != nil {
				return err
			}
		}
		return events.Record(tx, caller, now, events.Entry{
			Type: models.WebhookRedelivered, SubjectID: id, Version: w.Version,
		})
	})
	if err != nil {
		return nil, 0, fmt.Errorf("redeliver the events of webhook %s: %w", id, err)
	}
	return w, retried, nil
}

// clockSkew is the maximum difference of the servers' clocks for which no event is missed.
const clockSkew = time.Minute

// requestBackfill stores that the deliveries of events since a time are to be created. The ids of events contain the
// time at which they were recorded, which is not before the time of the event.
func (s *Service) requestBackfill(tx *gorm.DB, w *models.Webhook, since models.Time) error {
	after := models.FirstIDAt(models.EventID, since.Time)
	until := models.FirstIDAt(models.EventID, s.o.Now().Add(clockSkew))
	if w.BackfillAfter != nil { // one is in progress: start again with both
		after = min(after, *w.BackfillAfter)
		if w.BackfillSince.Before(since.Time) {
			since = *w.BackfillSince
		}
	}
	return tx.Model(&models.Webhook{}).Where("id = ?", w.ID).Updates(fields{
		"backfill_after": after, "backfill_until": until, "backfill_since": since,
	}).Error
}

// Sweep deletes deliveries after their retention period.
func (s *Service) Sweep(ctx context.Context) error {
	old := models.At(s.o.Now().Add(-keep))
	const condition = "created_at < ? AND status <> ?"
	return s.db.Sweep(ctx, &models.WebhookDelivery{}, "id", condition, old, models.DeliverySending)
}

// Pending returns the number of deliveries of active webhooks that are waiting or being sent.
func (s *Service) Pending(ctx context.Context) (int64, error) {
	var n int64
	err := s.db.Primary(ctx).Model(&models.WebhookDelivery{}).Where("due_at IS NOT NULL").
		Where("webhook_id IN (SELECT id FROM webhooks WHERE active)").Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count pending deliveries: %w", err)
	}
	return n, nil
}
