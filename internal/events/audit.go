package events

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/internal/page"
	"clientele/models"
)

// AuditFilter holds conditions on events. All of them must match.
type AuditFilter struct {
	Types          []models.EventType
	ActorID        *string
	ActorKinds     []models.EventActorKind
	SubjectID      *string
	CustomerID     *string
	At             *filter.DateTimeFilter
	Administration *bool
}

// byTime is the order of the audit log. It follows the time instead of the position, because it is read by people: the
// newest events are in it at once, and those of imported orders are where one looks for them.
var byTime = page.Sort{
	List: "events by at", Column: "events.at", ID: "events.seq", IDType: page.Integer, Desc: true,
}

// AuditLog returns a page of the events that the caller may read, newest first. It requires STAFF_WRITE. An invalid
// page or cursor is apperr.BadInput. A type in the filter that the caller may not read is apperr.Forbidden.
func (s *Service) AuditLog(
	ctx context.Context, caller auth.Caller, args page.Args, f *AuditFilter,
) (*page.Connection[*models.Event], error) {
	if !caller.Can(models.StaffWrite) {
		return nil, apperr.Scope(string(models.StaffWrite))
	}
	w, err := s.o.Codec.Open(args, byTime)
	if err != nil {
		return nil, err
	}
	where, err := f.expr(caller)
	if err != nil {
		return nil, err
	}
	matching := func(ctx context.Context) *gorm.DB { return s.query(s.db.Primary(ctx), where) }
	var rows []*models.Event
	if err := db.Page(matching(ctx), w).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	if err := s.show(ctx, caller, rows); err != nil {
		return nil, err
	}
	mark := func(e *models.Event) page.Mark { return page.Mark{Value: e.At.Stored(), ID: fmt.Sprint(e.Seq)} }
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(matching(ctx))
		if err != nil {
			return total, fmt.Errorf("count events: %w", err)
		}
		return total, nil
	}), nil
}

// expr returns the condition of the events that match the filter and that the caller may read.
func (f *AuditFilter) expr(caller auth.Caller) (filter.Expr, error) {
	if f == nil {
		return visible(caller, nil)
	}
	where, err := visible(caller, f.Types)
	if err != nil {
		return where, err
	}
	return filter.And(
		where, actor(f.ActorID), filter.Enum("events.subject_id", f.SubjectID, nil),
		filter.Enum("events.customer_id", f.CustomerID, nil), actorKinds(f.ActorKinds), f.At.On("events.at"),
		administration(f.Administration),
	), nil
}

// shopActor is the condition of the indexes of actors, which are used only by statements that repeat it. PostgreSQL has
// no index of the kinds alone: it knows which of them are rare.
const shopActor = "events.actor_kind NOT IN ('GUEST', 'CUSTOMER')"

// actor returns the condition of the events that an actor caused. Those of a customer are part of the customer's own
// history, which has an index.
func actor(id *string) filter.Expr {
	if id == nil {
		return filter.Expr{}
	}
	switch models.KindOf(*id) {
	case models.KeyID:
		return filter.SQL(shopActor+" AND events.actor_kind = ? AND events.actor_id = ?", models.ByAPIKey, *id)
	case models.MemberID:
		return filter.SQL(shopActor+" AND events.actor_kind = ? AND events.actor_id = ?", models.ByStaff, *id)
	case models.CustomerID:
		return filter.SQL("events.actor_kind = ? AND events.actor_id = ? AND events.customer_id = ?",
			models.ByCustomer, *id, *id)
	}
	return filter.Never()
}

func actorKinds(kinds []models.EventActorKind) filter.Expr {
	condition := filter.Enum("events.actor_kind", nil, kinds)
	if slices.Contains(kinds, models.ByGuest) || slices.Contains(kinds, models.ByCustomer) || len(kinds) == 0 {
		return condition
	}
	return filter.And(filter.SQL(shopActor), condition)
}

// administrative is the condition of the index events_administration, which is used only by statements that repeat it.
const administrative = "events.subject_kind NOT IN ('CUSTOMER', 'ADDRESS', 'ORDER')"

// administration returns the condition of the events that concern the administration of the shop, or of all others.
func administration(is *bool) filter.Expr {
	switch {
	case is == nil:
		return filter.Expr{}
	case *is:
		return filter.SQL(administrative)
	}
	return filter.SQL("events.subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER')")
}
