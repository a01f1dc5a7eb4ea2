package db

import (
	"context"

	"clientele/db/citus"
)

// Distribute distributes the tables over the workers of a Citus cluster, on which the extension is installed. The
// program must then be started anew. It returns false if the tables are distributed already.
func (d *DB) Distribute(ctx context.Context) (bool, error) {
	pool, err := d.write.DB()
	if err != nil {
		return false, err
	}
	return citus.Distribute(ctx, pool)
}

// useCitus prepares the handles for a distributed database, if it is one.
func (d *DB) useCitus(ctx context.Context) error {
	pool, err := d.write.DB()
	if err != nil || d.Dialect != Postgres {
		return err
	}
	distributed, err := citus.Detect(ctx, pool)
	if err != nil || !distributed {
		return err
	}
	d.distributed = true
	return citus.Register(d.write)
}
