package customfields

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db"
	"clientele/internal/events"
	"clientele/models"
)

// TextOf returns the values of a field as an event records them, or nil without a value.
func TextOf(f *models.CustomField, values models.FieldCopies) *string {
	list, set := values[f.ID]
	return valueText(f, set, list)
}

// InputOf returns the stored values of a field as the input of a change, which validates them by the present rules of
// the field. It returns nil without a value.
func InputOf(f *models.CustomField, values models.FieldCopies) any {
	list, set := values[f.ID]
	switch {
	case !set:
		return nil
	case !f.List:
		return Text(list[0])
	}
	items := make([]any, len(list))
	for i, value := range list {
		items[i] = Text(value)
	}
	return items
}

// Adoption holds the values that records take over from others, which are about to be deleted.
type Adoption struct {
	rows  []*models.CustomFieldValue
	taken map[string]events.Changes
	lost  map[string]events.Changes
}

// Adopt reads which values records take over: those of fields that they have no value of, also of archived fields. Each
// pair holds the ID of the record that is deleted, and of the one that remains; both belong to the same owner. If a
// record remains for several others, the first one with a value gives it.
func (s *Service) Adopt(
	ctx context.Context, g *gorm.DB, owner models.CustomFieldOwner, pairs [][2]string,
) (*Adoption, error) {
	a := &Adoption{taken: map[string]events.Changes{}, lost: map[string]events.Changes{}}
	if len(pairs) == 0 {
		return a, nil
	}
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, pair := range pairs {
		ids = append(ids, pair[0], pair[1])
	}
	var rows []*models.CustomFieldValue
	if err := g.Where(s.db.In("owner_id", ids)).Order("owner_id, field_id, item").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	stored, values := map[string][]*models.CustomFieldValue{}, map[string]models.FieldCopies{}
	for _, id := range ids {
		values[id] = models.FieldCopies{}
	}
	for _, row := range rows {
		stored[row.OwnerID] = append(stored[row.OwnerID], row)
		addValue(values[row.OwnerID], row)
	}
	for _, pair := range pairs {
		a.adopt(set.Of(owner), pair, stored[pair[0]], values)
	}
	return a, nil
}

// adopt adds the values of a pair's first record, in rows, that the second one does not have. values holds the values
// of all records.
func (a *Adoption) adopt(
	fields []*models.CustomField, pair [2]string, rows []*models.CustomFieldValue, values map[string]models.FieldCopies,
) {
	from, to := values[pair[0]], values[pair[1]]
	for _, f := range fields {
		is, was := TextOf(f, to), TextOf(f, from)
		change := events.Change{Field: "customFields." + f.Key, Hidden: !Visible(f, false)}
		switch {
		case was == nil, is != nil && *is == *was:
		case is == nil:
			change.To = was
			a.taken[pair[1]] = append(a.taken[pair[1]], change)
		default:
			change.From = was
			a.lost[pair[0]] = append(a.lost[pair[0]], change)
		}
	}
	adopted := models.FieldCopies{}
	for _, row := range rows {
		if _, has := to[row.FieldID]; has {
			continue
		}
		moved := *row
		moved.OwnerID = pair[1]
		a.rows = append(a.rows, &moved)
		addValue(adopted, row)
	}
	maps.Copy(to, adopted)
}

// Taken returns the fields that a remaining record takes over, to be recorded.
func (a *Adoption) Taken(id string) events.Changes { return a.taken[id] }

// Lost returns the values of a deleted record that nothing takes over, because the remaining record has others.
func (a *Adoption) Lost(id string) events.Changes { return a.lost[id] }

// Store stores the values, with one statement, after the other records were deleted: a value can be unique.
func (a *Adoption) Store(tx *gorm.DB) error {
	if err := db.InsertUnique(tx, a.rows, uniqueValue); err != nil {
		return fmt.Errorf("store custom fields: %w", err)
	}
	return nil
}

// customerReferences returns the fields with references to customers, also archived ones.
func customerReferences(g *gorm.DB) ([]*models.CustomField, error) {
	var fields []*models.CustomField
	if err := g.Where("reference_to = ?", models.ReferenceCustomer).Order("id").Find(&fields).Error; err != nil {
		return nil, fmt.Errorf("read custom fields with references: %w", err)
	}
	return fields, nil
}

// MoveReferences makes all references to a customer refer to another one, also those in archived fields. A list with
// references to both keeps only the first one. The number of statements does not depend on the number of references. If
// two records then had the same value of a unique field, the error is the violation of its index; see SharedReferences.
func (s *Service) MoveReferences(tx *gorm.DB, from, to string) error {
	fields, err := customerReferences(tx)
	if err != nil || len(fields) == 0 {
		return err
	}
	if slices.ContainsFunc(fields, func(f *models.CustomField) bool { return f.List }) {
		same := "EXISTS (SELECT 1 FROM custom_field_values AS o WHERE o.owner_id = custom_field_values.owner_id " +
			"AND o.field_id = custom_field_values.field_id AND o.value_key IN (?, ?) AND "
		err := tx.Where(s.references(fields, from, to)).
			Where(same+"o.item < custom_field_values.item)", from, to).
			Where(same+"o.value_key <> custom_field_values.value_key)", from, to).
			Delete(&models.CustomFieldValue{}).Error
		if err != nil {
			return fmt.Errorf("remove duplicate references to customer %s: %w", to, err)
		}
	}
	err = tx.Model(&models.CustomFieldValue{}).Where(s.references(fields, from)).UpdateColumns(map[string]any{
		"value": to, "value_key": to,
		"unique_key": gorm.Expr("CASE WHEN unique_key IS NOT NULL THEN ? END", *uniqueKey(fields[0], to)),
	}).Error
	if err != nil {
		return fmt.Errorf("move references to customer %s: %w", from, err)
	}
	return nil
}

// references returns the condition that a row of custom_field_values is a reference to one of some customers. It uses
// the same indexes as filters; see column.
func (s *Service) references(fields []*models.CustomField, customerIDs ...string) clause.Expr {
	var pairs [][2]string
	var texts []string
	for _, f := range fields {
		for _, id := range customerIDs {
			pairs, texts = append(pairs, [2]string{f.ID, id}), append(texts, f.ID+id)
		}
	}
	if s.db.Dialect == db.SQLite {
		return s.db.InPairs("field_id", "value_key", pairs)
	}
	return s.db.In("(field_id || value_key)", texts)
}

// SharedReferences returns the unique fields in which one record refers to one customer, and another record to the
// other, with one statement. The references of such a field cannot be moved, because its values would not be unique
// anymore. The values of the customer gone itself do not count, because they are deleted.
func (s *Service) SharedReferences(g *gorm.DB, gone, to string) ([]*models.CustomField, error) {
	fields, err := customerReferences(g)
	if err != nil {
		return nil, err
	}
	fields = slices.DeleteFunc(fields, func(f *models.CustomField) bool { return !f.Unique })
	if len(fields) == 0 {
		return nil, nil
	}
	var rows []*models.CustomFieldValue
	err = g.Select("owner_id", "field_id").Where(s.references(fields, gone, to)).
		Where("owner_id <> ?", gone).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find references to customers %s and %s: %w", gone, to, err)
	}
	owners := map[string]map[string]bool{}
	for _, row := range rows {
		if owners[row.FieldID] == nil {
			owners[row.FieldID] = map[string]bool{}
		}
		owners[row.FieldID][row.OwnerID] = true
	}
	return slices.DeleteFunc(fields, func(f *models.CustomField) bool { return len(owners[f.ID]) < 2 }), nil
}
