package customfields

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// maxListedIDs is the number of ids listed in an error.
const maxListedIDs = 10

// Reorder sorts an owner's fields by ids, which must contain each active field once, and returns them. It requires
// SETTINGS_WRITE.
func (s *Service) Reorder(
	ctx context.Context, caller auth.Caller, owner models.CustomFieldOwner, ids []string,
) ([]*models.CustomField, error) {
	if err := checkScope(caller); err != nil {
		return nil, err
	}
	var fields []*models.CustomField
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx); err != nil {
			return err
		}
		var stored []*models.CustomField
		if err := tx.Where("owner = ? AND archived_at IS NULL", owner).
			Order("position, id").Find(&stored).Error; err != nil {
			return err
		}
		var err error
		if fields, err = ordered(stored, ids); err != nil {
			return err
		}
		return s.storePositions(tx, caller, fields)
	})
	if err != nil {
		return nil, fmt.Errorf("reorder custom fields of %s: %w", owner, err)
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
	var duplicate, unknown, missing []string
	for _, id := range ids {
		switch {
		case left[id] != nil:
			out = append(out, left[id])
			delete(left, id)
		case slices.ContainsFunc(out, func(f *models.CustomField) bool { return f.ID == id }):
			duplicate = append(duplicate, id)
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
	addIDError(&f, "missing", missing)
	addIDError(&f, "not active fields of this owner", unknown)
	addIDError(&f, "duplicate", duplicate)
	return out, f.Err()
}

// addIDError reports ids. It lists only some, since a caller can send any number.
func addIDError(f *apperr.Fields, problem string, ids []string) {
	if len(ids) == 0 {
		return
	}
	listed, more := ids[:min(len(ids), maxListedIDs)], ""
	if len(ids) > maxListedIDs {
		more = fmt.Sprintf(" and %d more", len(ids)-maxListedIDs)
	}
	f.Add(apperr.Path{"ids"}, apperr.CodeInvalid,
		fmt.Sprintf("Must contain each active field once (%s: %.60q%s)", problem, listed, more))
}

// storePositions stores the positions of the fields that moved with one statement, and records an event of each. It
// does not change their versions, so that a parallel edit of a field does not conflict.
func (s *Service) storePositions(tx *gorm.DB, caller auth.Caller, fields []*models.CustomField) error {
	now := models.At(s.now())
	var when strings.Builder
	var args []any
	var moved []string
	var entries []events.Entry
	for i, f := range fields {
		if f.Position == i+1 {
			continue
		}
		before := *f
		f.Position, f.UpdatedAt = i+1, now
		entries = append(entries, entry(f, models.CustomFieldReordered, changesOf(&before, f)))
		fmt.Fprintf(&when, " WHEN ? THEN %d", f.Position)
		args = append(args, f.ID)
		moved = append(moved, f.ID)
	}
	if len(moved) == 0 {
		return nil
	}
	args = append(args, now, moved)
	err := tx.Exec("UPDATE custom_fields SET position = CASE id"+when.String()+" END, updated_at = ? WHERE id IN ?",
		args...).Error
	if err != nil {
		return err
	}
	if err := bumpVersion(tx); err != nil {
		return err
	}
	return events.Record(tx, caller, now, entries...)
}
