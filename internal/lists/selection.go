package lists

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/filter"
	"clientele/models"
)

// Selection is all records of a table that meet a condition.
type Selection[T any] struct {
	query  func(context.Context) *gorm.DB
	table  string
	column string                         // of a time that never changes
	at     func(*T) (models.Time, string) // that time, and the id
}

// Select returns the records of a table that meet a condition, with a column of a time that never changes.
func Select[T any](
	query func(context.Context) *gorm.DB, where filter.Expr, table, column string,
	at func(*T) (models.Time, string),
) *Selection[T] {
	return &Selection[T]{func(ctx context.Context) *gorm.DB {
		q := query(ctx).Model(new(T))
		if !where.True() {
			q = q.Where(where.SQL, where.Args...)
		}
		return q
	}, table, column, at}
}

// Query returns a query for the records.
func (l *Selection[T]) Query(ctx context.Context) *gorm.DB { return l.query(ctx) }

// IDs returns a query for the ids of the records.
func (l *Selection[T]) IDs(ctx context.Context) *gorm.DB { return l.query(ctx).Select(l.table + ".id") }

// Count returns the number of records.
func (l *Selection[T]) Count(ctx context.Context) (int, error) {
	var n int64
	if err := l.query(ctx).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count %s: %w", l.table, err)
	}
	return int(n), nil
}

// Each calls f with all records, oldest first, in batches: see Each.
func (l *Selection[T]) Each(ctx context.Context, f func([]*T) error) error {
	return Each(ctx, l.query, l.table, l.column, l.at, f)
}
