package customfields

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Order is a sort by a custom field: a join that reads each record's value, and the column to sort by. Records without a value
// stand last, whichever way.
type Order struct {
	field *models.CustomField
	desc  bool
}

// last stands behind every value of an ascending sort; an empty text does of a descending one.
const last = "\U0010FFFF"

// OrderBy returns the sort by an owner's field. One that there is not, or that has no order, is apperr.BadInput.
func (s *Service) OrderBy(ctx context.Context, caller auth.Caller, owner models.CustomFieldOwner, key string, desc bool) (*Order, error) {
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	field := set.Field(owner, key)
	if field == nil || !Visible(field, Staff(caller)) || !Sortable(field) {
		return nil, apperr.Bad("there is no custom field %q to sort by", key)
	}
	return &Order{field: field, desc: desc}, nil
}

// Name tells orders apart, for cursors.
func (o *Order) Name() string { return o.field.ID }

// Column is the SQL to sort by.
func (o *Order) Column() string {
	if o.desc {
		return "COALESCE(sorted.value_key, '')"
	}
	return "COALESCE(sorted.value_key, '" + last + "')"
}

// Join adds each record's value to a query over the owner's table.
func (o *Order) Join(q *gorm.DB, id string) *gorm.DB {
	return q.Joins("LEFT JOIN custom_field_values AS sorted ON sorted.owner_id = "+id+" AND sorted.field_id = ? AND sorted.item = 0", o.field.ID)
}

// Marks returns the values by which records were sorted, in one statement.
func (s *Service) Marks(ctx context.Context, o *Order, ownerIDs []string) (map[string]string, error) {
	var rows []models.CustomFieldValue
	err := s.db.Read(ctx).Select("owner_id", "value_key").Where("owner_id IN ? AND field_id = ? AND item = 0", ownerIDs, o.field.ID).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what records are sorted by: %w", err)
	}
	missing := last
	if o.desc {
		missing = ""
	}
	marks := make(map[string]string, len(ownerIDs))
	for _, id := range ownerIDs {
		marks[id] = missing
	}
	for _, row := range rows {
		marks[row.OwnerID] = *row.ValueKey
	}
	return marks, nil
}
