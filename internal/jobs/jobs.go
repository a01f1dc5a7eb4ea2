// Package jobs manages long tasks: imports, exports, and changes of many customers. A job is stored with its files in
// the database, so that any server can run it, and is run by one server at a time. The package does not know the
// formats of files or how records are stored: tasks do.
package jobs

import (
	"context"
	"errors"

	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/models"
)

// Service manages and runs jobs.
type Service struct{}

var errMissing = errors.New("not implemented")

// CreateImport creates an import, and returns the URL to send its file to.
func (s *Service) CreateImport(context.Context, auth.Caller, CreateImportInput) (*models.Job, string, error) {
	return nil, "", errMissing
}

// CreateExport creates an export.
func (s *Service) CreateExport(context.Context, auth.Caller, CreateExportInput) (*models.Job, error) {
	return nil, errMissing
}

// Cancel cancels a job that has not ended.
func (s *Service) Cancel(context.Context, auth.Caller, string) (*models.Job, error) {
	return nil, errMissing
}

// Get returns a job.
func (s *Service) Get(context.Context, auth.Caller, string) (*models.Job, error) {
	return nil, errMissing
}

// List returns a page of the jobs that the caller may see, newest first.
func (s *Service) List(
	context.Context, auth.Caller, page.Args, []models.JobKind,
) (*page.Connection[*models.Job], error) {
	return nil, errMissing
}

// Fields returns the fields that an imported file can have.
func (s *Service) Fields(context.Context, auth.Caller, models.RecordKind) ([]*models.ImportField, error) {
	return nil, errMissing
}

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
