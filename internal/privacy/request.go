package privacy

import (
	"context"

	"clientele/internal/auth"
	"clientele/models"
)

// RequestErasure requests the erasure of the caller's personal data after the shop's grace period.
func (s *Service) RequestErasure(ctx context.Context, caller auth.Caller, password *string) (*models.Customer, error) {
	return nil, errUnfinished
}

// CancelErasure cancels a request for the erasure of a customer's personal data.
func (s *Service) CancelErasure(ctx context.Context, caller auth.Caller, customerID *string) (*models.Customer, error) {
	return nil, errUnfinished
}
