package customfields

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/models"
)

// ForAnonymous makes the change valid for a record whose personal data was removed, of which no personal fields are
// required. It reports whether the change gives a value to one, which such a record must not have.
func (c *Change) ForAnonymous() bool {
	if c.Empty() {
		return false
	}
	c.required = slices.DeleteFunc(c.required, func(f *models.CustomField) bool { return f.Personal })
	return slices.ContainsFunc(c.rows, func(row *models.CustomFieldValue) bool {
		return slices.ContainsFunc(c.fields, func(f *models.CustomField) bool {
			return f.ID == row.FieldID && f.Personal
		})
	})
}

// NotPersonal returns the ids of all fields, also archived ones, whose values are no personal data.
func NotPersonal(tx *gorm.DB) ([]string, error) {
	var ids []string
	if err := tx.Model(&models.CustomField{}).Where("NOT personal").Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("read the custom fields that are not personal: %w", err)
	}
	return ids, nil
}
