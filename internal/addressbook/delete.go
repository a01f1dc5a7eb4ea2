package addressbook

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/models"
)

// Delete deletes an address. If it was a default, the oldest remaining address replaces it. An address that the caller
// may not change is apperr.NotFound.
func (s *Service) Delete(ctx context.Context, caller auth.Caller, id string) error {
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		a, err := s.lockOwned(tx, caller, id)
		if err != nil {
			return err
		}
		if err := tx.Where("id = ?", a.ID).Delete(&models.Address{}).Error; err != nil {
			return err
		}
		if err := s.record(tx, caller, a, models.AddressDeleted, deletedValues(a)); err != nil {
			return err
		}
		return promote(tx, a)
	})
	if err != nil {
		return fmt.Errorf("delete address %s: %w", id, err)
	}
	return nil
}

// promote makes the oldest address the default for what the deleted one was.
func promote(tx *gorm.DB, deleted *models.Address) error {
	changes := map[string]any{}
	if deleted.IsDefaultShipping {
		changes["is_default_shipping"] = true
	}
	if deleted.IsDefaultBilling {
		changes["is_default_billing"] = true
	}
	if len(changes) == 0 {
		return nil
	}
	var oldest models.Address
	err := tx.Where("customer_id = ?", deleted.CustomerID).Order("created_at, id").Take(&oldest).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.Model(&models.Address{}).Where("id = ?", oldest.ID).UpdateColumns(changes).Error
}
