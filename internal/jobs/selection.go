package jobs

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/models"
)

// maxIDs is the maximum number of customers that are selected by their IDs.
const maxIDs = 10_000

// selected are the customers that a change concerns, validated.
type selected struct {
	ids      []string
	query    *lists.Selection[models.Customer] // nil with ids
	expected int                               // the number of customers that query must find
}

// check validates a selection of customers. One by conditions needs CUSTOMERS_READ. Invalid input is apperr.Invalid.
func (s *Service) check(ctx context.Context, caller auth.Caller, in CustomerSelection) (selected, error) {
	var f apperr.Fields
	at := apperr.Path{"customers"}
	if in.Filter != nil || in.Search != nil {
		switch {
		case in.IDs != nil:
			f.Add(at, apperr.CodeInvalid, "Select customers either by ids or by filter and search")
		case in.ExpectedCount == nil:
			f.Add(at.At("expectedCount"), apperr.CodeRequired, "Required with a filter or a search")
		case *in.ExpectedCount < 0:
			f.Add(at.At("expectedCount"), apperr.CodeInvalid, "Must not be negative")
		}
		if err := f.Err(); err != nil {
			return selected{}, err
		}
		query, err := s.o.Accounts.Select(ctx, caller, in.Filter, in.Search)
		return selected{query: query, expected: *in.ExpectedCount}, err
	}
	switch {
	case len(in.IDs) == 0:
		f.Add(at, apperr.CodeRequired, "Select customers by ids, or by filter and search")
	case len(in.IDs) > maxIDs:
		f.Add(at.At("ids"), apperr.CodeInvalid, fmt.Sprintf("There can be at most %d ids", maxIDs))
	case in.ExpectedCount != nil:
		f.Add(at.At("expectedCount"), apperr.CodeInvalid, "Only with a filter or a search")
	}
	ids := slices.Clone(in.IDs)
	slices.Sort(ids)
	return selected{ids: slices.Compact(ids)}, f.Err()
}

// store stores the customers of a job, and returns how many there are. The error is CONFLICT if a query finds another
// number than expected.
func (l selected) store(ctx context.Context, tx *gorm.DB, jobID string) (int, error) {
	if l.query == nil {
		rows := make([]*models.JobCustomer, len(l.ids))
		for i, id := range l.ids {
			rows[i] = &models.JobCustomer{JobID: jobID, Position: i, CustomerID: id}
		}
		return len(rows), db.InsertRows(tx, rows)
	}
	done := tx.Exec(`INSERT INTO job_customers (job_id, position, customer_id)
		SELECT ?, ROW_NUMBER() OVER (ORDER BY found.id) - 1, found.id FROM (?) AS found`, jobID, l.query.IDs(ctx))
	if done.Error != nil {
		return 0, fmt.Errorf("select customers: %w", done.Error)
	}
	if n := int(done.RowsAffected); n != l.expected {
		return 0, apperr.Field(apperr.Path{"customers", "expectedCount"}, apperr.CodeConflict,
			fmt.Sprintf("The number of customers has changed. It is %d now.", n))
	}
	return l.expected, nil
}
