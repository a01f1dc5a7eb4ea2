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
		var page []candidate
		if err := s.seenCustomers.after(s.db.Primary(ctx), "created_at", cutoff).Find(&page).Error; err != nil {
			return fmt.Errorf("find customers at the retention period: %w", err)
		}
		active, err := s.activeSince(s.db.Primary(ctx), page, cutoff)
		if err != nil {
			return err
		}
		for _, c := range page {
			if active[c.ID] {
				continue
			}
			_, err := s.erase(ctx, events.System, person{customerID: c.ID, check: s.stillInactive(cutoff)}, &reason)
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

// candidate is a customer that may be erased because of its age.
type candidate struct {
	ID            string
	EmailKey      string
	EmailVerified bool
	CreatedAt     models.Time
	LastOrderAt   *models.Time
}

// TableName returns the name of the table.
func (candidate) TableName() string { return "customers" }

// activeSince returns which customers have an order, an event or a use of a session since a time. An order as a guest
// counts if the customer's address is verified: erasing the customer would make it anonymous too.
func (s *Service) activeSince(g *gorm.DB, page []candidate, cutoff models.Time) (map[string]bool, error) {
	active := map[string]bool{}
	var ids, emails []string
	for _, c := range page {
		if active[c.ID] = c.LastOrderAt != nil && !c.LastOrderAt.Before(cutoff.Time); active[c.ID] {
			continue
		}
		if ids = append(ids, c.ID); c.EmailVerified {
			emails = append(emails, c.EmailKey)
		}
	}
	for _, rows := range []struct {
		table, column, at string
		values            []string
	}{
		{"events", "customer_id", "at", ids},
		{"sessions", "customer_id", "last_used_at", ids},
		{"orders", "contact_email_key", "placed_at", emails},
	} {
		found, err := s.db.OwnersWith(g, rows.values, rows.table, rows.column, gorm.Expr(rows.at+" >= ?", cutoff))
		if err != nil {
			return nil, fmt.Errorf("find the activity of customers: %w", err)
		}
		for _, c := range page {
			active[c.ID] = active[c.ID] || slices.Contains(found, c.ID) ||
				c.EmailVerified && slices.Contains(found, c.EmailKey)
		}
	}
	return active, nil
}

// stillInactive returns a check of a locked customer that returns errNotDue if it has become active since a time.
func (s *Service) stillInactive(cutoff models.Time) func(tx *gorm.DB, c *models.Customer) error {
	return func(tx *gorm.DB, c *models.Customer) error {
		if c == nil || !c.CreatedAt.Before(cutoff.Time) {
			return errNotDue
		}
		page := []candidate{{c.ID, c.EmailKey, c.EmailVerified, c.CreatedAt, c.LastOrderAt}}
		active, err := s.activeSince(tx, page, cutoff)
		if err == nil && active[c.ID] {
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
