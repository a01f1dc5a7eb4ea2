// Package groups manages the groups of customers.
package groups

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/models"
)

var errUnfinished = errors.New("unfinished")

// Service manages the groups of customers.
type Service struct {
	db  *db.DB
	now auth.Clock
}

// New returns a Service that uses the database d.
func New(d *db.DB, now auth.Clock) *Service { return &Service{db: d, now: now} }

// CreateCustomerGroupInput is a new group.
type CreateCustomerGroupInput struct {
	Name        string
	Description *string
}

// UpdateCustomerGroupInput holds changes to a group. Omitted fields keep their value; null clears a field.
type UpdateCustomerGroupInput struct {
	Name            graphql.Omittable[*string]
	Description     graphql.Omittable[*string]
	ExpectedVersion *int
}

// List is unfinished.
func (s *Service) List(context.Context, auth.Caller) ([]*models.CustomerGroup, error) {
	return nil, errUnfinished
}

// GetMany is unfinished.
func (s *Service) GetMany(context.Context, auth.Caller, []string) (map[string]*models.CustomerGroup, error) {
	return nil, errUnfinished
}

// Create is unfinished.
func (s *Service) Create(context.Context, auth.Caller, CreateCustomerGroupInput) (*models.CustomerGroup, error) {
	return nil, errUnfinished
}

// Update is unfinished.
func (s *Service) Update(
	context.Context, auth.Caller, string, UpdateCustomerGroupInput,
) (*models.CustomerGroup, error) {
	return nil, errUnfinished
}

// Delete is unfinished.
func (s *Service) Delete(context.Context, auth.Caller, string) (*string, error) {
	return nil, errUnfinished
}

// Of returns the groups of customers, by customer.
func (s *Service) Of(context.Context, auth.Caller, []string) (map[string][]*models.CustomerGroup, error) {
	return nil, errUnfinished
}

// Sizes returns the number of customers in groups, by group.
func (s *Service) Sizes(context.Context, auth.Caller, []string) (map[string]int, error) {
	return nil, errUnfinished
}
