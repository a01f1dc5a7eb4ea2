package webhooks

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/internal/outbound"
	"clientele/models"
)

// delays are the delays after the failed attempts of a delivery, before jitter: ten attempts take about three days.
var delays = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
	18 * time.Hour, 22 * time.Hour,
}

// jitter is the part of a delay that is random, so that deliveries that failed together are not tried again together.
const jitter = 0.2

func spread(delay time.Duration) time.Duration {
	return time.Duration(float64(delay) * (1 - jitter/2 + jitter*rand.Float64()))
}

// apply changes a webhook, whose row is locked, after an attempt, and sets the columns of the delivery. It returns the
// status of the delivery: PENDING if it is tried again. An attempt that was canceled because the server is shutting
// down does not count.
func (s *Service) apply(
	tx *gorm.DB, w *models.Webhook, d *models.WebhookDelivery, o outcome, to fields,
) (models.WebhookDeliveryStatus, error) {
	now := models.At(s.o.Now())
	again := func(at time.Time) models.WebhookDeliveryStatus {
		to["status"], to["due_at"] = models.DeliveryPending, models.At(at)
		return models.DeliveryPending
	}
	giveUp := func() models.WebhookDeliveryStatus {
		to["status"], to["due_at"] = models.DeliveryFailed, nil
		return models.DeliveryFailed
	}
	switch {
	case errors.Is(o.err, outbound.ErrCanceled):
		clear(to)
		to["attempts"] = d.Attempts - 1
		again(now.Time)
		return "", nil
	case o.err == nil:
		to["status"], to["due_at"], to["delivered_at"] = models.DeliveryDelivered, nil, now
		w.LastSuccessAt, w.FailingSince = &now, nil
		return models.DeliveryDelivered, nil
	case errors.Is(o.err, errRemoved):
		return giveUp(), nil
	}
	if w.FailingSince == nil {
		w.FailingSince = &now
	}
	switch {
	case o.gone():
		return giveUp(), s.pause(tx, w, models.PausedGone, now)
	case now.Sub(w.FailingSince.Time) >= s.o.PauseAfter:
		if err := s.pause(tx, w, models.PausedFailing, now); err != nil {
			return "", err
		}
	}
	if d.Attempts > len(s.o.Delays) {
		return giveUp(), nil
	}
	return again(now.Add(spread(s.o.Delays[d.Attempts-1]))), nil
}

// pause pauses a webhook whose receiver failed, if it is active, and informs the owners.
func (s *Service) pause(tx *gorm.DB, w *models.Webhook, reason models.WebhookPausedReason, now models.Time) error {
	if !w.Active {
		return nil
	}
	w.Active, w.PausedReason, w.Version, w.UpdatedAt = false, &reason, w.Version+1, now
	err := tx.Model(w).Select("active", "paused_reason", "version", "updated_at").Updates(w).Error
	if err != nil {
		return fmt.Errorf("pause webhook: %w", err)
	}
	var changed events.Changes
	changed.Bool("active", true, false)
	why := string(reason)
	err = events.Record(tx, events.System, now, events.Entry{
		Type: models.WebhookPaused, SubjectID: w.ID, Changes: changed, Text: &why, Version: w.Version,
	})
	if err != nil {
		return err
	}
	var owners []models.StaffMember
	err = tx.Where("role = ? AND password_hash IS NOT NULL", models.RoleOwner).Order("id").Find(&owners).Error
	if err != nil {
		return fmt.Errorf("read owners: %w", err)
	}
	for _, owner := range owners {
		m := mail.Email{Kind: mail.WebhookPaused, To: owner.Email, Data: map[string]string{
			"webhook": w.ID, "version": fmt.Sprint(w.Version),
		}}
		if err := s.o.Post.Send(tx, m); err != nil {
			return err
		}
	}
	return nil
}

// totals counts attempts since the start of the program.
type totals struct{ delivered, retried, failed atomic.Int64 }

func (t *totals) add(status models.WebhookDeliveryStatus) {
	switch status {
	case models.DeliveryDelivered:
		t.delivered.Add(1)
	case models.DeliveryPending:
		t.retried.Add(1)
	case models.DeliveryFailed:
		t.failed.Add(1)
	}
}

// Outcomes returns the number of attempts since the start of the program, by outcome: delivered, retried if the
// delivery is tried again later, and failed if it was given up.
func (s *Service) Outcomes() map[string]int64 {
	return map[string]int64{
		"delivered": s.totals.delivered.Load(), "retried": s.totals.retried.Load(), "failed": s.totals.failed.Load(),
	}
}
