package lists

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/models"
)

// batchSize is the number of records that Each reads at a time.
const batchSize = 1000

// Each calls f with all records that query selects, oldest first by a time that never changes and then by id, in
// batches of at most 1000. A record that is created or deleted meanwhile may be missing; no record comes twice. Each
// returns the first error of f.
func Each[T any](
	ctx context.Context, query func(context.Context) *gorm.DB, table, column string, at func(*T) (models.Time, string),
	f func([]*T) error,
) error {
	return EachOf(ctx, batchSize, query, table, column, at, f)
}

// EachOf is Each with batches of at most size records.
func EachOf[T any](
	ctx context.Context, size int, query func(context.Context) *gorm.DB, table, column string,
	at func(*T) (models.Time, string), f func([]*T) error,
) error {
	column, id := table+"."+column, table+".id"
	var after []any
	for {
		q := query(ctx)
		if after != nil {
			q = q.Where("("+column+", "+id+") > (?, ?)", after...)
		}
		var rows []*T
		if err := q.Order(column + ", " + id).Limit(size).Find(&rows).Error; err != nil {
			return fmt.Errorf("read %s: %w", table, err)
		}
		if len(rows) > 0 {
			if err := f(rows); err != nil {
				return err
			}
		}
		if len(rows) < size {
			return nil
		}
		last, lastID := at(rows[len(rows)-1])
		after = []any{last, lastID}
	}
}
