package throttle

import (
	"context"
	"fmt"

	"clientele/internal/apperr"
	"clientele/models"
)

// Room is RateLimited where one of the buckets is full. It counts nothing: it is asked before work whose outcome decides whether
// there is something to count.
func (t *Throttle) Room(ctx context.Context, buckets ...Bucket) error {
	if len(buckets) == 0 {
		return nil
	}
	rows, err := stored(t.db.Fresh(ctx), keysOf(buckets))
	if err != nil {
		return fmt.Errorf("read counts of attempts: %w", err)
	}
	if _, wait := count(buckets, rows, models.At(t.now())); wait > 0 {
		return apperr.TryLater(wait)
	}
	return nil
}
