package privacy

import (
	"context"

	"clientele/internal/auth"
	"clientele/models"
)

// RequestExport creates the job that exports a customer's personal data.
func (s *Service) RequestExport(ctx context.Context, caller auth.Caller, customerID string) (*models.Job, error) {
	return nil, errUnfinished
}

// RequestOwnExport creates the job that exports the caller's personal data. Its file is announced by email.
func (s *Service) RequestOwnExport(ctx context.Context, caller auth.Caller) error {
	return errUnfinished
}

// OpenExport returns the URL of an export of personal data, with the emailed token.
func (s *Service) OpenExport(ctx context.Context, caller auth.Caller, token string) (string, error) {
	return "", errUnfinished
}
