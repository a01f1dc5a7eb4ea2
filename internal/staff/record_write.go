package staff

import (
	"context"

	"clientele/internal/auth"
	"clientele/models"
)

// RecordWrite records that an API key or staff member has written, also on behalf of a customer, so that its next
// requests see the write on every server. It must be called before the response is sent.
func (s *Service) RecordWrite(ctx context.Context, caller auth.Caller) error {
	switch models.KindOf(caller.KeyID) {
	case models.KeyID:
		return s.db.RecordLSN(ctx, "api_keys", caller.KeyID)
	case models.MemberID:
		return s.db.RecordLSN(ctx, "staff_members", caller.KeyID)
	}
	return nil
}
