package webhooks

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// Update changes a webhook. It needs WEBHOOKS_WRITE, the scopes of the webhook and those to read its events, before and
// after the change. Invalid input is apperr.Invalid; with CONFLICT, Update also returns the current webhook.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id string, in UpdateWebhookInput,
) (*models.Webhook, error) {
	if in.Active.IsSet() { // events so far have their positions, so that the webhook does not get them
		if err := s.o.AssignNew(ctx); err != nil {
			return nil, fmt.Errorf("change webhook %s: %w", id, err)
		}
	}
	conflict := false
	w, err := s.change(ctx, caller, id, func(tx *gorm.DB, caller auth.Caller, w *models.Webhook) (events.Entry, error) {
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != w.Version; conflict {
			return events.Entry{}, apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
				fmt.Sprintf("The webhook has been changed. Its current version is %d.", w.Version))
		}
		before := *w
		var f apperr.Fields
		s.applyInput(ctx, &f, w, in)
		checkGrants(&f, caller, w)
		if err := f.Err(); err != nil {
			return events.Entry{}, err
		}
		if w.Active && !before.Active {
			var err error
			if w.SincePosition, err = s.lastPosition(tx); err != nil {
				return events.Entry{}, err
			}
			w.FailingSince = nil
		}
		changed := changes(&before, w)
		if len(changed) == 0 {
			return events.Entry{}, nil
		}
		return events.Entry{Type: models.WebhookUpdated, Changes: changed}, nil
	})
	if err != nil && !conflict {
		return nil, err
	}
	return w, err
}

// applyInput validates the changes and applies them to a webhook.
func (s *Service) applyInput(ctx context.Context, f *apperr.Fields, w *models.Webhook, in UpdateWebhookInput) {
	if in.Name.IsSet() {
		setName(f, w, in.Name.Value())
	}
	if in.URL.IsSet() {
		s.setURL(f, w, in.URL.Value())
	}
	if in.Events.IsSet() {
		setEvents(f, w, in.Events.Value())
	}
	if in.Scopes.IsSet() {
		setScopes(f, w, in.Scopes.Value())
	}
	if in.Query.IsSet() {
		setQuery(f, w, in.Query.Value())
	}
	// A query that has become invalid does not prevent other changes.
	if (in.Query.IsSet() || in.Scopes.IsSet()) && !f.Has(at.At("query")) {
		s.checkQuery(ctx, f, w)
	}
	if in.Active.IsSet() {
		switch active := in.Active.Value(); {
		case active == nil:
			f.Add(at.At("active"), apperr.CodeRequired, "Must not be null")
		case *active:
			w.Active, w.PausedReason = true, nil
		case w.Active:
			requested := models.PausedRequested
			w.Active, w.PausedReason = false, &requested
		}
	}
}

// changes returns the differences of two states of a webhook, to record them. Of a URL only the origin is recorded,
// because the rest can contain a secret.
func changes(before, after *models.Webhook) events.Changes {
	var c events.Changes
	c.Text("name", orNil(before.Name), orNil(after.Name))
	from, to := origin(before.URL), origin(after.URL)
	if c.Text("url", orNil(from), orNil(to)); from == to && before.URL != after.URL {
		c.Secret("url")
	}
	c.List("events", before.EventNames, after.EventNames)
	c.Text("query", before.Query, after.Query)
	c.List("scopes", before.ScopeNames, after.ScopeNames)
	if before.ID != "" {
		c.Bool("active", before.Active, after.Active)
	}
	return c
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// origin returns the scheme and the host of a URL.
func origin(text string) string {
	u, err := url.Parse(text)
	if err != nil || text == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Delete deletes a webhook and its deliveries. It needs WEBHOOKS_WRITE, the scopes of the webhook and those to read its
// events; otherwise the error is INVALID at id. It returns apperr.NotFound if there is no such webhook.
func (s *Service) Delete(ctx context.Context, caller auth.Caller, id string) (string, error) {
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		var w models.Webhook
		if err := take(tx, id, &w); err != nil {
			return err
		}
		if err := mayActOn(caller, &w); err != nil {
			return err
		}
		if err := tx.Where("id = ?", id).Delete(&models.Webhook{}).Error; err != nil {
			return err
		}
		return events.Record(tx, caller, models.At(s.o.Now()), events.Entry{
			Type: models.WebhookDeleted, SubjectID: id, Changes: changes(&w, &models.Webhook{}), Version: w.Version,
		})
	})
	if err != nil {
		return "", fmt.Errorf("delete webhook %s: %w", id, err)
	}
	return id, nil
}

// maxOverlap is the maximum overlap of two secrets, in hours.
const maxOverlap = 7 * 24

// RotateSecret replaces the secret of a webhook and returns the new one. The previous secret signs for overlap more
// hours. It needs what Delete needs. An invalid overlap is INVALID at overlapHours.
func (s *Service) RotateSecret(
	ctx context.Context, caller auth.Caller, id string, overlap int,
) (*models.Webhook, string, error) {
	if err := mayManage(caller); err != nil {
		return nil, "", err
	}
	if overlap < 0 || overlap > maxOverlap {
		return nil, "", apperr.Field(apperr.Path{"overlapHours"}, apperr.CodeInvalid,
			fmt.Sprintf("Must be between 0 and %d", maxOverlap))
	}
	secret := newSecret()
	w, err := s.change(ctx, caller, id, func(_ *gorm.DB, _ auth.Caller, w *models.Webhook) (events.Entry, error) {
		previous, ends := w.Secret, models.At(s.o.Now().Add(time.Duration(overlap)*time.Hour))
		w.Secret, w.PreviousSecret, w.PreviousSecretEndsAt = s.secrets.seal(secret, w.ID), nil, nil
		if overlap > 0 {
			w.PreviousSecret, w.PreviousSecretEndsAt = &previous, &ends
		}
		var changed events.Changes
		changed.Secret("secret")
		return events.Entry{Type: models.WebhookSecretRotated, Changes: changed}, nil
	})
	if err != nil {
		return nil, "", err
	}
	return w, secret, nil
}
