package accounts

import (
	"context"

	"clientele/internal/auth"
)

// Wrote notes that a customer has written, so that its next requests see it on every server. It is called before the answer.
func (s *Service) Wrote(ctx context.Context, caller auth.Caller) error {
	if caller.Kind != auth.Customer {
		return nil
	}
	return s.db.Note(ctx, "sessions", caller.SessionID)
}
