package throttle

import (
	"context"
	"fmt"

	"clientele/internal/apperr"
	"clientele/models"
)

// Guess calls check to find out whether a guess, such as a password, is right. A wrong guess is counted in the bucket
// wrong, a right one in the buckets right, also if the caller has disconnected meanwhile, because it has cost a hash.
// Guess returns RateLimited without calling check if one of the buckets is full: otherwise an attacker could use up the
// owner's right guesses. If check fails, the guess is not counted.
func (t *Throttle) Guess(
	ctx context.Context, wrong Bucket, right []Bucket, check func() (bool, error),
) (bool, error) {
	if err := t.checkCapacity(ctx, right...); err != nil {
		return false, err
	}
	attempt, err := t.Begin(ctx, wrong)
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

// checkCapacity returns RateLimited if one of the buckets is full. It does not write.
func (t *Throttle) checkCapacity(ctx context.Context, buckets ...Bucket) error {
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
