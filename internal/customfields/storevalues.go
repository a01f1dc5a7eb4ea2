package customfields

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/events"
	"clientele/models"
)

// StoreIn stores a change of a record that the transaction has locked, and returns the fields that changed, to be
// recorded. Fields that are not in the change keep their value. A duplicate unique value or a missing required field is
// apperr.Invalid.
func (s *Service) StoreIn(tx *gorm.DB, ownerID string, c *Change) (events.Changes, error) {
	if c.Empty() {
		return nil, nil
	}
	ids := make([]string, len(c.fields))
	for i, f := range c.fields {
		ids[i] = f.ID
	}
	var before []models.CustomFieldValue
	if err := tx.Where("owner_id = ? AND field_id IN ?", ownerID, ids).Find(&before).Error; err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	if err := c.checkRequired(tx, ownerID); err != nil {
		return nil, err
	}
	changes := c.Changes(stored(before))
	if len(changes) == 0 {
		return nil, nil
	}
	if len(before) > 0 {
		if err := tx.Where("owner_id = ? AND field_id IN ?", ownerID, ids).
			Delete(&models.CustomFieldValue{}).Error; err != nil {
			return nil, fmt.Errorf("clear custom fields: %w", err)
		}
	}
	if err := c.checkUnique(tx); err != nil {
		return nil, err
	}
	for _, row := range c.rows {
		row.OwnerID = ownerID
	}
	if len(c.rows) > 0 {
		if err := tx.Create(&c.rows).Error; err != nil {
			return nil, fmt.Errorf("store custom fields: %w", err)
		}
	}
	return changes, nil
}

// checkRequired checks that required fields that are not in the change have a value.
func (c *Change) checkRequired(tx *gorm.DB, ownerID string) error {
	if len(c.required) == 0 {
		return nil
	}
	ids := make([]string, len(c.required))
	for i, f := range c.required {
		ids[i] = f.ID
	}
	var found []string
	if err := tx.Model(&models.CustomFieldValue{}).Where("owner_id = ? AND field_id IN ?", ownerID, ids).
		Pluck("field_id", &found).Error; err != nil {
		return fmt.Errorf("read required custom fields: %w", err)
	}
	var f apperr.Fields
	for _, field := range c.required {
		if !slices.Contains(found, field.ID) {
			f.Add(c.at.At(field.Key), apperr.CodeRequired, field.Label+" is needed")
		}
	}
	return f.Err()
}

// stored returns the values of rows by field.
func stored(rows []models.CustomFieldValue) models.FieldCopies {
	slices.SortFunc(rows, func(a, b models.CustomFieldValue) int { return a.Item - b.Item })
	values := models.FieldCopies{}
	for i := range rows {
		addValue(values, &rows[i])
	}
	return values
}

// Changes returns the fields of the change whose values differ from the stored ones.
func (c *Change) Changes(before models.FieldCopies) events.Changes {
	if c == nil {
		return nil
	}
	after := models.FieldCopies{}
	c.write(after)
	var changes events.Changes
	for _, f := range c.fields {
		was, wasSet := before[f.ID]
		is, isSet := after[f.ID] // a list can be set and empty
		if wasSet != isSet || !slices.Equal(was, is) {
			changes = append(changes, events.Change{
				Field: "customFields." + f.Key, From: valueText(f, wasSet, was), To: valueText(f, isSet, is),
				Hidden: !Visible(f, false),
			})
		}
	}
	return changes
}

// valueText returns the values of a field as an event records them.
func valueText(f *models.CustomField, set bool, values []string) *string {
	switch {
	case !set:
		return nil
	case f.List:
		return events.ListText(values)
	case len(values) == 0:
		return nil
	}
	return &values[0]
}

// taken is the message for a value that another record has.
const taken = "Another record already has this value"

// checkUnique reports values that other records have. The unique index catches parallel writes.
func (c *Change) checkUnique(tx *gorm.DB) error {
	var f apperr.Fields
	seen := map[string]bool{}
	for _, row := range c.rows {
		if row.UniqueKey == nil {
			continue
		}
		var n int64
		if err := tx.Model(&models.CustomFieldValue{}).
			Where("field_id = ? AND unique_key = ?", row.FieldID, *row.UniqueKey).Count(&n).Error; err != nil {
			return fmt.Errorf("find value: %w", err)
		}
		if n > 0 || seen[row.FieldID+*row.UniqueKey] {
			f.Add(c.at.At(c.field(row.FieldID).Key), apperr.CodeNotUnique, taken)
		}
		seen[row.FieldID+*row.UniqueKey] = true
	}
	return f.Err()
}

// Conflict converts a violation of the index of unique values to a user error, and returns any other error unchanged.
// The index does not tell which of the change's unique fields it is, so the error names the first one.
func (c *Change) Conflict(err error) error {
	column, ok := db.UniqueViolation(err)
	if !ok || !strings.Contains(column, "unique_key") || c == nil {
		return err
	}
	for _, row := range c.rows {
		if row.UniqueKey != nil {
			return apperr.Field(c.at.At(c.field(row.FieldID).Key), apperr.CodeNotUnique,
				taken)
		}
	}
	return err
}
