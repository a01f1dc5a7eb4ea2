package bulk

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"clientele/db"
)

// Batch is a batch of records that a service stores.
type Batch interface {
	// Decide reads what the records need, locks it unless it is a dry run, and applies all records in memory. It begins
	// from the start if it is called again.
	Decide(g *gorm.DB) ([]Result, error)
	// Store stores what was decided.
	Store(tx *gorm.DB) error
	// Remember makes a dry run remember what was decided.
	Remember(dry *DryRun) error
}

// maxAttempts limits how often a batch is tried again because a concurrent writer took one of its unique values.
const maxAttempts = 8

// errAborted rolls back a batch of which nothing is stored, because a record failed.
var errAborted = errors.New("a record of the batch failed")

// Run stores a batch in one transaction, or runs it dry, and returns the results. If a concurrent writer took a unique
// value, the batch is decided again, and then finds it.
func Run(ctx context.Context, d *db.DB, o Options, b Batch) ([]Result, error) {
	if o.DryRun != nil {
		return dryRun(d.Primary(ctx), o, b)
	}
	var results []Result
	store := func(tx *gorm.DB) error {
		err := db.UseIndexes(tx)
		if err != nil {
			return err
		}
		if results, err = b.Decide(tx); err != nil {
			return err
		}
		if o.aborts(results) {
			return errAborted
		}
		if err := b.Store(tx); err != nil || o.Commit == nil {
			return err
		}
		return o.Commit(tx, results)
	}
	for attempt := 1; ; attempt++ {
		err := d.InTx(ctx, store)
		if err == nil || errors.Is(err, errAborted) {
			return results, nil
		}
		if _, taken := db.UniqueViolation(err); !taken || attempt == maxAttempts {
			return nil, err
		}
	}
}

func dryRun(g *gorm.DB, o Options, b Batch) ([]Result, error) {
	results, err := b.Decide(g)
	if err != nil {
		return nil, err
	}
	if o.aborts(results) {
		return results, nil
	}
	return results, b.Remember(o.DryRun)
}

// aborts reports whether nothing of a batch is stored, because a record failed. It then removes the IDs of the records
// that are not created.
func (o Options) aborts(results []Result) bool {
	failed := false
	for _, r := range results {
		failed = failed || r.Outcome == Failed
	}
	if !failed || !o.AllOrNone {
		return false
	}
	for i := range results {
		if results[i].Outcome == Created {
			results[i].ID = ""
		}
	}
	return true
}
