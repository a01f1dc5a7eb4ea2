package privacy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/events"
	"clientele/models"
)

// retentionPage is the number of rows that are looked at with one statement.
const retentionPage = 500

// anonymizedAtOnce is the number of orders in a transaction, for which other changes must wait.
const anonymizedAtOnce = 100

// lookAgain is how often all rows are looked at again, for example because an old order was open or imported since.
const lookAgain = 7 * 24 * time.Hour

// inactive is the reason of erasures by age.
const inactive = "Inactive for the retention period"

// watermark is how far a table was looked at, in the order of a time that never changes and the id.
type watermark struct {
	at    models.Time
	id    string
	began time.Time // when the table was looked at from its beginning
}

// restart starts from the beginning, if that was long ago.
func (w *watermark) restart(now time.Time) {
	if w.began.IsZero() || now.Sub(w.began) >= lookAgain {
		*w = watermark{began: now}
	}
}

// after limits a query for rows with a time before the cutoff to the next page after the watermark.
func (w *watermark) after(q *gorm.DB, column string, cutoff models.Time) *gorm.DB {
	q = q.Where(column+" < ?", cutoff)
	if w.id != "" {
		q = q.Where("("+column+", id) > (?, ?)", w.at, w.id)
	}
	return q.Order(column + ", id").Limit(retentionPage)
}

// ApplyRetention makes closed orders anonymous and erases inactive customers, once they have reached the retention
// periods. It returns when nothing is left to do, and can be called by several servers at the same time.
func (s *Service) ApplyRetention(ctx context.Context) error {
	now := s.o.Now()
	var err error
	if s.o.RetentionOrders > 0 {
		s.seenOrders.restart(now)
		err = s.retainOrders(ctx, models.At(now.Add(-s.o.RetentionOrders)))
	}
	if s.o.RetentionInactive > 0 {
		s.seenCustomers.restart(now)
		err = errors.Join(err, s.retainCustomers(ctx, models.At(now.Add(-s.o.RetentionInactive))))
	}
	return err
}

// retainOrders makes completed and cancelled orders anonymous that were placed before a time.
func (s *Service) retainOrders(ctx context.Context, cutoff models.Time) error {
	done := 0
	defer func() { logRetention(ctx, "Orders have become anonymous at the retention period", "orders", done) }()
	for {
		var page []models.Order
		q := s.seenOrders.after(s.db.Primary(ctx).Select("id", "placed_at", "status", "anonymized_at"), "placed_at", cutoff)
		if err := q.Find(&page).Error; err != nil {
			return fmt.Errorf("find orders at the retention period: %w", err)
		}
		var ids []string
		for i := range page {
			if page[i].AnonymizedAt == nil && page[i].Status != models.OrderOpen {
				ids = append(ids, page[i].ID)
			}
		}
		for some := range slices.Chunk(ids, anonymizedAtOnce) {
			n, err := s.anonymizeClosed(ctx, events.System, some)
			if err != nil {
				return fmt.Errorf("anonymize orders at the retention period: %w", err)
			}
			done += n
		}
		if len(page) < retentionPage {
			return nil
		}
		last := page[len(page)-1]
		s.seenOrders.at, s.seenOrders.id = last.PlacedAt, last.ID
	}
}

// retainCustomers erases the customers that have not been active since a time. Those with open orders are left until
// everything is looked at again. If a job uses files, it stops, and the next call continues.
func (s *Service) retainCustomers(ctx context.Context, cutoff models.Time) error {
	done := 0
	defer func() { logRetention(ctx, "Inactive customers were erased at the retention period", "customers", done) }()
	reason := inactive
	for {
		var page []models.Customer
		q := s.db.Primary(ctx).Select("id", "email_key", "email_verified", "created_at", "last_order_at")
		q = s.seenCustomers.after(q, "created_at", cutoff)
		if err := q.Find(&page).Error; err != nil {
			return fmt.Errorf("find customers at the retention period: %w", err)
		}
		ids, err := s.inactive(s.db.Primary(ctx), page, cutoff)
		if err != nil {
			return err
		}
		for _, id := range ids {
			_, err := s.erase(ctx, events.System, person{customerID: id, check: s.stillInactive(cutoff)}, &reason)
			switch {
			case err == nil:
				done++
			case errors.Is(err, errNotDue) || hasCode(err, apperr.CodeStepNotAllowed):
			case hasCode(err, apperr.CodeConflict):
				return nil
			default:
				return fmt.Errorf("erase an inactive customer: %w", err)
			}
		}
		if len(page) < retentionPage {
			return nil
		}
		last := page[len(page)-1]
		s.seenCustomers.at, s.seenCustomers.id = last.CreatedAt, last.ID
	}
}

// inactive returns the ids of those customers that have no order, event or use of a session since a time. An order as a
// guest counts if the customer's address is verified: erasing the customer would make it anonymous too.
func (s *Service) inactive(g *gorm.DB, page []models.Customer, cutoff models.Time) ([]string, error) {
	var ids, keys []string
	withKey := map[string]string{} // ids by email key
	for i := range page {
		c := &page[i]
		if c.LastOrderAt != nil && !c.LastOrderAt.Before(cutoff.Time) {
			continue
		}
		ids = append(ids, c.ID)
		if c.EmailVerified {
			keys, withKey[c.EmailKey] = append(keys, c.EmailKey), c.ID
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	active := map[string]bool{}
	find := func(model any, column, at string, values []string) ([]string, error) {
		var found []string
		err := g.Model(model).Distinct().Where(s.db.In(column, values)).Where(at+" >= ?", cutoff).
			Pluck(column, &found).Error
		if err != nil {
			return nil, fmt.Errorf("find the activity of customers: %w", err)
		}
		return found, nil
	}
	events, err := find(&models.Event{}, "customer_id", "at", ids)
	if err != nil {
		return nil, err
	}
	sessions, err := find(&models.Session{}, "customer_id", "last_used_at", ids)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Concat(events, sessions) {
		active[id] = true
	}
	if len(keys) > 0 {
		ordered, err := find(&models.Order{}, "contact_email_key", "placed_at", keys)
		if err != nil {
			return nil, err
		}
		for _, key := range ordered {
			active[withKey[key]] = true
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return active[id] }), nil
}

// stillInactive returns a check of a locked customer that returns errNotDue if it has become active since a time.
func (s *Service) stillInactive(cutoff models.Time) func(tx *gorm.DB, c *models.Customer) error {
	return func(tx *gorm.DB, c *models.Customer) error {
		if c == nil || !c.CreatedAt.Before(cutoff.Time) {
			return errNotDue
		}
		ids, err := s.inactive(tx, []models.Customer{*c}, cutoff)
		if err == nil && len(ids) == 0 {
			err = errNotDue
		}
		return err
	}
}

func logRetention(ctx context.Context, message, what string, n int) {
	if n > 0 {
		slog.InfoContext(ctx, message, what, n)
	}
}
