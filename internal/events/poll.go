package events

import (
	"context"
	"fmt"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

// pollWindow is the number of positions that one call of Poll looks at. A caller that looks for rare events gets pages
// with few events, but each of them costs little and the next one continues after the window.
const pollWindow = 5000

// Poll returns a page of the events that the caller may read, of the given types or of all if types is nil, in the
// order of their positions. It requires CUSTOMERS_READ. The page ends where the next one must continue, which can be
// after its last event, so that events that don't match are read only once. An invalid page or cursor is
// apperr.BadInput. A type that the caller may not read is apperr.Forbidden.
func (s *Service) Poll(
	ctx context.Context, caller auth.Caller, first *int, after *string, types []models.EventType,
) (*page.Connection[*models.Event], error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	column := PositionColumn(s.db)
	w, err := s.o.Codec.Open(page.Args{First: first, After: after}, page.Sort{
		List: "events by position", Column: column, ID: column, Type: page.Integer,
	})
	if err != nil {
		return nil, err
	}
	where, err := visible(caller, types)
	if err != nil {
		return nil, err
	}
	// Both statements read from the primary: on a replica that is behind, the second could miss events that the first
	// has counted.
	var have struct{ Oldest, Newest int64 }
	err = s.db.Primary(ctx).Raw("SELECT COALESCE((SELECT MIN(" + column + ") FROM events), 0) AS oldest, " +
		"COALESCE((SELECT MAX(" + column + ") FROM events), 0) AS newest").Scan(&have).Error
	if err != nil {
		return nil, fmt.Errorf("read positions of events: %w", err)
	}
	start, err := w.AfterInteger()
	if err != nil {
		return nil, err
	}
	from := max(start, have.Oldest-1)
	to := max(start, min(have.Newest, from+pollWindow))
	rows := []*models.Event{}
	if to > from {
		q := s.query(s.db.Primary(ctx), where).Where(column+" > ? AND "+column+" <= ?", from, to)
		if err := db.Page(q, w).Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("poll events: %w", err)
		}
	}
	if err := s.show(ctx, caller, rows); err != nil {
		return nil, err
	}
	list := page.Build(w, rows, func(e *models.Event) page.Mark {
		return page.Mark{Value: fmt.Sprint(*e.Position)}
	}, nil)
	if to > 0 && !list.PageInfo.HasNextPage {
		list.ContinueAfter(w, page.Mark{Value: fmt.Sprint(to)}, to < have.Newest)
	}
	return list, nil
}
