package events

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/internal/page"
	"clientele/models"
)

// Options configure a Service.
type Options struct {
	Now    auth.Clock
	Codec  *page.Codec
	Fields CustomFields
	Life   time.Duration // age at which events are deleted; 0 keeps them
}

// CustomFields tells which custom fields customers can read.
type CustomFields interface {
	// ReadableByCustomers returns a function that reports whether customers can now read the custom field of an owner
	// that had a key at a time.
	ReadableByCustomers(ctx context.Context) (func(models.CustomFieldOwner, string, models.Time) bool, error)
}

// Service reads events.
type Service struct {
	db *db.DB
	o  Options
}

// New returns a Service that reads from the database d.
func New(d *db.DB, o Options) *Service { return &Service{db: d, o: o} }

// PositionColumn returns the column that orders events for readers who continue after a cursor. Its values never change
// and are not reused, and an event that becomes visible has a greater value than all that were visible before. On
// SQLite these are the numbers of the rows. Both databases use the same cursors, since a move to PostgreSQL keeps the
// values.
func PositionColumn(d *db.DB) string {
	if d.Dialect == db.Postgres {
		return "events.position"
	}
	return "events.seq"
}

// CustomerSeq returns the expression that orders the events of a customer as they were stored. PostgreSQL has an index
// for the events of a customer in the order of this expression. It would not always use one in the order of the column:
// if a customer has many events, it could read the table in its order until it has found enough of them.
func CustomerSeq(d *db.DB) string {
	if d.Dialect == db.Postgres {
		return "(events.seq + 0)"
	}
	return "events.seq"
}

// bySeq returns the order of the events with a value of the column owner, newest first. It is the order in which the
// events were stored: for events of one record also that in which they happened.
func (s *Service) bySeq(owner string) page.Sort {
	seq := "events.seq"
	if owner == "customer_id" {
		seq = CustomerSeq(s.db)
	}
	return page.Sort{List: "events by " + owner, Column: seq, ID: seq, Type: page.Integer, Desc: true}
}

func seqMark(e *models.Event) page.Mark { return page.Mark{Value: fmt.Sprint(e.Seq)} }

// History returns a page of the history of each customer, newest first, with one query, of the given types or of all if
// types is nil. Customers see their own history; other callers need CUSTOMERS_READ. An invalid page or cursor is
// apperr.BadInput. A type that the caller may not read is apperr.Forbidden.
func (s *Service) History(
	ctx context.Context, caller auth.Caller, customerIDs []string, args page.Args, types []models.EventType,
) (map[string]*page.Connection[*models.Event], error) {
	if caller.Kind != auth.Customer && !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	return s.histories(ctx, caller, "customer_id", customerIDs, args, types, func(e *models.Event) string {
		return *e.CustomerID
	})
}

// OrderEvents returns a page of the events of each order, newest first, with one query, of the given types or of all if
// types is nil. It requires ORDERS_READ. An invalid page or cursor is apperr.BadInput.
func (s *Service) OrderEvents(
	ctx context.Context, caller auth.Caller, orderIDs []string, args page.Args, types []models.EventType,
) (map[string]*page.Connection[*models.Event], error) {
	if !caller.Can(models.OrdersRead) {
		return nil, apperr.Scope(string(models.OrdersRead))
	}
	return s.histories(ctx, caller, "subject_id", orderIDs, args, types, func(e *models.Event) string {
		return e.SubjectID
	})
}

// histories returns a page of the events with each value of the column owner.
func (s *Service) histories(
	ctx context.Context, caller auth.Caller, owner string, ids []string, args page.Args, types []models.EventType,
	of func(*models.Event) string,
) (map[string]*page.Connection[*models.Event], error) {
	w, err := s.o.Codec.Open(args, s.bySeq(owner))
	if err != nil {
		return nil, err
	}
	where, err := visible(caller, types)
	if err != nil {
		return nil, err
	}
	open := func(ctx context.Context) *gorm.DB { return s.query(s.db.Read(ctx), where) }
	all := func(ctx context.Context) *gorm.DB { return open(ctx).Where(s.db.In("events."+owner, ids)) }
	q := db.PageOf(all(ctx), w)
	if len(ids) > 1 {
		q = s.db.PageEach(ctx, open(ctx), "events", owner, ids, w, db.Columns[models.Event](nil))
	}
	var rows []*models.Event
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read events by %s: %w", owner, err)
	}
	if err := s.show(ctx, caller, rows); err != nil {
		return nil, err
	}
	return page.BuildEach(w, ids, rows, of, seqMark, func(ctx context.Context) (map[string]int, error) {
		return db.CountEach(all(ctx), "events."+owner)
	}), nil
}

// query returns a query for the events that meet a condition.
func (s *Service) query(q *gorm.DB, where filter.Expr) *gorm.DB {
	q = q.Model(&models.Event{})
	if !where.True() {
		q = q.Where(where.SQL, where.Args...)
	}
	return q
}

// GetMany returns the events with the given ids, which are those of models.Event.NodeID, that the caller may read.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Event, error) {
	where, err := visible(caller, nil)
	if err != nil {
		return nil, nil // nothing is visible to the caller
	}
	stored := make([]string, len(ids))
	for i, id := range ids {
		stored[i] = models.EventIDOf(id)
	}
	var rows []*models.Event
	if err := s.query(s.db.Read(ctx), where).Where(s.db.In("events.id", stored)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read events by id: %w", err)
	}
	if err := s.show(ctx, caller, rows); err != nil {
		return nil, err
	}
	found := make(map[string]*models.Event, len(rows))
	for _, e := range rows {
		found[e.NodeID()] = e
	}
	return found, nil
}
