package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/input"
	"clientele/internal/leases"
	"clientele/models"
)

// deliver makes one attempt to send an email that this server has claimed: it composes and renders the email, and
// transfers it to the mail server or saves it to the outbox.
func (s *Service) deliver(ctx context.Context, m *models.Email) error {
	msg, err := s.prepare(ctx, m)
	var d deliveryError
	switch {
	case errors.Is(err, errSettled):
		return nil
	case errors.Is(err, leases.ErrLost):
		return err
	case errors.As(err, &d):
		return s.fail(ctx, m, d)
	case err != nil:
		if ctx.Err() == nil {
			slog.ErrorContext(ctx, "Failed to compose email", "email", m.ID, "kind", m.Kind, "error", err)
		}
		return s.fail(ctx, m, errCompose)
	case s.o.Server == nil:
		return s.saveToOutbox(ctx, m, msg)
	}
	return s.send(ctx, m, msg)
}

// prepare composes and renders an email. It returns a panic in a composer or a template as an error.
func (s *Service) prepare(ctx context.Context, m *models.Email) (msg *message, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	content, err := s.compose(ctx, m)
	if err != nil {
		return nil, err
	}
	return s.render(ctx, m, content)
}

// fail records a failed attempt, after which the email is tried again or given up. An attempt that was canceled because
// the server is shutting down does not count.
func (s *Service) fail(ctx context.Context, m *models.Email, d deliveryError) error {
	if ctx.Err() != nil {
		return s.requeue(ctx, m)
	}
	slog.WarnContext(ctx, "Failed to send email",
		"email", m.ID, "kind", m.Kind, "attempt", m.Attempts, "reason", d.text)
	return s.retry(ctx, m, d)
}

// errSettled means that the email was dropped, or delayed because its new address is over the hourly limit.
var errSettled = errors.New("the email is settled")

// compose calls the composer of the email's kind, in a transaction that commits before the email is sent and in which
// this server still holds the lease. A retry composes again: tokens are not stored, so a new one replaces the token of
// the earlier attempt.
func (s *Service) compose(ctx context.Context, m *models.Email) (*Content, error) {
	var content *Content
	settled := false
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		content, settled = nil, false
		if err := update(tx, m, fields{"last_error": nil}); err != nil { // locks the row until the transaction ends
			return err
		}
		c, err := s.composer(Kind(m.Kind))(ctx, tx, Email{Kind: Kind(m.Kind), To: m.To, Data: m.Data})
		if err != nil {
			return err
		}
		if c == nil {
			settled = true
			return update(tx, m, dropped(errNothingToSend))
		}
		composed := *c
		composed.Kind, composed.To = cmp.Or(c.Kind, Kind(m.Kind)), cmp.Or(c.To, m.To)
		content = &composed
		return s.redirect(tx, m, composed.To)
	})
	var delay delayError
	if errors.As(err, &delay) { // the composer's changes were rolled back
		err = s.settle(ctx, m, fields{"status": models.EmailDelayed, "due_at": delay.until, "attempts": m.Attempts - 1})
		settled = err == nil
	}
	if err == nil && settled {
		return nil, errSettled
	}
	return content, err
}

// delayError means that the recipient chosen by a composer is over the hourly limit.
type delayError struct{ until models.Time }

func (d delayError) Error() string { return fmt.Sprintf("delayed until %v", d.until) }

// redirect stores the recipient that a composer chose, if it is not the one that the email was queued for.
func (s *Service) redirect(tx *gorm.DB, m *models.Email, to string) error {
	key := input.EmailKey(to)
	if key == m.ToKey {
		return nil
	}
	until, err := s.delayedUntil(tx, m, key)
	if err != nil {
		return err
	}
	if until != nil {
		return delayError{*until}
	}
	return update(tx, m, fields{"recipient": to, "to_key": key})
}

// finishTransfer calls end, which sends the end-of-data marker, inside the transaction that sets handed_at, and commits
// right after. A server that is killed before the marker leaves an email that is tried again; one that is killed after
// the commit leaves an email that is not. The window between the two is a few microseconds.
func (s *Service) finishTransfer(ctx context.Context, m *models.Email, end func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := s.o.Now()
	ended := false
	err := s.db.InTx(context.WithoutCancel(ctx), func(tx *gorm.DB) error { // not canceled from here on
		to := fields{"handed_at": models.At(now), "due_at": models.At(now.Add(s.o.ReplyTimeout + s.o.Lease))}
		if err := update(tx.Where("status = ?", models.EmailSending), m, to); err != nil || ended {
			return err
		}
		if err := db.AsyncCommit(tx); err != nil {
			return err
		}
		if err := end(); err != nil {
			return err
		}
		ended = true
		return nil
	})
	if ended && err != nil { // the server's reply decides how the attempt is recorded
		slog.ErrorContext(ctx, "Failed to record that an email was transferred", "email", m.ID, "error", err)
		return nil
	}
	return err
}
