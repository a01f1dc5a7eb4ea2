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

// Order is a sort order by a custom field. Records without a value come last in both directions.
type Order struct {
	field *models.CustomField
	desc  bool
}

// last sorts after every value. It replaces a missing value in an ascending sort; "" does in a descending one.
const last = "\U0010FFFF"

// OrderBy returns the sort order by an owner's field. An unknown or unsortable field is apperr.BadInput.
func (s *Service) OrderBy(
	ctx context.Context, caller auth.Caller, owner models.CustomFieldOwner, key string, desc bool,
) (*Order, error) {
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	field := set.Field(owner, key)
	if field == nil || !Visible(field, Staff(caller)) || !Sortable(field) {
		return nil, apperr.Bad("There is no custom field %q to sort by", key)
	}
	return &Order{field: field, desc: desc}, nil
}

// Name identifies the order in cursors.
func (o *Order) Name() string { return o.field.ID }

// Column returns the SQL expression to sort by.
func (o *Order) Column() string {
	if o.desc {
		return "COALESCE(sorted.value_key, '')"
	}
	return "COALESCE(sorted.value_key, '" + last + "')"
}

// Join adds the value of each record to a query on the owner's table; id is the column of the record's id.
func (o *Order) Join(q *gorm.DB, id string) *gorm.DB { return o.join(q, "LEFT JOIN", id, "") }

func (o *Order) join(q *gorm.DB, how, id, more string) *gorm.DB {
	return q.Joins(how+" custom_field_values AS sorted ON "+o.condition(id)+more, o.field.ID)
}

// condition selects the field's value of a record. Its parameter is the field's id.
func (o *Order) condition(id string) string {
	return "sorted.owner_id = " + id + " AND sorted.field_id = ? AND sorted.item = 0"
}

// valueFilter excludes values that sort like missing ones: empty texts in a descending sort.
func (o *Order) valueFilter() string {
	if o.desc {
		return " AND sorted.value_key > ''"
	}
	return ""
}

// missing returns the value in the cursor of a record without a value.
func (o *Order) missing() string {
	if o.desc {
		return ""
	}
	return last
}

// Sorting is the sort order of a list of records, by a column or a custom field.
type Sorting[T any] struct {
	page.Sort
	// Join adds the values to sort by to a query.
	Join func(*gorm.DB) *gorm.DB
	// Marks returns a function that returns the position of a record, for its cursor.
	Marks func(context.Context, []T) (func(T) page.Mark, error)

	order *Order // nil for a column
}

// Read reads a window of the records of q. With a custom field it reads the records with a value first, in the order
// of an index, and then those without, each only as far as the window needs them.
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
		filter func(*gorm.DB) *gorm.DB
	}{
		{with, func(q *gorm.DB) *gorm.DB { return s.order.join(q, "JOIN", s.ID, s.order.valueFilter()) }},
		{without, func(q *gorm.DB) *gorm.DB {
			return q.Where("NOT EXISTS (SELECT 1 FROM custom_field_values AS sorted WHERE "+
				s.order.condition(s.ID)+s.order.valueFilter()+")", s.order.field.ID)
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
		if err := db.Page(db.SelectColumns(part.filter(q()), columns), *part.w).Find(&some).Error; err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// ByColumn returns the sort order by a column. value returns the column's value of a record.
func ByColumn[T any](sort page.Sort, value, id func(T) string) *Sorting[T] {
	mark := func(row T) page.Mark { return page.Mark{Value: value(row), ID: id(row)} }
	return &Sorting[T]{
		Sort: sort, Join: func(q *gorm.DB) *gorm.DB { return q },
		Marks: func(context.Context, []T) (func(T) page.Mark, error) { return mark, nil },
	}
}

// ByField returns the sort order by a custom field. list is the name of the list and column the column of the records'
// id.
func ByField[T any](
	ctx context.Context, s *Service, caller auth.Caller, owner models.CustomFieldOwner, key string, desc bool, list,
	column string, id func(T) string,
) (*Sorting[T], error) {
	order, err := s.OrderBy(ctx, caller, owner, key, desc)
	if err != nil {
		return nil, err
	}
	return &Sorting[T]{
		order: order,
		Sort: page.Sort{
			List: fmt.Sprintf("%s by %s %v", list, order.Name(), desc), Column: order.Column(), ID: column, Desc: desc,
		},
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

// Marks returns the values by which records are sorted, with one query.
func (s *Service) Marks(ctx context.Context, o *Order, ownerIDs []string) (map[string]string, error) {
	var rows []*models.CustomFieldValue
	err := s.db.Read(ctx).Select("owner_id", "value_key").Where(s.db.In("owner_id", ownerIDs)).
		Where("field_id = ? AND item = 0", o.field.ID).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read sort values: %w", err)
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
