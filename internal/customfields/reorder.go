package customfields

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Reorder puts an owner's fields in the order of ids, which name each field in use once, and returns them. It needs
// SETTINGS_WRITE.
func (s *Service) Reorder(ctx context.Context, caller auth.Caller, owner models.CustomFieldOwner, ids []string) ([]*models.CustomField, error) {
	if err := mayDefine(caller); err != nil {
		return nil, err
	}
	var fields []*models.CustomField
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx); err != nil {
			return err
		}
		var stored []*models.CustomField
		if err := tx.Where("owner = ? AND archived_at IS NULL", owner).Find(&stored).Error; err != nil {
			return err
		}
		var err error
		if fields, err = ordered(stored, ids); err != nil {
			return err
		}
		return s.place(tx, fields)
	})
	if err != nil {
		return nil, fmt.Errorf("reorder the custom fields of %s: %w", owner, err)
	}
	return fields, nil
}

// ordered returns the fields in the order of ids.
func ordered(fields []*models.CustomField, ids []string) ([]*models.CustomField, error) {
	left := make(map[string]*models.CustomField, len(fields))
	for _, f := range fields {
		left[f.ID] = f
	}
	out := make([]*models.CustomField, 0, len(ids))
	for _, id := range ids {
		f := left[id]
		if f == nil {
			return nil, apperr.Field(apperr.Path{"ids"}, apperr.CodeInvalid, fmt.Sprintf("%q is no field in use of this owner, or is named twice", id))
		}
		delete(left, id)
		out = append(out, f)
	}
	if len(left) > 0 {
		return nil, apperr.Field(apperr.Path{"ids"}, apperr.CodeInvalid, fmt.Sprintf("every field is to be named: %d are missing", len(left)))
	}
	return out, nil
}

// place stores the positions of the fields that have moved, in one statement.
func (s *Service) place(tx *gorm.DB, fields []*models.CustomField) error {
	now := models.At(s.now())
	var when strings.Builder
	var args []any
	var moved []string
	for i, f := range fields {
		if f.Position == i+1 {
			continue
		}
		f.Position, f.Version, f.UpdatedAt = i+1, f.Version+1, now
		fmt.Fprintf(&when, " WHEN ? THEN %d", f.Position)
		args = append(args, f.ID)
		moved = append(moved, f.ID)
	}
	if len(moved) == 0 {
		return nil
	}
	args = append(args, now, moved)
	err := tx.Exec("UPDATE custom_fields SET position = CASE id"+when.String()+" END, version = version + 1, updated_at = ? WHERE id IN ?", args...).Error
	if err != nil {
		return err
	}
	return changed(tx)
}
