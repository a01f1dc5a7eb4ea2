// Package merging finds customers who may be the same person, and merges two customers into one.
package merging

import (
	"context"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now auth.Clock
}

// Service merges customers.
type Service struct {
	db *db.DB
	o  Options
}

// New returns a service for a database.
func New(d *db.DB, o Options) *Service { return &Service{db: d, o: o} }

// MergeCustomersInput names two customers to merge. The schema describes the fields of the inputs.
type MergeCustomersInput struct {
	Keep, Merge      string
	FieldsFromMerged []string
	ExpectedVersions *MergeVersionsInput
}

// MergeVersionsInput holds the versions of two customers to merge.
type MergeVersionsInput struct{ Keep, Merge int }

// CustomerMergePreview is what merging two customers would do.
type CustomerMergePreview struct {
	KeepID, MergeID    string
	Orders             int
	Addresses          int
	DuplicateAddresses int
	Fields             []*CustomerMergeField
	Blocking           []*apperr.FieldError
}

// CustomerMergeField is a field in which two customers differ.
type CustomerMergeField struct {
	Field       string
	Keep, Merge *string
}

// DuplicateReason is what two customers have in common.
type DuplicateReason string

// The reasons.
const (
	SamePhone           DuplicateReason = "PHONE"
	SameNameAndPostcode DuplicateReason = "NAME_AND_POSTCODE"
)

// PossibleDuplicate is a customer who may be the same person as another one.
type PossibleDuplicate struct {
	CustomerID string
	Reasons    []DuplicateReason
}

var errUnfinished = apperr.Bad("not implemented yet")

// Preview returns what merging two customers would do.
func (s *Service) Preview(ctx context.Context, caller auth.Caller, keep, merge string) (*CustomerMergePreview, error) {
	return nil, errUnfinished
}

// Merge merges a customer into another one, and returns the customer that remains.
func (s *Service) Merge(ctx context.Context, caller auth.Caller, in MergeCustomersInput) (*models.Customer, error) {
	return nil, errUnfinished
}

// PossibleDuplicates returns customers who may be the same person as a customer.
func (s *Service) PossibleDuplicates(
	ctx context.Context, caller auth.Caller, customerID string,
) ([]*PossibleDuplicate, error) {
	return nil, errUnfinished
}

// MergedInto returns the ids of the customers that were merged into customers, by customer.
func (s *Service) MergedInto(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]string, error) {
	return nil, nil
}
