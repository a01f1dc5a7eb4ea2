package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/models"
)

// Retention periods. The contents of emails in the outbox are deleted after a day, since they may contain tokens that
// are still valid. Dropped emails are deleted as early, since they are about people whom the shop does not know.
const (
	keepRows = 30 * 24 * time.Hour
	keepText = 24 * time.Hour
)

// Sweep deletes emails, and the contents of emails in the outbox, after their retention period. It also deletes files
// in the outbox whose emails do not exist any longer.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.o.Now()
	old, day := models.At(now.Add(-keepRows)), models.At(now.Add(-keepText))
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		expired := tx.Where("due_at IS NULL AND (created_at < ? OR created_at < ? AND status = ?)",
			old, day, models.EmailDropped)
		if err := expired.Delete(&models.Email{}).Error; err != nil {
			return err
		}
		return tx.Model(&models.Email{}).Where("handed_at < ? AND text IS NOT NULL", day).
			Updates(fields{"text": nil, "html": nil, "subject": nil}).Error
	})
	if err != nil {
		err = fmt.Errorf("sweep emails: %w", err)
	}
	if s.o.Outbox != "" {
		err = errors.Join(err, s.sweepFiles(now.Add(-keepText)), s.sweepOrphans(s.db.Primary(ctx)))
	}
	return err
}
