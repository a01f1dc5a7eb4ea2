package db

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// sweepBatch is how many rows Sweep deletes in one transaction.
const sweepBatch = 500

// Sweep deletes the rows of a model for which a condition holds, by their key, in transactions of a few hundred rows each. It leaves
// out the rows that another transaction holds: so it waits for nobody, and takes part in no deadlock. The next time finds them.
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
