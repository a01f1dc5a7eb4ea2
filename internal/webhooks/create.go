package webhooks

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// Create creates a webhook and returns it with its secret. It needs WEBHOOKS_WRITE, the scopes of the webhook and those
// to read its events. Invalid input is apperr.Invalid.
func (s *Service) Create(
	ctx context.Context, caller auth.Caller, in CreateWebhookInput,
) (*models.Webhook, string, error) {
	if err := mayManage(caller); err != nil {
		return nil, "", err
	}
	now := models.At(s.o.Now())
	w := &models.Webhook{
		ID: models.NewID(models.WebhookID), Active: in.Active, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if !w.Active {
		requested := models.PausedRequested
		w.PausedReason = &requested
	}
	var f apperr.Fields
	setName(&f, w, &in.Name)
	s.setURL(&f, w, &in.URL)
	setEvents(&f, w, in.Events)
	setScopes(&f, w, in.Scopes)
	setQuery(&f, w, in.Query)
	checkGrants(&f, caller, w)
	if !f.Has(at.At("query")) {
		s.checkQuery(ctx, &f, w)
	}
	if err := f.Err(); err != nil {
		return nil, "", err
	}
	secret := newSecret()
	w.Secret = s.secrets.seal(secret, w.ID)
	if err := s.o.AssignNew(ctx); err != nil { // so that the webhook does not get them
		return nil, "", fmt.Errorf("create webhook: %w", err)
	}
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		var f apperr.Fields
		if checkGrants(&f, caller, w); !f.Empty() { // the caller's scopes have changed since they were checked above
			return f.Err()
		}
		var count int64
		if err := tx.Model(&models.Webhook{}).Count(&count).Error; err != nil {
			return err
		}
		if count >= maxWebhooks {
			return apperr.Field(nil, apperr.CodeLimitReached,
				fmt.Sprintf("There can be at most %d webhooks", maxWebhooks))
		}
		var err error
		if w.SincePosition, err = s.lastPosition(tx); err != nil {
			return err
		}
		if err := tx.Create(w).Error; err != nil {
			return err
		}
		return events.Record(tx, caller, now, events.Entry{
			Type: models.WebhookCreated, SubjectID: w.ID, Changes: changes(&models.Webhook{}, w), Version: w.Version,
		})
	})
	if err != nil {
		return nil, "", fmt.Errorf("create webhook: %w", err)
	}
	return w, secret, nil
}
