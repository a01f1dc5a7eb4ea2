package jobs

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/models"
)

// removed replaces texts that can contain personal data.
const removed = "Removed, because it could contain personal data that was erased"

// claimLock is the name of the lock that keeps jobs from being claimed while files are erased.
const claimLock = "jobs that are claimed"

// hasChunk is the condition that a part of a file of the job is stored. With EXISTS, PostgreSQL would read all files.
const hasChunk = "(SELECT f.job_id FROM job_files f WHERE f.job_id = jobs.id LIMIT 1) IS NOT NULL"

// unfinished selects the jobs that have not ended and whose files can contain one of the customers, or anybody without
// an account. Exports of personal data contain only one customer.
func (s *Service) unfinished(q *gorm.DB, customerIDs []string) *gorm.DB {
	kinds := []models.JobKind{models.ImportCustomers, models.ImportOrders, models.ExportCustomers, models.ExportOrders}
	own := s.db.In("customer_id", customerIDs)
	return q.Where("finished_at IS NULL AND (kind IN ? OR customer_id IS NOT NULL AND ?)", kinds, own)
}

// ended selects the jobs that have ended and that can contain one of the customers, or anybody without an account.
func (s *Service) ended(q *gorm.DB, customerIDs []string) *gorm.DB {
	own := s.db.In("customer_id", customerIDs)
	return q.Where("finished_at IS NOT NULL AND (customer_id IS NULL OR ?)", own)
}

// LockFiles keeps jobs from starting until the transaction ends. It reports whether a job can now be reading or writing
// a file that can contain one of the customers, or anybody without an account. The transaction must have locked all
// other rows that it needs, except for those of jobs.
func (s *Service) LockFiles(tx *gorm.DB, customerIDs []string) (inUse bool, err error) {
	if err := db.Lock(tx, claimLock); err != nil {
		return false, fmt.Errorf("keep jobs from starting: %w", err)
	}
	var ids []string
	err = s.unfinished(tx.Model(&models.Job{}), customerIDs).
		Where("status <> ? OR "+hasChunk, models.JobAwaitingFile).
		Limit(1).Pluck("id", &ids).Error
	if err != nil {
		return false, fmt.Errorf("find jobs that use files: %w", err)
	}
	return len(ids) > 0, nil
}

// CountFiles returns the number of files that Forget deletes.
func (s *Service) CountFiles(g *gorm.DB, customerIDs []string) (int, error) {
	var n int64
	err := g.Model(&models.JobFile{}).Where("position = 0 AND job_id IN (?)", s.endedIDs(g, customerIDs)).
		Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count the files of jobs: %w", err)
	}
	return int(n), nil
}

func (s *Service) endedIDs(g *gorm.DB, customerIDs []string) *gorm.DB {
	return s.ended(g.Model(&models.Job{}).Select("id"), customerIDs)
}

// Forget deletes the files of jobs that have ended, and the texts about them, because both can contain one of the
// customers, or anybody without an account. The jobs with their numbers, and the rows and codes of their errors,
// remain. The transaction must have called LockFiles.
func (s *Service) Forget(tx *gorm.DB, customerIDs []string) error {
	err := tx.Where("job_id IN (?)", s.endedIDs(tx, customerIDs)).Delete(&models.JobFile{}).Error
	if err != nil {
		return fmt.Errorf("delete the files of jobs: %w", err)
	}
	err = tx.Model(&models.JobFault{}).Where("job_id IN (?)", s.endedIDs(tx, customerIDs)).
		Where("raw IS NOT NULL OR column_name IS NOT NULL OR message <> ?", removed).
		Updates(fields{"raw": nil, "column_name": nil, "message": removed}).Error
	if err != nil {
		return fmt.Errorf("erase the errors of jobs: %w", err)
	}
	if err := s.forgetParameters(tx, customerIDs); err != nil {
		return err
	}
	err = s.ended(tx.Model(&models.Job{}), customerIDs).
		Where("input_file IS NOT NULL OR output_file IS NOT NULL OR columns IS NOT NULL OR header IS NOT NULL OR "+
			"error <> ?", removed).
		Updates(fields{
			"input_file": nil, "output_file": nil, "columns": nil, "header": nil,
			"error": gorm.Expr("CASE WHEN error IS NOT NULL THEN ? END", removed),
		}).Error
	if err != nil {
		return fmt.Errorf("erase the texts of jobs: %w", err)
	}
	return nil
}

// jobParameters has the parameters of a job.
type jobParameters struct{ ID, Parameters string }

// TableName returns the name of the table.
func (jobParameters) TableName() string { return "jobs" }

// forgetParameters removes filters, searches and values from the parameters of jobs, and the names of columns in files,
// which can be values if a file has no header.
func (s *Service) forgetParameters(tx *gorm.DB, customerIDs []string) error {
	var rows, changed []*jobParameters
	if err := s.ended(tx, customerIDs).Find(&rows).Error; err != nil {
		return fmt.Errorf("read the parameters of jobs: %w", err)
	}
	for _, row := range rows {
		p, err := parametersOf(&models.Job{ID: row.ID, Parameters: row.Parameters})
		if err != nil {
			return err
		}
		p.Change, p.Tags = "", nil
		if p.Import != nil {
			p.Import.Columns = nil
		}
		if p.Export != nil {
			p.Export.Filter, p.Export.Search = "", nil
		}
		text, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("encode the parameters of job %s: %w", row.ID, err)
		}
		if string(text) != row.Parameters {
			changed = append(changed, &jobParameters{row.ID, string(text)})
		}
	}
	if err := db.UpdateRows(tx, changed); err != nil {
		return fmt.Errorf("erase the parameters of jobs: %w", err)
	}
	return nil
}
