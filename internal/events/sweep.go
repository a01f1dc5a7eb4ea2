package events

import (
	"context"

	"clientele/models"
)

// Sweep deletes events that are older than Options.Life. The event with the greatest position stays, because the next
// position is counted from it, and so do events without a position.
func (s *Service) Sweep(ctx context.Context) error {
	if s.o.Life == 0 {
		return nil
	}
	column := s.position()
	return s.db.Sweep(ctx, &models.Event{}, "id", "at < ? AND "+column+" < (SELECT MAX("+column+") FROM events)",
		models.At(s.o.Now().Add(-s.o.Life)))
}
