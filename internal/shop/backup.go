package shop

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/models"
)

// RecordBackup stores that a backup was made now, for the start page of the dashboard. That is no change of a setting,
// so it leaves no event and the version stays.
func (s *Service) RecordBackup(ctx context.Context) error {
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.ShopSettings{}).Where("1 = 1").UpdateColumn("last_backup_at", models.At(s.now())).Error
	})
	if err != nil {
		return fmt.Errorf("store the time of a backup: %w", err)
	}
	return nil
}
