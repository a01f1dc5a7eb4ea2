package jobs

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/records"
	"clientele/models"
)

// CreatePersonalExport creates a job that exports the personal data of a customer, in a transaction that has locked the
// customer. The caller is the customer, or passes MayCreate. The error is LIMIT_REACHED if the caller has too many
// jobs.
func (s *Service) CreatePersonalExport(tx *gorm.DB, caller auth.Caller, customerID string) (*models.Job, error) {
	format := string(records.JSON)
	j := s.newJob(caller, models.ExportPersonalData, parameters{})
	j.CustomerID, j.Format = &customerID, &format
	if caller.Owns(customerID) {
		return j, s.insert(tx, caller, j)
	}
	return j, s.store(tx, caller, j, nil)
}

// lockPerson locks the customer whose personal data a job exports, so that the customer is not deleted until the
// transaction ends. It must be called before the job is locked: deletions lock the customer first. It does nothing for
// other jobs. The error is that of checkPerson.
func lockPerson(tx *gorm.DB, j *models.Job) error { return checkPerson(db.ForUpdate(tx), j) }

// checkPerson checks that the customer whose personal data a job exports still exists, and is not disabled if the
// customer has requested it. Otherwise the error is *Failed.
func checkPerson(q *gorm.DB, j *models.Job) error {
	if j.CustomerID == nil {
		return nil
	}
	var found []*models.Customer
	if err := q.Select("id", "disabled_at").Where("id = ?", *j.CustomerID).Limit(1).Find(&found).Error; err != nil {
		return fmt.Errorf("read the customer of job %s: %w", j.ID, err)
	}
	switch {
	case len(found) == 0:
		return &Failed{Message: "The customer no longer exists"}
	case j.ActorKind == models.ByCustomer && found[0].Disabled():
		return &Failed{Message: "The customer, who requested the export, has been disabled"}
	}
	return nil
}

// PersonalExportURL returns a URL that downloads the export of a customer's personal data that a job has written, valid
// for 15 minutes. The caller must have proved to be the customer. It returns "" if there is no such job or file.
func (s *Service) PersonalExportURL(ctx context.Context, jobID, customerID string) (string, error) {
	var ids []string
	err := s.db.Primary(ctx).Model(&models.Job{}).
		Where("id = ? AND kind = ? AND customer_id = ?", jobID, models.ExportPersonalData, customerID).
		Where("status = ?", models.JobSucceeded).
		Where("EXISTS (SELECT 1 FROM job_files f WHERE f.file_id = jobs.output_file AND f.position = 0)").
		Pluck("id", &ids).Error
	if err != nil {
		return "", fmt.Errorf("find the file of job %s: %w", jobID, err)
	}
	if len(ids) == 0 {
		return "", nil
	}
	return s.url(ctx, downloadResult, jobID), nil
}
