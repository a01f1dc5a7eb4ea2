package privacy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/models"
)

// How long an erasure waits until it is tried again.
const (
	waitForOrders = time.Hour   // which the staff must complete or cancel first
	waitForJobs   = time.Minute // which use files
	waitForErrors = time.Minute
)

// duePage is the number of requests that EraseDue reads at a time.
const duePage = 100

// requested is the reason of erasures that customers requested.
const requested = "Requested by the customer"

// errNotDue means that an erasure is no longer to be done: the request was cancelled, another server has done it, or
// the customer has become active.
var errNotDue = errors.New("the erasure is not due")

// EraseDue erases the customers whose requests are due. Those with open orders, or for whom a job's files are in use,
// are tried again by a later call. It can be called by several servers at the same time.
func (s *Service) EraseDue(ctx context.Context) error {
	now := s.o.Now()
	waiting := map[string]time.Time{} // only of requests that still exist
	delayed := map[string]int{}       // by reason
	var after []any
	for {
		var page []models.Customer
		q := s.db.Primary(ctx).Select("id", "erasure_due_at").Where("erasure_due_at <= ?", models.At(now))
		if after != nil {
			q = q.Where("(erasure_due_at, id) > (?, ?)", after...)
		}
		if err := q.Order("erasure_due_at, id").Limit(duePage).Find(&page).Error; err != nil {
			return fmt.Errorf("find due erasures: %w", err)
		}
		for i := range page {
			c := &page[i]
			if until, ok := s.waiting[c.ID]; ok && now.Before(until) {
				waiting[c.ID] = until
				continue
			}
			wait, why := s.eraseRequested(ctx, c.ID)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if wait > 0 {
				waiting[c.ID] = now.Add(wait)
				delayed[why]++
			}
		}
		if len(page) < duePage {
			break
		}
		last := page[len(page)-1]
		after = []any{last.ErasureDueAt, last.ID}
	}
	s.waiting = waiting
	for why, n := range delayed {
		slog.InfoContext(ctx, "Requested erasures are delayed", "customers", n, "reason", why)
	}
	return nil
}

// eraseRequested erases a customer whose request is due. If that is not possible now, it returns after what time to try
// again, and why.
func (s *Service) eraseRequested(ctx context.Context, customerID string) (wait time.Duration, why string) {
	reason := requested
	of, done := person{customerID: customerID}, mail.Email{Kind: mail.ErasureDone}
	of.check = func(_ *gorm.DB, c *models.Customer) error {
		if c == nil || c.ErasureDueAt == nil || c.ErasureDueAt.After(s.o.Now()) {
			return errNotDue
		}
		if done.To = c.Email; c.Locale != nil {
			done.Data = map[string]string{dataLocale: *c.Locale}
		}
		return nil
	}
	of.after = func(tx *gorm.DB) error { return s.o.Post.Send(tx, done) }
	_, err := s.erase(ctx, events.System, of, &reason)
	switch {
	case err == nil || errors.Is(err, errNotDue):
		return 0, ""
	case hasCode(err, apperr.CodeStepNotAllowed):
		return waitForOrders, "open orders"
	case hasCode(err, apperr.CodeConflict):
		return waitForJobs, "a job uses files"
	case ctx.Err() == nil:
		slog.ErrorContext(ctx, "Failed to erase a customer who requested it", "error", err)
	}
	return waitForErrors, "an error"
}

// hasCode reports whether an error is a user error with a code.
func hasCode(err error, code apperr.Code) bool {
	e, ok := apperr.As(err)
	return ok && e.Kind == apperr.Invalid && len(e.Fields) > 0 && e.Fields[0].Code == code
}
