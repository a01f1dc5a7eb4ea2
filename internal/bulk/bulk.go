// Package bulk holds what the services share that store many records at once: the options of a batch, and the outcome
// of each of its records. A batch is stored in one transaction; a record that is not valid does not affect the others.
package bulk

import (
	"gorm.io/gorm"
)

// MaxBatch is the largest number of records that a service stores in one transaction.
const MaxBatch = 500

// Outcome says what happened to a record of a batch.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "CREATED"
	Updated   Outcome = "UPDATED"
	Unchanged Outcome = "UNCHANGED"
	Failed    Outcome = "FAILED"
)

// Result is the result for one record of a batch.
type Result struct {
	ID      string // of the record; "" if it failed, and for a record that a dry run would create
	Outcome Outcome
	// Err is the error of a record that failed. It is apperr.Invalid, with paths that begin at the record.
	Err error
}

// Options are the options of a batch.
type Options struct {
	// DryRun reports the same results without storing anything.
	DryRun *DryRun
	// AllOrNone stores nothing if a record fails.
	AllOrNone bool
	// Commit is called in the transaction, after everything else, for example to store the progress of a job with the
	// records. It is not called in a dry run. It may be called again if the transaction is repeated.
	Commit func(tx *gorm.DB, results []Result) error
}

// ErrorPolicy says what happens to the other records of a batch if one fails.
type ErrorPolicy string

// The policies.
const (
	Skip  ErrorPolicy = "SKIP"  // they are stored
	Abort ErrorPolicy = "ABORT" // nothing is stored
)

// Counts adds up the outcomes of batches.
type Counts struct {
	Done, Created, Updated, Unchanged, Failed int
}

// Add adds the results of a batch.
func (c *Counts) Add(results []Result) {
	for _, r := range results {
		c.Done++
		switch r.Outcome {
		case Created:
			c.Created++
		case Updated:
			c.Updated++
		case Unchanged:
			c.Unchanged++
		case Failed:
			c.Failed++
		}
	}
}

// Match says by which value the records of a batch are matched with stored ones.
type Match string

// The ways to match records.
const (
	ByExternalID Match = "EXTERNAL_ID"
	ByEmail      Match = "EMAIL"
)
