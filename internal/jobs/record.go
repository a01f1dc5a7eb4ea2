package jobs

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// maxUnfinished is the maximum number of jobs of a key or member that have not ended, so that one cannot keep the
// others waiting for days or fill the disk at once.
const maxUnfinished = 100

// store stores a new import or export with its event. The error, for the argument at, is LIMIT_REACHED if the caller
// has too many jobs.
func (s *Service) store(tx *gorm.DB, caller auth.Caller, j *models.Job, at apperr.Path) error {
	var unfinished int64
	err := tx.Model(&models.Job{}).Where("finished_at IS NULL AND actor_id = ?", caller.KeyID).Count(&unfinished).Error
	if err != nil {
		return err
	}
	if unfinished >= maxUnfinished {
		return apperr.Field(at, apperr.CodeLimitReached, "You have 100 jobs that have not ended. Wait, or cancel some.")
	}
	return s.insert(tx, caller, j)
}

// insert stores a new job with its event.
func (s *Service) insert(tx *gorm.DB, caller auth.Caller, j *models.Job) error {
	if err := tx.Create(j).Error; err != nil {
		return err
	}
	return s.record(tx, caller, models.JobCreated, j)
}

// record records an event of a job in the transaction of its change.
func (s *Service) record(tx *gorm.DB, caller auth.Caller, t models.EventType, j *models.Job) error {
	var c events.Changes
	add := func(field, value string) { c.Text(field, nil, &value) }
	if add("kind", string(j.Kind)); j.Format != nil {
		add("format", *j.Format)
	}
	if j.DryRun {
		add("dryRun", "true")
	}
	if j.Total != nil {
		add("total", strconv.Itoa(*j.Total))
	}
	if t != models.JobCreated {
		add("status", string(j.Status))
		for _, count := range []struct {
			field string
			n     int
		}{
			{"done", j.Done},
			{"created", j.Created},
			{"updated", j.Updated},
			{"unchanged", j.Unchanged},
			{"failed", j.Failed},
		} {
			add(count.field, strconv.Itoa(count.n))
		}
	}
	e := events.Entry{Type: t, SubjectID: j.ID, Changes: c}
	if j.CustomerID != nil { // part of the customer's history, but customers see no jobs
		e.CustomerID = *j.CustomerID
		e.Changes.Hide(e.Changes.Names()...)
	}
	return events.Record(tx, caller, models.At(s.o.Now()), e)
}

// Cancel cancels a job that has not ended. What it has done remains. It needs the scopes that create the job. The error
// is STEP_NOT_ALLOWED if the job has ended, with the job, and apperr.NotFound if the caller cannot see it.
func (s *Service) Cancel(ctx context.Context, caller auth.Caller, id string) (*models.Job, error) {
	if err := mayList(caller); err != nil {
		return nil, err
	}
	j := new(models.Job)
	ended := false
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		*j, ended = models.Job{}, false
		found := db.ForUpdate(tx).Where("id = ?", id).Limit(1).Find(j)
		if found.Error != nil {
			return found.Error
		}
		if found.RowsAffected == 0 || !visible(caller, j.Kind) {
			return apperr.Missing("job")
		}
		if err := MayCreate(caller, j.Kind); err != nil {
			return err
		}
		if ended = j.Ended(); ended {
			return apperr.Field(apperr.Path{"id"}, apperr.CodeStepNotAllowed, "The job has already ended")
		}
		return s.end(tx, caller, j, models.JobStatusCancelled, nil)
	})
	if err != nil && !ended {
		return nil, err
	}
	return j, err
}
