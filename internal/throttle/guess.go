package throttle

import (
	"context"
	"fmt"

	"clientele/internal/apperr"
	"clientele/models"
)

// Guess tells whether a guess is right, which check finds out. It counts in of, unless it is right; a right one counts in right, and
// nothing is tried where that is full: else whoever guesses would keep the owner from what the right one is needed for. A right one
// counts for a caller who has hung up as well: it has cost a hash. An error of check takes the guess back.
func (t *Throttle) Guess(ctx context.Context, of Bucket, right []Bucket, check func() (bool, error)) (bool, error) {
	if err := t.room(ctx, right...); err != nil {
		return false, err
	}
	attempt, err := t.Begin(ctx, of)
	if err != nil {
		return false, err
	}
	ok, err := check()
	switch {
	case err != nil:
		return false, attempt.Undo(ctx, err)
	case !ok:
		return false, nil
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return false, err
	}
	_, err = t.Begin(context.WithoutCancel(ctx), right...)
	return err == nil, err
}

// room is RateLimited where one of the buckets is full. It counts nothing.
func (t *Throttle) room(ctx context.Context, buckets ...Bucket) error {
	if len(buckets) == 0 {
		return nil
	}
	rows, err := stored(t.db.Primary(ctx), keysOf(buckets))
	if err != nil {
		return fmt.Errorf("read counts of attempts: %w", err)
	}
	if _, wait := count(buckets, rows, models.At(t.now())); wait > 0 {
		return apperr.TryLater(wait)
	}
	return nil
}
