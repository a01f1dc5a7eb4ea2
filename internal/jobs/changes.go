package jobs

import (
	"context"
	"errors"

	"clientele/internal/auth"
	"clientele/models"
)

var errMissing = errors.New("not implemented")

func (s *Service) registerChanges() {}

// UpdateCustomers updates many customers.
func (s *Service) UpdateCustomers(
	context.Context, auth.Caller, CustomerSelection, UpdateCustomersInput,
) (*models.Job, error) {
	return nil, errMissing
}

// DeleteCustomers deletes many customers.
func (s *Service) DeleteCustomers(context.Context, auth.Caller, CustomerSelection) (*models.Job, error) {
	return nil, errMissing
}

// AddTags adds tags to many customers.
func (s *Service) AddTags(context.Context, auth.Caller, CustomerSelection, []string) (*models.Job, error) {
	return nil, errMissing
}

// RemoveTags removes tags from many customers.
func (s *Service) RemoveTags(context.Context, auth.Caller, CustomerSelection, []string) (*models.Job, error) {
	return nil, errMissing
}

// SendInvitations invites many customers.
func (s *Service) SendInvitations(context.Context, auth.Caller, CustomerSelection) (*models.Job, error) {
	return nil, errMissing
}
