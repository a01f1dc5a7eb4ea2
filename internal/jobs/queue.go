package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/leases"
	"clientele/models"
)

// keep is the time for which jobs and their files are kept after they end, keepPersonal that of exports of personal
// data, and keepAwaiting that for which a job waits for its file.
const (
	keep         = 7 * 24 * time.Hour
	keepPersonal = 24 * time.Hour
	keepAwaiting = 24 * time.Hour
)

type fields = map[string]any

// errStopped ends a run whose job was canceled or taken over by another server.
var errStopped = fmt.Errorf("the job was canceled or taken over: %w", leases.ErrLost)

// claim leases the oldest job that waits, or whose server has stopped, to this server. It returns nil if there is none.
func (s *Service) claim(ctx context.Context) (*models.Job, error) {
	now := models.At(s.o.Now())
	// A read without locks: most polls find nothing.
	claimable := func(q *gorm.DB) *gorm.DB {
		return q.Model(&models.Job{}).
			Where("finished_at IS NULL AND status IN ?", []models.JobStatus{models.JobQueued, models.JobRunning}).
			Where("(lease_ends_at IS NULL OR lease_ends_at <= ?) AND (due_at IS NULL OR due_at <= ?)", now, now).
			Order("created_at, id").Limit(1)
	}
	var ids []string
	if err := claimable(s.db.Primary(ctx)).Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return nil, err
	}
	var claimed *models.Job
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		claimed = nil
		if err := db.Lock(tx, claimLock); err != nil { // see LockFiles
			return err
		}
		j := new(models.Job)
		found := claimable(db.SkipLocked(tx)).Find(j)
		if found.Error != nil || found.RowsAffected == 0 {
			return found.Error
		}
		lease, ends := rand.Text(), models.At(s.o.Now().Add(s.o.Lease))
		if j.StartedAt == nil {
			j.StartedAt = &now
		}
		j.Status, j.Lease, j.LeaseEndsAt, j.DueAt = models.JobRunning, &lease, &ends, nil
		claimed = j
		return tx.Model(j).Select("status", "started_at", "lease", "lease_ends_at", "due_at").Updates(j).Error
	})
	if err != nil {
		return nil, fmt.Errorf("claim a job: %w", err)
	}
	return claimed, nil
}

// leased updates columns of a job that this server runs, and renews its lease. It locks the row until the transaction
// ends. The error is errStopped if this server has lost the lease.
func (s *Service) leased(tx *gorm.DB, j *models.Job, to fields) error {
	to["lease_ends_at"] = models.At(s.o.Now().Add(s.o.Lease))
	err := leases.Update(tx, &models.Job{}, j.ID, j.Lease, to)
	if errors.Is(err, leases.ErrLost) {
		return errStopped
	}
	return err
}

// release returns a job that this server runs to the queue, until due or at once if due is nil.
func (s *Service) release(ctx context.Context, j *models.Job, due *models.Time, attempts int) error {
	return leases.Settle(ctx, j.ID, func(ctx context.Context) error {
		return s.db.InTx(ctx, func(tx *gorm.DB) error {
			return leases.Update(tx, &models.Job{}, j.ID, j.Lease, fields{
				"status": models.JobQueued, "lease": nil, "lease_ends_at": nil, "due_at": due, "attempts": attempts,
			})
		})
	})
}

// finish ends a job that this server runs, with a message if it failed.
func (s *Service) finish(ctx context.Context, caller auth.Caller, j *models.Job, failure *Failed) error {
	return leases.Settle(ctx, j.ID, func(ctx context.Context) error {
		return s.db.InTx(ctx, func(tx *gorm.DB) error {
			failure := failure
			if err := lockPerson(tx, j); err != nil && !errors.As(err, &failure) {
				return err
			}
			var current models.Job
			found := db.ForUpdate(tx).Where("id = ? AND lease = ?", j.ID, j.Lease).Limit(1).Find(&current)
			if found.Error != nil {
				return found.Error
			}
			if found.RowsAffected == 0 {
				return leases.ErrLost
			}
			if failure != nil {
				return s.end(tx, caller, &current, models.JobFailed, &failure.Message)
			}
			if err := s.end(tx, caller, &current, models.JobSucceeded, nil); err != nil || s.ends[j.Kind] == nil {
				return err
			}
			return s.ends[j.Kind](tx, &current)
		})
	})
}

// end ends a job whose row is locked, and records the event for a caller.
func (s *Service) end(
	tx *gorm.DB, caller auth.Caller, j *models.Job, status models.JobStatus, message *string,
) error {
	now := s.o.Now()
	life := keep
	if j.Kind == models.ExportPersonalData {
		life = keepPersonal
	}
	finished, expires := models.At(now), models.At(now.Add(life))
	j.Status, j.Error, j.FinishedAt, j.ExpiresAt = status, message, &finished, &expires
	j.Lease, j.LeaseEndsAt, j.DueAt = nil, nil, nil
	err := tx.Model(j).Select("status", "error", "finished_at", "expires_at", "lease", "lease_ends_at", "due_at").
		Updates(j).Error
	if err != nil {
		return err
	}
	if j.CustomerID != nil && status != models.JobSucceeded { // a part of a file, which nobody may read
		if err := tx.Where("job_id = ?", j.ID).Delete(&models.JobFile{}).Error; err != nil {
			return err
		}
	}
	if status == models.JobSucceeded {
		if err := tx.Where("job_id = ?", j.ID).Delete(&models.JobCustomer{}).Error; err != nil { // no longer needed
			return err
		}
	}
	t := models.JobFinished
	if status == models.JobStatusCancelled {
		t = models.JobCancelled
	}
	return s.record(tx, caller, t, j)
}

// Sweep deletes the jobs that have expired, with their files, and those whose file was not sent within a day. A job
// whose file another job still reads stays until then.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.o.Now()
	const unused = `NOT EXISTS (SELECT 1 FROM jobs u WHERE u.input_file = jobs.input_file AND u.finished_at IS NULL)`
	err := s.db.Sweep(ctx, &models.Job{}, "id", "expires_at <= ? AND "+unused, models.At(now))
	return errors.Join(err, s.db.Sweep(ctx, &models.Job{}, "id", "finished_at IS NULL AND status = ? AND created_at <= ?",
		models.JobAwaitingFile, models.At(now.Add(-keepAwaiting))))
}

// system is the caller that ends jobs whose creator no longer exists.
var system = events.System
