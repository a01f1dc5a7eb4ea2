package db

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// sweepBatch is the number of rows that Sweep deletes in a transaction.
const sweepBatch = 500

// Sweep deletes the rows of a model that meet a condition, by their key, in transactions of a few hundred rows each. It
// leaves rows that another transaction has locked to the next call, so that it never waits and can't be part of a
// deadlock.
func (d *DB) Sweep(ctx context.Context, model any, key, condition string, args ...any) error {
	for {
		var keys []string
		err := d.InTx(ctx, func(tx *gorm.DB) error {
			keys = nil
			err := SkipLocked(tx).Model(model).Where(condition, args...).Limit(sweepBatch).Pluck(key, &keys).Error
			if err != nil || len(keys) == 0 {
				return err
			}
			return tx.Where(d.In(key, keys)).Delete(model).Error
		})
		if err != nil {
			return fmt.Errorf("sweep %T: %w", model, err)
		}
		if len(keys) < sweepBatch {
			return nil
		}
	}
}
