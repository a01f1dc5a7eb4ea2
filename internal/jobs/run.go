package jobs

import (
	"context"
	"io"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/orders"
	"clientele/internal/records"
	"clientele/models"
)

// Task does the work of the jobs of one kind. If ctx ends, it stops between two batches and returns its error. A
// *Failed error fails the job with a message for users; with any other error the job is tried again later.
type Task func(ctx context.Context, r Run) error

// Failed is the error of a job that cannot be completed, with a message for users.
type Failed struct{ Message string }

func (f *Failed) Error() string { return f.Message }

// Run is a run of a job. A job that was interrupted has another run, which continues after the records that are done.
type Run interface {
	// Job returns the job as it was when the run started. Job.Done is the number of records that earlier runs have
	// done.
	Job() *models.Job
	// Caller returns who created the job, with the scopes that the caller has now.
	Caller() auth.Caller
	// Import returns the parameters of an import.
	Import() Import
	// Export returns the parameters of an export.
	Export(ctx context.Context) (Export, error)
	// Open opens the uploaded file.
	Open(ctx context.Context) (io.ReadCloser, error)
	// Create creates the file of an export, which replaces that of an earlier run. Close stores it.
	Create(ctx context.Context) (io.WriteCloser, error)
	// SetColumns stores the columns and the header of the file.
	SetColumns(ctx context.Context, columns []models.JobColumn, header []string) error
	// SetTotal stores the number of records.
	SetTotal(ctx context.Context, total int) error
	// Save stores in a transaction that a batch is done: what its records resulted in, and their faults. The run fails
	// if the job was canceled, another server has taken it over, or its creator no longer has the scope for it.
	Save(tx *gorm.DB, batch bulk.Counts, faults []Fault) error
	// SaveAlone is Save in a transaction of its own.
	SaveAlone(ctx context.Context, batch bulk.Counts, faults []Fault) error
}

// Fault is an error of a job, and of an import also the record as in the file.
type Fault struct {
	records.Fault
	RecordID string     // of the record that could not be changed; "" for imports
	Record   *RawRecord // only in the first fault of a record of an import
}

// RawRecord is a record of an import as in its file.
type RawRecord struct {
	Row  int        // the first one
	Rows [][]string // see records.Source
}

// Import holds the parameters of an import.
type Import struct {
	records.Options
	Match bulk.Match
}

// Export holds the parameters of an export.
type Export struct {
	Format    records.Format
	Customers *accounts.CustomerFilter
	Orders    *orders.OrderFilter
	Search    *string
	Columns   []string
}
