package webhooks

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/leases"
	"clientele/models"
)

// work is a delivery that this server has leased, together with its webhook.
type work struct {
	webhook  *models.Webhook
	delivery *models.WebhookDelivery
	lease    string
	expires  time.Time
}

// due returns the ids of the active webhooks that have a due delivery and that no server is working on.
func (s *Service) due(ctx context.Context) ([]string, error) {
	now := models.At(s.o.Now())
	var ids []string
	err := s.db.Primary(ctx).Model(&models.Webhook{}).
		Where("active AND (lease_ends_at IS NULL OR lease_ends_at <= ?)", now).
		Where("EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id AND d.due_at <= ?)", now).
		Order("id").Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("find due webhooks: %w", err)
	}
	return ids, nil
}

// claim leases a webhook and its next due delivery to this server. It returns nil if there is nothing to send, or
// another server is sending.
func (s *Service) claim(ctx context.Context, webhookID string) (*work, error) {
	var claimed *work
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		claimed = nil
		w := new(models.Webhook)
		found := db.SkipLocked(tx).Where("id = ? AND active AND (lease_ends_at IS NULL OR lease_ends_at <= ?)",
			webhookID, models.At(s.o.Now())).Limit(1).Find(w)
		if found.Error != nil || found.RowsAffected == 0 {
			return found.Error
		}
		next, err := s.lease(tx, w, rand.Text())
		if err != nil || next == nil {
			return err
		}
		claimed = next
		return tx.Model(&models.Webhook{}).Where("id = ?", w.ID).Updates(leased(next)).Error
	})
	if err != nil {
		return nil, fmt.Errorf("claim a delivery of %s: %w", webhookID, err)
	}
	return claimed, nil
}

// leased returns the columns of a webhook while its delivery is sent, or nothing is sent.
func leased(next *work) fields {
	if next == nil {
		return fields{"lease": nil, "lease_ends_at": nil}
	}
	return fields{"lease": next.lease, "lease_ends_at": models.At(next.expires)}
}

// errStopped means that a server stopped during the last attempt.
var errStopped = errors.New("the server stopped during the last attempt")

// lease leases the next due delivery of a webhook, whose row is locked. It returns nil if there is none.
func (s *Service) lease(tx *gorm.DB, w *models.Webhook, lease string) (*work, error) {
	now := s.o.Now()
	for {
		d := new(models.WebhookDelivery)
		found := tx.Where("webhook_id = ? AND due_at <= ?", w.ID, models.At(now)).Order("due_at, id").Limit(1).Find(d)
		if found.Error != nil || found.RowsAffected == 0 {
			return nil, found.Error
		}
		expires := models.At(now.Add(s.o.Lease))
		to := fields{"status": models.DeliverySending, "lease": lease, "due_at": expires, "attempts": d.Attempts + 1}
		if stopped := d.Attempts >= len(s.o.Delays)+1; stopped {
			to = fields{"status": models.DeliveryFailed, "due_at": nil, "error": errStopped.Error()}
		}
		if err := tx.Model(&models.WebhookDelivery{}).Where("id = ?", d.ID).Updates(to).Error; err != nil {
			return nil, err
		}
		if to["lease"] == nil {
			continue
		}
		d.Lease, d.Attempts = &lease, d.Attempts+1
		return &work{webhook: w, delivery: d, lease: lease, expires: expires.Time}, nil
	}
}

// storeOutcome stores the columns that describe an attempt, whose webhook is locked. If the delivery has lost its
// lease, the personal data that was sent has been erased meanwhile. Then the response, which can repeat it, is not
// stored.
func storeOutcome(tx *gorm.DB, done *work, to fields) error {
	err := leases.Update(tx, &models.WebhookDelivery{}, done.delivery.ID, &done.lease, to)
	if !errors.Is(err, leases.ErrLost) {
		return err
	}
	to["response_body"] = nil
	return leases.Update(tx, &models.WebhookDelivery{}, done.delivery.ID, nil, to)
}

// settle records the outcome of an attempt, and leases the webhook's next due delivery unless more is false. It returns
// nil if there is none, or this server has lost its lease.
func (s *Service) settle(ctx context.Context, done *work, o outcome, more bool) (*work, error) {
	var next *work
	var count func()
	err := leases.Settle(ctx, done.delivery.ID, func(ctx context.Context) error {
		return s.db.InTx(ctx, func(tx *gorm.DB) error {
			next, count = nil, func() {}
			w := new(models.Webhook)
			found := db.ForUpdate(tx).Where("id = ? AND lease = ?", done.webhook.ID, done.lease).Limit(1).Find(w)
			if found.Error != nil {
				return found.Error
			}
			if found.RowsAffected == 0 {
				return leases.ErrLost
			}
			to := o.columns()
			status, err := s.apply(tx, w, done.delivery, o, to)
			if err != nil {
				return err
			}
			if err := storeOutcome(tx, done, to); err != nil {
				return err
			}
			count = func() { s.totals.add(status) }
			if more && w.Active {
				if next, err = s.lease(tx, w, rand.Text()); err != nil {
					return err
				}
			}
			columns := leased(next)
			columns["last_success_at"], columns["failing_since"] = w.LastSuccessAt, w.FailingSince
			return tx.Model(&models.Webhook{}).Where("id = ?", w.ID).Updates(columns).Error
		})
	})
	if errors.Is(err, leases.ErrLost) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("record the outcome of %s: %w", done.delivery.ID, err)
	}
	count()
	return next, nil
}
