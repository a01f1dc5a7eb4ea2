package customfields

import (
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/models"
)

// Copies returns the values of a change, for a record that keeps a copy of them. It returns nil if there are none.
func (c *Change) Copies() models.FieldCopies {
	if c.Empty() {
		return nil
	}
	copies := models.FieldCopies{}
	c.write(copies)
	return copies
}

// Apply returns copies updated with a change. Fields that are not in the change keep their value. A missing required
// field is added to f.
func (c *Change) Apply(f *apperr.Fields, before models.FieldCopies) models.FieldCopies {
	if c == nil {
		return before
	}
	after := models.FieldCopies{}
	maps.Copy(after, before)
	for _, field := range c.fields {
		delete(after, field.ID)
	}
	c.write(after)
	for _, field := range c.required {
		if _, ok := after[field.ID]; !ok {
			f.Add(c.at.At(field.Key), apperr.CodeRequired, field.Label+" is required")
		}
	}
	return after
}

func (c *Change) write(to models.FieldCopies) {
	for _, row := range c.rows {
		addValue(to, row)
	}
}

// CopyIn returns the values of records in some fields, by record id, with one query.
func (s *Service) CopyIn(
	tx *gorm.DB, fields []*models.CustomField, ownerIDs ...string,
) (map[string]models.FieldCopies, error) {
	if len(fields) == 0 || len(ownerIDs) == 0 {
		return nil, nil
	}
	ids := make([]string, len(fields))
	for i, f := range fields {
		ids[i] = f.ID
	}
	var rows []*models.CustomFieldValue
	if err := tx.Where("owner_id IN ? AND field_id IN ?", ownerIDs, ids).
		Order("owner_id, field_id, item").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("copy custom fields: %w", err)
	}
	found := map[string]models.FieldCopies{}
	for _, row := range rows {
		if found[row.OwnerID] == nil {
			found[row.OwnerID] = models.FieldCopies{}
		}
		addValue(found[row.OwnerID], row)
	}
	return found, nil
}

// Copied returns the fields to show for copies: the current fields, and archived ones that the copies have values of.
// If a current and an archived field have the same key, it returns the one that the copies have a value of.
func (s *Set) Copied(owner models.CustomFieldOwner, copies models.FieldCopies, staff bool) []*models.CustomField {
	var fields []*models.CustomField
	for _, f := range s.Ever(owner, staff) {
		_, has := copies[f.ID]
		at := slices.IndexFunc(fields, func(other *models.CustomField) bool { return other.Key == f.Key })
		switch {
		case f.ArchivedAt == nil || at < 0 && has:
			fields = append(fields, f)
		case has && copies[fields[at].ID] == nil:
			fields[at] = f
		}
	}
	return fields
}

// Shown returns the copies that a caller can see: all, or those of fields that customers may read.
func (s *Set) Shown(owner models.CustomFieldOwner, copies models.FieldCopies, all bool) models.FieldCopies {
	if all || len(copies) == 0 {
		return copies
	}
	shown := models.FieldCopies{}
	for _, f := range s.Ever(owner, false) {
		if values, ok := copies[f.ID]; ok {
			shown[f.ID] = values
		}
	}
	return shown
}

// Ever returns all fields of an owner that a caller can see, archived ones last.
func (s *Set) Ever(owner models.CustomFieldOwner, staff bool) []*models.CustomField {
	if s == nil {
		return nil
	}
	all := append(slices.Clone(s.fields[owner]), s.archived[owner]...)
	return slices.DeleteFunc(all, func(f *models.CustomField) bool { return !Visible(f, staff) })
}

// Typed returns values without options that a field of type ENUM no longer has. Only copies can contain such options.
func (v Stored) Typed(fields []*models.CustomField) Stored {
	typed := v
	for _, f := range fields {
		if f.Type != models.FieldEnum || !slices.ContainsFunc(v[f.ID], func(value string) bool {
			return !hasOption(f, value)
		}) {
			continue
		}
		left := slices.DeleteFunc(slices.Clone(v[f.ID]), func(value string) bool { return !hasOption(f, value) })
		typed = maps.Clone(typed)
		if typed[f.ID] = left; len(left) == 0 && !f.List {
			delete(typed, f.ID)
		}
	}
	return typed
}
