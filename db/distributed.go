package db

import (
	"context"

	"clientele/db/citus"
)

// Distribute distributes the tables over the workers of a Citus cluster.
func (d *DB) Distribute(ctx context.Context) error {
	pool, err := d.write.DB()
	if err != nil {
		return err
	}
	return citus.Distribute(ctx, pool)
}
