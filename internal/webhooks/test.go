package webhooks

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// Test sends a test to a webhook, also if it is paused, and returns the delivery with the response of the receiver. It
// needs what Delete needs.
func (s *Service) Test(ctx context.Context, caller auth.Caller, id string) (*models.WebhookDelivery, error) {
	w := new(models.Webhook)
	read := func(tx *gorm.DB, caller auth.Caller) error {
		*w = models.Webhook{}
		if err := take(tx, id, w); err != nil {
			return err
		}
		return mayActOn(caller, w)
	}
	if err := s.manage(ctx, caller, read); err != nil {
		return nil, fmt.Errorf("test webhook %s: %w", id, err)
	}
	now := models.At(s.o.Now())
	d := &models.WebhookDelivery{
		ID: models.NewID(models.DeliveryID), WebhookID: id, Status: models.DeliveryDelivered, Attempts: 1,
		CreatedAt: now,
	}
	o := s.trial(ctx, w, d.ID, now)
	took := int(o.duration.Milliseconds())
	d.ResponseStatus, d.ResponseBody, d.DurationMs = o.status, o.body, &took
	if o.err != nil {
		text := o.err.Error()
		d.Status, d.Error = models.DeliveryFailed, &text
	} else {
		delivered := models.At(s.o.Now())
		d.DeliveredAt = &delivered
	}
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		if err := read(tx, caller); err != nil { // it may have been deleted meanwhile
			return err
		}
		if err := tx.Create(d).Error; err != nil {
			return err
		}
		return events.Record(tx, caller, models.At(s.o.Now()), events.Entry{
			Type: models.WebhookTested, SubjectID: id, Version: w.Version,
		})
	})
	if err != nil {
		return nil, fmt.Errorf("record the test of webhook %s: %w", id, err)
	}
	return d, nil
}

// trial sends a test. A query that is not valid any longer fails the test, as it would fail a delivery.
func (s *Service) trial(ctx context.Context, w *models.Webhook, deliveryID string, now models.Time) outcome {
	if problem := s.QueryError(ctx, w); problem != nil {
		return outcome{err: QueryError(*problem)}
	}
	body, err := testBody(w, now)
	if err != nil {
		return s.internal(ctx, deliveryID, err)
	}
	return s.post(ctx, w, deliveryID, body)
}
