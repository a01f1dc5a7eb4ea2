package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/models"
)

// How long what is over is kept. What an email in the outbox says goes after a day, since it may hold tokens that are good for
// longer; that there was nothing to send goes as early, since it is about people that the shop does not know.
const (
	keepRows = 30 * 24 * time.Hour
	keepText = 24 * time.Hour
)

// Sweep drops emails that are long over, and earlier what those in the outbox say.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.o.Now()
	old, day := models.At(now.Add(-keepRows)), models.At(now.Add(-keepText))
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		gone := tx.Where("due_at IS NULL AND (created_at < ? OR created_at < ? AND status = ?)", old, day, models.EmailDropped).Delete(&models.Email{})
		if gone.Error != nil {
			return gone.Error
		}
		return tx.Model(&models.Email{}).Where("handed_at < ? AND text IS NOT NULL", day).Updates(fields{"text": nil, "html": nil, "subject": nil}).Error
	})
	if err != nil {
		err = fmt.Errorf("sweep emails: %w", err)
	}
	if s.o.Outbox != "" {
		err = errors.Join(err, s.sweepFiles(now.Add(-keepText)))
	}
	return err
}
