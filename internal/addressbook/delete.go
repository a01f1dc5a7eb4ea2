package addressbook

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/models"
)

// Delete removes an address. If it was a default, the oldest other one takes its place. It is apperr.NotFound where there is
// none, or none of the caller's.
func (s *Service) Delete(ctx context.Context, caller auth.Caller, id string) error {
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		a, err := s.lockOwned(tx, caller, id)
		if err != nil {
			return err
		}
		if err := tx.Where("id = ?", a.ID).Delete(&models.Address{}).Error; err != nil {
			return err
		}
		return promote(tx, a)
	})
	if err != nil {
		return fmt.Errorf("delete address %s: %w", id, err)
	}
	return nil
}

// promote gives to the oldest address what the one that is gone was the default for.
func promote(tx *gorm.DB, gone *models.Address) error {
	changes := map[string]any{}
	if gone.IsDefaultShipping {
		changes["is_default_shipping"] = true
	}
	if gone.IsDefaultBilling {
		changes["is_default_billing"] = true
	}
	if len(changes) == 0 {
		return nil
	}
	var oldest models.Address
	err := tx.Where("customer_id = ?", gone.CustomerID).Order("created_at, id").Take(&oldest).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.Model(&models.Address{}).Where("id = ?", oldest.ID).UpdateColumns(changes).Error
}
