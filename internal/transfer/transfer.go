// Package transfer imports customers and orders from files, and exports them. It connects the formats of package
// records with the services: it forms batches, reports the faults of a file, and knows nothing of rules. The command
// line and jobs use it alike.
package transfer

import (
	"context"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/orders"
	"clientele/internal/records"
	"clientele/models"
)

// Service imports and exports records through the services.
type Service struct {
	Accounts  *accounts.Service
	Addresses *addressbook.Service
	Orders    *orders.Service
	Fields    *customfields.Service
}

// Import describes an import.
type Import struct {
	records.Options
	Match  bulk.Match
	DryRun bool
	// Skip is the number of records at the start of the file that an earlier run of the same import has done.
	Skip int
	// Commit is called in the transaction that stores a batch, unless it is nil. It may be called again if the
	// transaction is repeated.
	Commit func(tx *gorm.DB, b Batch) error
}

// Batch is what became of some records of a file.
type Batch struct {
	bulk.Counts
	Faults []jobs.Fault
}

// Progress receives what an import does.
type Progress interface {
	// Opened is called once, with the columns of the file and its first row. Both are nil for formats without columns.
	Opened(ctx context.Context, columns []records.Column, header []string) error
	// Done is called after each batch. committed reports whether there was a transaction, and so a call of Commit.
	Done(ctx context.Context, b Batch, committed bool) error
}

// withFields returns a context in which the custom fields do not change, so that they are read once.
func (s *Service) withFields(ctx context.Context) (context.Context, *customfields.Set, error) {
	set, err := s.Fields.Load(ctx)
	if err != nil {
		return nil, nil, err
	}
	return customfields.With(ctx, set), set, nil
}

// keys returns the keys of custom fields.
func keys(fields []*models.CustomField) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Key
	}
	return list
}

// ImportFields returns the fields that an imported file with the format CSV can have.
func (s *Service) ImportFields(ctx context.Context, kind models.RecordKind) ([]*models.ImportField, error) {
	set, err := s.Fields.Set(ctx)
	if err != nil {
		return nil, err
	}
	own := models.OwnerCustomer
	if kind == models.OrderRecords {
		own = models.OwnerOrder
	}
	return records.ImportFields(kind, keys(set.Of(own)), keys(set.Of(models.OwnerAddress))), nil
}
