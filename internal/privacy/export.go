package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/jobs"
	"clientele/models"
)

// exportPause is the time after which a customer can request another copy of the personal data.
const exportPause = 24 * time.Hour

// RequestExport creates the job that exports a customer's personal data. It needs CUSTOMERS_READ and ORDERS_READ. The
// error is apperr.NotFound for an unknown customer, and LIMIT_REACHED if the caller has too many jobs.
func (s *Service) RequestExport(ctx context.Context, caller auth.Caller, customerID string) (*models.Job, error) {
	if err := jobs.MayCreate(caller, models.ExportPersonalData); err != nil {
		return nil, err
	}
	var j *models.Job
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := lockCustomer(tx, customerID)
		if err != nil {
			return err
		}
		j, err = s.o.Jobs.CreatePersonalExport(tx, caller, c.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("request the export of customer %s: %w", customerID, err)
	}
	return j, nil
}

// RequestOwnExport creates the job that exports the caller's personal data. Its file is announced by email. The error
// is EMAIL_UNVERIFIED if the caller's address is not verified, since somebody else could have its mailbox, and
// LIMIT_REACHED if the caller has requested an export in the last 24 hours that has not failed.
func (s *Service) RequestOwnExport(ctx context.Context, caller auth.Caller) error {
	if caller.Kind != auth.Customer {
		return apperr.SignIn()
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c, err := lockCustomer(tx, caller.CustomerID)
		if err != nil {
			return err
		}
		if !c.EmailVerified {
			return apperr.Field(nil, apperr.CodeEmailUnverified,
				"Verify your email address first (see requestEmailVerification)")
		}
		var recent int64
		err = tx.Model(&models.Job{}).Where("customer_id = ? AND actor_kind = ?", c.ID, models.ByCustomer).
			Where("created_at > ?", models.At(s.o.Now().Add(-exportPause))).
			Where("status NOT IN ?", []models.JobStatus{models.JobFailed, models.JobStatusCancelled}).
			Count(&recent).Error
		if err != nil {
			return err
		}
		if recent > 0 {
			return apperr.Field(nil, apperr.CodeLimitReached, "You can request your data once in 24 hours. Try again later.")
		}
		_, err = s.o.Jobs.CreatePersonalExport(tx, caller, c.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("request the export of customer %s: %w", caller.CustomerID, err)
	}
	return nil
}

// lockCustomer locks a customer until the transaction ends. If there is none, the error is apperr.NotFound.
func lockCustomer(tx *gorm.DB, id string) (*models.Customer, error) {
	c := new(models.Customer)
	err := db.ForUpdate(tx).Where("id = ?", id).Take(c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, apperr.Missing("customer")
	}
	return c, err
}
