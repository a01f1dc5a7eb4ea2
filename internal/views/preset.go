package views

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/models"
)

// Preset is a shared view without an owner. The program provides it, so it is not checked.
type Preset struct {
	List         models.ListKind
	Name         string
	Filter, Sort string
}

// Preset stores shared views without an owner, in their order.
func (s *Service) Preset(ctx context.Context, presets []Preset) error {
	now := models.At(s.now())
	ids := models.NewIDs(models.ViewID, len(presets))
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		for i, p := range presets {
			v := &models.StoredView{
				ID: ids[i], List: p.List, Name: p.Name, Shared: true, CreatedAt: now, UpdatedAt: now, Version: 1,
			}
			if p.Filter != "" {
				v.Filter = &p.Filter
			}
			if p.Sort != "" {
				v.Sort = &p.Sort
			}
			if err := tx.Create(v).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store views: %w", err)
	}
	return nil
}
