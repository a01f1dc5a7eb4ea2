package customfields

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/page"
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

// Sorting is the order of a list of records, with what it needs beside the records' own columns.
type Sorting[T any] struct {
	page.Sort
	// Join adds to the list's query what the order reads.
	Join func(*gorm.DB) *gorm.DB
	// Marks returns the place of each record of a page.
	Marks func(context.Context, []T) (func(T) page.Mark, error)
}

// ByColumn is the order by one of the records' own columns: value is what a record has there.
func ByColumn[T any](sort page.Sort, value, id func(T) string) *Sorting[T] {
	mark := func(row T) page.Mark { return page.Mark{Value: value(row), ID: id(row)} }
	return &Sorting[T]{
		Sort: sort, Join: func(q *gorm.DB) *gorm.DB { return q },
		Marks: func(context.Context, []T) (func(T) page.Mark, error) { return mark, nil },
	}
}

// ByField is the order of a list by a custom field of its owner: column is the records' id, list their name.
func ByField[T any](ctx context.Context, s *Service, caller auth.Caller, owner models.CustomFieldOwner, key string, desc bool, list, column string, id func(T) string) (*Sorting[T], error) {
	order, err := s.OrderBy(ctx, caller, owner, key, desc)
	if err != nil {
		return nil, err
	}
	return &Sorting[T]{
		Sort: page.Sort{List: fmt.Sprintf("%s by %s %v", list, order.Name(), desc), Column: order.Column(), ID: column, Desc: desc},
		Join: func(q *gorm.DB) *gorm.DB { return order.Join(q, column) },
		Marks: func(ctx context.Context, rows []T) (func(T) page.Mark, error) {
			ids := make([]string, len(rows))
			for i, row := range rows {
				ids[i] = id(row)
			}
			marks, err := s.Marks(ctx, order, ids)
			return func(row T) page.Mark { return page.Mark{Value: marks[id(row)], ID: id(row)} }, err
		},
	}, nil
}

// Marks returns the values by which records were sorted, in one statement.
func (s *Service) Marks(ctx context.Context, o *Order, ownerIDs []string) (map[string]string, error) {
	var rows []models.CustomFieldValue
	err := s.db.Read(ctx).Select("owner_id", "value_key").Where(s.db.In("owner_id", ownerIDs)).Where("field_id = ? AND item = 0", o.field.ID).Find(&rows).Error
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
