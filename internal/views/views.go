// Package views keeps the views of the dashboard's lists that staff members have saved, and the columns that they have
// chosen.
package views

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/models"
)

var errUnfinished = errors.New("unfinished")

// Service keeps views and columns.
type Service struct {
	db  *db.DB
	now auth.Clock
}

// New returns a Service that uses the database d.
func New(d *db.DB, now auth.Clock) *Service { return &Service{db: d, now: now} }

// SavedView is a view as its reader sees it.
type SavedView struct {
	ID        string
	List      models.ListKind
	Name      string
	Shared    bool
	Own       bool
	OwnerName *string
	Filter    *string
	Search    *string
	Sort      *string
	Columns   []string
	Broken    *string // why it can no longer be used; nil if it can
	CreatedAt models.Time
	UpdatedAt models.Time
	Version   int
}

// IsNode marks SavedView as a Node.
func (*SavedView) IsNode() {}

// CreateSavedViewInput is a new view. The schema documents its fields.
type CreateSavedViewInput struct {
	List    models.ListKind
	Name    string
	Shared  bool
	Filter  *string
	Search  *string
	Sort    *string
	Columns []string
}

// UpdateSavedViewInput holds changes to a view. Omitted fields keep their value; null clears a field.
type UpdateSavedViewInput struct {
	Name            graphql.Omittable[*string]
	Shared          graphql.Omittable[*bool]
	Filter          graphql.Omittable[*string]
	Search          graphql.Omittable[*string]
	Sort            graphql.Omittable[*string]
	Columns         graphql.Omittable[[]string]
	ExpectedVersion *int
}

// List is unfinished.
func (s *Service) List(context.Context, auth.Caller, models.ListKind) ([]*SavedView, error) {
	return nil, errUnfinished
}

// GetMany is unfinished.
func (s *Service) GetMany(context.Context, auth.Caller, []string) (map[string]*SavedView, error) {
	return nil, errUnfinished
}

// Create is unfinished.
func (s *Service) Create(context.Context, auth.Caller, CreateSavedViewInput) (*SavedView, error) {
	return nil, errUnfinished
}

// Update is unfinished.
func (s *Service) Update(context.Context, auth.Caller, string, UpdateSavedViewInput) (*SavedView, error) {
	return nil, errUnfinished
}

// Delete is unfinished.
func (s *Service) Delete(context.Context, auth.Caller, string) (*string, error) {
	return nil, errUnfinished
}

// Columns is unfinished.
func (s *Service) Columns(context.Context, auth.Caller, models.ListKind) ([]string, error) {
	return nil, errUnfinished
}

// SetColumns is unfinished.
func (s *Service) SetColumns(context.Context, auth.Caller, models.ListKind, []string) ([]string, error) {
	return nil, errUnfinished
}
