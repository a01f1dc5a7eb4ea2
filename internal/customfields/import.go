package customfields

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/models"
)

// importBatch is the number of rows that one statement inserts, limited by the number of parameters a statement can
// have.
const importBatch = 500

// ImportIn stores the values of new records, by record id.
func (s *Service) ImportIn(tx *gorm.DB, changes map[string]*Change) error {
	var rows []*models.CustomFieldValue
	for id, c := range changes {
		if c == nil {
			continue
		}
		for _, row := range c.rows {
			row.OwnerID = id
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.CreateInBatches(rows, importBatch).Error; err != nil {
		return fmt.Errorf("import custom fields: %w", err)
	}
	return nil
}
