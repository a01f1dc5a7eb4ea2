package customfields

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// maxNamed is how many ids a fault names at most.
const maxNamed = 10

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
		if err := tx.Where("owner = ? AND archived_at IS NULL", owner).Order("position, id").Find(&stored).Error; err != nil {
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
	var twice, unknown, missing []string
	for _, id := range ids {
		switch {
		case left[id] != nil:
			out = append(out, left[id])
			delete(left, id)
		case slices.ContainsFunc(out, func(f *models.CustomField) bool { return f.ID == id }):
			twice = append(twice, id)
		default:
			unknown = append(unknown, id)
		}
	}
	for _, f := range fields {
		if left[f.ID] != nil {
			missing = append(missing, f.ID)
		}
	}
	var f apperr.Fields
	tell(&f, "these are missing", missing)
	tell(&f, "these are no fields in use of this owner", unknown)
	tell(&f, "these are named twice", twice)
	return out, f.Err()
}

// tell reports ids, of which a caller can send any number.
func tell(f *apperr.Fields, what string, ids []string) {
	if len(ids) == 0 {
		return
	}
	named, more := ids[:min(len(ids), maxNamed)], ""
	if len(ids) > maxNamed {
		more = fmt.Sprintf(" and %d more", len(ids)-maxNamed)
	}
	f.Add(apperr.Path{"ids"}, apperr.CodeInvalid, fmt.Sprintf("every field in use is named once: %s: %.60q%s", what, named, more))
}

// place stores the positions of the fields that have moved, in one statement. Their versions stay: whoever edits a field while
// another puts it elsewhere changes nothing of that.
func (s *Service) place(tx *gorm.DB, fields []*models.CustomField) error {
	now := models.At(s.now())
	var when strings.Builder
	var args []any
	var moved []string
	for i, f := range fields {
		if f.Position == i+1 {
			continue
		}
		f.Position, f.UpdatedAt = i+1, now
		fmt.Fprintf(&when, " WHEN ? THEN %d", f.Position)
		args = append(args, f.ID)
		moved = append(moved, f.ID)
	}
	if len(moved) == 0 {
		return nil
	}
	args = append(args, now, moved)
	err := tx.Exec("UPDATE custom_fields SET position = CASE id"+when.String()+" END, updated_at = ? WHERE id IN ?", args...).Error
	if err != nil {
		return err
	}
	return changed(tx)
}
