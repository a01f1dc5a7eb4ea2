// Package lists reads lists of records for the services: by id, and in pages that are sorted by a column or a custom
// field. It does not know what the records are; who may read which of them is for the service to say.
package lists

import (
	"context"
	"fmt"
	"reflect"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/page"
	"clientele/models"
)

// GetMany returns the records with the given ids that the caller may read, by id: any of them if all is set, and
// otherwise those of the calling customer, whose id is in the column owner. Other callers get none.
func GetMany[T any](
	ctx context.Context, d *db.DB, caller auth.Caller, all bool, owner string, ids []string, id func(*T) string,
) (map[string]*T, error) {
	q := d.Read(ctx).Where(d.In("id", ids))
	if !all {
		if caller.Kind != auth.Customer {
			return nil, nil
		}
		q = q.Where(owner+" = ?", caller.CustomerID)
	}
	return ByID(q, id)
}

// ByID reads the records that a query finds, by id.
func ByID[T any](q *gorm.DB, id func(*T) string) (map[string]*T, error) {
	var rows []*T
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read %s records by id: %w", reflect.TypeFor[T]().Name(), err)
	}
	found := make(map[string]*T, len(rows))
	for _, row := range rows {
		found[id(row)] = row
	}
	return found, nil
}

// Table describes how the records of a table can be sorted. F is the enum of the fields.
type Table[F ~string, T any] struct {
	Name    string // of the table, and of its lists in cursors
	Title   string // for error messages, such as "Customers"
	Owner   models.CustomFieldOwner
	Newest  F // the field of the default order, which is descending
	Columns map[F]Column[T]
	ID      func(*T) string
}

// Column is a column to sort by, and its value in a record as cursors hold it.
type Column[T any] struct {
	SQL   string
	Value func(*T) string
	Type  page.ValueType
}

// Sort is a requested sort order: by a field or by a custom field.
type Sort[F ~string] struct {
	Field       *F
	CustomField *string
	Direction   page.Direction
}

// Sorting returns the requested sort order, or the default one if by is nil. A sort order that does not exist is
// apperr.BadInput.
func (t *Table[F, T]) Sorting(
	ctx context.Context, fields *customfields.Service, caller auth.Caller, by *Sort[F],
) (*customfields.Sorting[*T], error) {
	if by == nil {
		by = &Sort[F]{Field: &t.Newest, Direction: page.Desc}
	}
	desc, id := by.Direction == page.Desc, t.Name+".id"
	switch {
	case (by.Field == nil) == (by.CustomField == nil):
		return nil, apperr.Bad("orderBy: provide either field or customField")
	case by.CustomField != nil:
		return customfields.ByField(ctx, fields, caller, t.Owner, *by.CustomField, desc, t.Name, id, t.ID)
	}
	column, ok := t.Columns[*by.Field]
	if !ok {
		return nil, apperr.Bad("%s cannot be sorted by %s", t.Title, *by.Field)
	}
	return customfields.ByColumn(page.Sort{
		List:   fmt.Sprintf("%s by %s %s", t.Name, *by.Field, by.Direction),
		Column: column.SQL, Type: column.Type, ID: id, Desc: desc,
	}, column.Value, t.ID), nil
}

// Page reads a window of the records that query selects. The total is counted when the connection is asked for it.
func (t *Table[F, T]) Page(
	ctx context.Context, w page.Window, sort *customfields.Sorting[*T], columns []string,
	query func(context.Context) *gorm.DB,
) (*page.Connection[*T], error) {
	rows, err := sort.Read(func() *gorm.DB { return query(ctx) }, w, columns)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", t.Name, err)
	}
	mark, err := sort.Marks(ctx, rows)
	if err != nil {
		return nil, err
	}
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(query(ctx))
		if err != nil {
			return total, fmt.Errorf("count %s: %w", t.Name, err)
		}
		return total, nil
	}), nil
}
