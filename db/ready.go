package db

import (
	"context"
	"fmt"
	"time"
)

// readyTimeout limits how long Ready waits for the database.
const readyTimeout = 2 * time.Second

// Ready returns an error if the database does not answer within two seconds, or if its tables are not those of this
// program.
func (d *DB) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	version, err := d.version(ctx)
	if err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	latest, err := latestVersion(d.Dialect)
	if err != nil {
		return err
	}
	if version != latest {
		return fmt.Errorf("the database is at version %d, this program at %d", version, latest)
	}
	return nil
}
