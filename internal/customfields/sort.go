package customfields

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
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
func (o *Order) Join(q *gorm.DB, id string) *gorm.DB { return o.joined(q, "LEFT JOIN", id, "") }

func (o *Order) joined(q *gorm.DB, how, id, more string) *gorm.DB {
	return q.Joins(how+" custom_field_values AS sorted ON "+o.of(id)+more, o.field.ID)
}

// of is the condition on a record's value of the field, whose id is its parameter.
func (o *Order) of(id string) string {
	return "sorted.owner_id = " + id + " AND sorted.field_id = ? AND sorted.item = 0"
}

// counts is the further condition on a value that does not stand with the missing ones: downwards, an empty text does.
func (o *Order) counts() string {
	if o.desc {
		return " AND sorted.value_key > ''"
	}
	return ""
}

// missing is what stands in a cursor for a record without a value.
func (o *Order) missing() string {
	if o.desc {
		return ""
	}
	return last
}

// Sorting is the order of a list of records, with what it needs beside the records' own columns.
type Sorting[T any] struct {
	page.Sort
	// Join adds to the list's query what the order reads.
	Join func(*gorm.DB) *gorm.DB
	// Marks returns the place of each record of a page.
	Marks func(context.Context, []T) (func(T) page.Mark, error)

	order *Order // nil where it is by a column
}

// Read reads a window of the list that q narrows, with these columns. By a custom field it first goes along the field's values, which
// are in order already, and then over the records without one, each part as far as the window needs it.
func (s *Sorting[T]) Read(q func() *gorm.DB, w page.Window, columns []string) ([]T, error) {
	var rows []T
	if s.order == nil {
		err := db.Page(db.SelectColumns(q(), columns), w).Find(&rows).Error
		return rows, err
	}
	valued := s.Sort
	valued.Column, valued.ID = "sorted.value_key", "sorted.owner_id"
	with, without := w.Split(s.order.missing(), valued)
	parts := []struct {
		w      *page.Window
		narrow func(*gorm.DB) *gorm.DB
	}{
		{with, func(q *gorm.DB) *gorm.DB { return s.order.joined(q, "JOIN", s.ID, s.order.counts()) }},
		{without, func(q *gorm.DB) *gorm.DB {
			return q.Where("NOT EXISTS (SELECT 1 FROM custom_field_values AS sorted WHERE "+s.order.of(s.ID)+s.order.counts()+")", s.order.field.ID)
		}},
	}
	if w.Backward {
		slices.Reverse(parts)
	}
	for _, part := range parts {
		if part.w == nil || len(rows) == w.Rows() {
			continue
		}
		part.w.Limit = w.Limit - len(rows)
		var some []T
		if err := db.Page(db.SelectColumns(part.narrow(q()), columns), *part.w).Find(&some).Error; err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
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
		order: order,
		Sort:  page.Sort{List: fmt.Sprintf("%s by %s %v", list, order.Name(), desc), Column: order.Column(), ID: column, Desc: desc},
		Join:  func(q *gorm.DB) *gorm.DB { return order.Join(q, column) },
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
	var rows []*models.CustomFieldValue
	err := s.db.Read(ctx).Select("owner_id", "value_key").Where(s.db.In("owner_id", ownerIDs)).Where("field_id = ? AND item = 0", o.field.ID).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what records are sorted by: %w", err)
	}
	marks := make(map[string]string, len(ownerIDs))
	for _, id := range ownerIDs {
		marks[id] = o.missing()
	}
	for _, row := range rows {
		marks[row.OwnerID] = *row.ValueKey
	}
	return marks, nil
}
