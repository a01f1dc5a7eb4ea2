package customfields

import (
	"context"
	"fmt"
	"strings"

	"clientele/models"
)

// Stored holds the values of one record by field id.
type Stored map[string][]string

// ValuesFor returns the values of records in some fields, with one query. An empty list is included, an unset field is
// not.
func (s *Service) ValuesFor(ctx context.Context, ownerIDs, fieldIDs []string) (map[string]Stored, error) {
	found := make(map[string]Stored, len(ownerIDs))
	for _, id := range ownerIDs {
		found[id] = Stored{}
	}
	var rows []*models.CustomFieldValue
	err := s.db.Read(ctx).Select("owner_id", "field_id", "item", "value").Where(s.db.In("owner_id", ownerIDs)).
		Where(s.db.In("field_id", fieldIDs)).
		Order("owner_id, field_id, item").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	for _, row := range rows {
		addValue(found[row.OwnerID], row)
	}
	return found, nil
}

// addValue adds a row to the values of its record. A row without an item stands for an empty list.
func addValue(values map[string][]string, row *models.CustomFieldValue) {
	if row.Item < 0 {
		values[row.FieldID] = []string{}
	} else {
		values[row.FieldID] = append(values[row.FieldID], row.Value)
	}
}

// Text returns the values of one field as JSON: a value, a list, or null.
func (v Stored) Text(f *models.CustomField) string {
	return v.text(f, func(value string) string { return JSON(f, value) })
}

func (v Stored) text(f *models.CustomField, of func(value string) string) string {
	values, ok := v[f.ID]
	switch {
	case !ok:
		return "null"
	case !f.List:
		return of(values[0])
	}
	return list(values, of)
}

func list(values []string, text func(string) string) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = text(value)
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// Object returns the values of fields as a JSON object. A reference to a record that is not in seen is null.
func (v Stored) Object(fields []*models.CustomField, seen map[string]bool) string {
	members := make([]string, len(fields))
	for i, f := range fields {
		members[i] = quoted(f.Key) + ":" + v.text(f, func(value string) string {
			if f.ReferenceTo != nil && !seen[value] {
				return "null"
			}
			return JSON(f, value)
		})
	}
	return "{" + strings.Join(members, ",") + "}"
}
