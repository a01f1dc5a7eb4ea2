package staff

import (
	"context"

	"clientele/internal/auth"
	"clientele/models"
)

// Wrote notes that an API key or a member has written, also for a customer, so that their next requests see it on every server.
// It is called before the answer.
func (s *Service) Wrote(ctx context.Context, caller auth.Caller) error {
	switch models.KindOf(caller.KeyID) {
	case models.KeyID:
		return s.db.Note(ctx, "api_keys", caller.KeyID)
	case models.MemberID:
		return s.db.Note(ctx, "staff_members", caller.KeyID)
	}
	return nil
}
