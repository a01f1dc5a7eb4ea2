package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/records"
	"clientele/models"
)

// immediate is the largest number of customers that are changed before the mutation returns.
const immediate = 100

// UpdateCustomers updates many customers. It needs CUSTOMERS_WRITE, and CUSTOMERS_READ for a selection by conditions.
// Up to 100 customers are updated at once, and more by a job. Invalid input is apperr.Invalid, with CONFLICT if another
// number of customers matches.
func (s *Service) UpdateCustomers(
	ctx context.Context, caller auth.Caller, of CustomerSelection, in UpdateCustomersInput,
) (*models.Job, error) {
	return s.change(ctx, caller, of, models.UpdateCustomers, parameters{Change: in.Text}, func() error {
		_, err := s.o.Accounts.CheckBulkUpdate(ctx, caller, at, in.bulk())
		return err
	})
}

// bulk returns the input in the form of package accounts.
func (in UpdateCustomersInput) bulk() accounts.BulkUpdateInput {
	return accounts.BulkUpdateInput{
		AcceptsMarketing: in.AcceptsMarketing, EmailVerified: in.EmailVerified, Disabled: in.Disabled,
		DisabledReason: in.DisabledReason, Locale: in.Locale, AddGroupIDs: in.AddGroupIDs,
		RemoveGroupIDs: in.RemoveGroupIDs, CustomFields: in.CustomFields,
	}
}

// DeleteCustomers is like UpdateCustomers, but deletes the customers.
func (s *Service) DeleteCustomers(
	ctx context.Context, caller auth.Caller, of CustomerSelection,
) (*models.Job, error) {
	return s.change(ctx, caller, of, models.DeleteCustomers, parameters{}, nil)
}

// AddTags is like UpdateCustomers, but adds tags to the customers.
func (s *Service) AddTags(
	ctx context.Context, caller auth.Caller, of CustomerSelection, tags []string,
) (*models.Job, error) {
	return s.change(ctx, caller, of, models.AddCustomerTags, parameters{Tags: tags}, func() error {
		_, err := s.o.Accounts.CheckBulkTags(apperr.Path{"tags"}, tags, false)
		return err
	})
}

// RemoveTags is like UpdateCustomers, but removes tags from the customers.
func (s *Service) RemoveTags(
	ctx context.Context, caller auth.Caller, of CustomerSelection, tags []string,
) (*models.Job, error) {
	return s.change(ctx, caller, of, models.RemoveCustomerTags, parameters{Tags: tags}, func() error {
		_, err := s.o.Accounts.CheckBulkTags(apperr.Path{"tags"}, tags, true)
		return err
	})
}

// SendInvitations is like UpdateCustomers, but invites the customers without a password by email to choose one.
func (s *Service) SendInvitations(
	ctx context.Context, caller auth.Caller, of CustomerSelection,
) (*models.Job, error) {
	return s.change(ctx, caller, of, models.SendInvitations, parameters{}, nil)
}

// change creates the job of a change of customers, once check has validated the change. A small one is run at once.
func (s *Service) change(
	ctx context.Context, caller auth.Caller, of CustomerSelection, kind models.JobKind, p parameters,
	check func() error,
) (*models.Job, error) {
	if err := MayCreate(caller, kind); err != nil {
		return nil, err
	}
	customers, err := s.check(ctx, caller, of)
	if check != nil {
		err = joined(err, check())
	}
	if err != nil {
		return nil, err
	}
	j := s.newJob(caller, kind, p)
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		j.Status, j.Total, j.StartedAt, j.Lease, j.LeaseEndsAt = models.JobQueued, nil, nil, nil, nil
		if err := tx.Create(j).Error; err != nil {
			return err
		}
		total, err := customers.store(ctx, tx, j.ID)
		if err != nil {
			return err
		}
		if j.Total = &total; total <= immediate {
			lease, ends := rand.Text(), models.At(s.o.Now().Add(s.o.Lease))
			j.Status, j.StartedAt, j.Lease, j.LeaseEndsAt = models.JobRunning, &j.CreatedAt, &lease, &ends
		}
		err = tx.Model(j).Select("total", "status", "started_at", "lease", "lease_ends_at").Updates(j).Error
		if err != nil {
			return err
		}
		return s.record(tx, caller, models.JobCreated, j)
	})
	if err != nil {
		return nil, fmt.Errorf("create job %s: %w", kind, err)
	}
	if j.Status != models.JobRunning {
		return j, nil
	}
	if err := s.runClaimed(ctx, j); err != nil {
		return nil, err
	}
	return s.Get(ctx, caller, j.ID)
}

// joined returns two errors of the input as one. Any other error comes first.
func joined(a, b error) error {
	x, isInput := apperr.As(a)
	y, isToo := apperr.As(b)
	switch {
	case a == nil:
		return b
	case b == nil || !isInput || x.Kind != apperr.Invalid:
		return a
	case !isToo || y.Kind != apperr.Invalid:
		return b
	}
	var f apperr.Fields
	for _, e := range append(x.Fields, y.Fields...) {
		f.Add(e.Field, e.Code, e.Message)
	}
	return f.Err()
}

// registerChanges registers the tasks of the changes of customers.
func (s *Service) registerChanges() {
	for kind, read := range map[models.JobKind]func(context.Context, *run) (*accounts.BulkChange, error){
		models.UpdateCustomers: func(ctx context.Context, r *run) (*accounts.BulkChange, error) {
			in, err := s.inputs.UpdateCustomersInput(ctx, r.parameters.Change)
			if err != nil {
				return nil, err
			}
			return s.o.Accounts.CheckBulkUpdate(ctx, r.caller, at, in.bulk())
		},
		models.DeleteCustomers: func(context.Context, *run) (*accounts.BulkChange, error) {
			return accounts.BulkDeletion(), nil
		},
		models.AddCustomerTags: func(_ context.Context, r *run) (*accounts.BulkChange, error) {
			return s.o.Accounts.CheckBulkTags(apperr.Path{"tags"}, r.parameters.Tags, false)
		},
		models.RemoveCustomerTags: func(_ context.Context, r *run) (*accounts.BulkChange, error) {
			return s.o.Accounts.CheckBulkTags(apperr.Path{"tags"}, r.parameters.Tags, true)
		},
		models.SendInvitations: func(context.Context, *run) (*accounts.BulkChange, error) {
			return accounts.BulkInvitation(), nil
		},
	} {
		s.Register(kind, func(ctx context.Context, r Run) error {
			own := r.(*run)
			change, err := read(ctx, own)
			if err != nil {
				return err
			}
			return s.changeAll(ctx, own, change)
		})
	}
}

// changeAll makes a change to the customers of a job that are not done yet, in batches.
func (s *Service) changeAll(ctx context.Context, r *run, change *accounts.BulkChange) error {
	for done := r.job.Done; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var ids []string
		err := s.db.Primary(ctx).Model(&models.JobCustomer{}).Where("job_id = ? AND position >= ?", r.job.ID, done).
			Order("position").Limit(bulk.MaxBatch).Pluck("customer_id", &ids).Error
		if err != nil {
			return fmt.Errorf("read the customers of job %s: %w", r.job.ID, err)
		}
		if len(ids) == 0 {
			return nil
		}
		_, err = s.o.Accounts.ChangeMany(ctx, r.caller, ids, change, func(tx *gorm.DB, results []bulk.Result) error {
			var counts bulk.Counts
			counts.Add(results)
			faults, err := faultsOf(ids, results)
			if err != nil {
				return err
			}
			return r.Save(tx, counts, faults)
		})
		if err != nil {
			return err
		}
		done += len(ids)
	}
}

// faultsOf returns the faults of the customers that could not be changed.
func faultsOf(ids []string, results []bulk.Result) ([]Fault, error) {
	var faults []Fault
	for i, result := range results {
		if result.Outcome != bulk.Failed {
			continue
		}
		e, ok := apperr.As(result.Err)
		if !ok {
			return nil, errors.Join(errors.New("a customer failed without an error for users"), result.Err)
		}
		for _, each := range e.Fields {
			faults = append(faults, Fault{
				Fault: records.Fault{Code: each.Code, Message: each.Message}, RecordID: ids[i],
			})
		}
	}
	return faults, nil
}
