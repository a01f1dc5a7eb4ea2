package accounts

import (
	"context"

	"clientele/internal/auth"
)

// RecordWrite records that a customer has written, so that its next requests see the write on every server. It must be
// called before the response is sent.
func (s *Service) RecordWrite(ctx context.Context, caller auth.Caller) error {
	if caller.Kind != auth.Customer {
		return nil
	}
	return s.db.RecordLSN(ctx, "sessions", caller.SessionID)
}
