// Package throttle limits the rate of attempts, to prevent the guessing of passwords, codes and order numbers. An
// attempt is counted before it is made and uncounted if it succeeds, so that concurrent attempts cannot exceed a limit
// and successes do not use it up. Rejected attempts are neither counted nor written. The counts are stored in the
// database, so that all servers of a shop share them.
package throttle

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Throttle counts attempts, and stores the places (network addresses) from which accounts have been used.
type Throttle struct {
	db   *db.DB
	now  auth.Clock
	keys [][]byte // HMAC keys of known places; new ones use the first
}

// New returns a throttle for a database. Known places are stored with the first of the keys and recognized with any of
// them. Without a key, they are recognized only until the program exits.
func New(d *db.DB, now auth.Clock, keys ...[]byte) *Throttle {
	if len(keys) == 0 {
		keys = [][]byte{[]byte(rand.Text())}
	}
	return &Throttle{db: d, now: now, keys: keys}
}

// Attempt is an attempt that has begun. It counts as a failure until Succeeded or Undo is called.
type Attempt struct {
	throttle *Throttle
	counted  []counted
}

// errFull rolls back a transaction if a bucket is full.
var errFull = errors.New("a bucket is full")

// Begin counts an attempt in all of the buckets. If one of them is full, it counts none and returns RateLimited. In
// that case it usually only reads, so that floods of attempts do not cause writes.
func (t *Throttle) Begin(ctx context.Context, buckets ...Bucket) (*Attempt, error) {
	a := &Attempt{throttle: t}
	if len(buckets) == 0 {
		return a, nil
	}
	if err := t.checkCapacity(ctx, buckets...); err != nil {
		return nil, err
	}
	var wait time.Duration
	err := t.db.InTx(ctx, func(tx *gorm.DB) error {
		locked, err := lock(tx, keysOf(buckets), models.At(t.now()))
		if err != nil {
			return err
		}
		if a.counted, wait = count(buckets, locked, models.At(t.now())); wait > 0 { // filled by a concurrent attempt
			return errFull
		}
		return store(tx, a.counted)
	})
	if errors.Is(err, errFull) {
		return nil, apperr.TryLater(wait)
	}
	if err != nil {
		return nil, fmt.Errorf("count attempt: %w", err)
	}
	return a, nil
}

// Succeeded uncounts the attempt, except in buckets that also count successes.
func (a *Attempt) Succeeded(ctx context.Context) error {
	return a.uncount(ctx, func(b Bucket) bool { return !b.Successes })
}

// Undo uncounts an attempt that was not made, and returns err, the reason. It is for attempts that were rejected before
// they caused a hash, an email or an answer: otherwise callers who retry while the server is busy would be locked out.
func (a *Attempt) Undo(ctx context.Context, err error) error {
	return errors.Join(err, a.uncount(ctx, func(Bucket) bool { return true }))
}

// uncountTimeout is the time limit of uncount, which continues if the caller disconnects.
const uncountTimeout = 10 * time.Second

// uncount removes the attempt from the buckets selected by which.
func (a *Attempt) uncount(ctx context.Context, which func(Bucket) bool) error {
	var selected []counted
	var keys []string
	for _, c := range a.counted {
		if which(c.Bucket) {
			selected, keys = append(selected, c), append(keys, c.key())
		}
	}
	if len(selected) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), uncountTimeout)
	defer cancel()
	now := models.At(a.throttle.now())
	err := a.throttle.db.InTx(ctx, func(tx *gorm.DB) error {
		rows, err := stored(db.ForUpdate(tx), keys)
		if err != nil {
			return err
		}
		var left []counted
		var empty []string
		for _, c := range selected {
			row, ok := rows[c.key()]
			if !ok {
				continue
			}
			if row, rest := c.remove(row, c.row, now); rest {
				left = append(left, counted{c.Bucket, row})
			} else {
				empty = append(empty, row.Key)
			}
		}
		if len(empty) > 0 {
			if err := tx.Where("key IN ?", empty).Delete(&models.Attempt{}).Error; err != nil {
				return err
			}
		}
		if len(left) == 0 {
			return nil
		}
		return store(tx, left)
	})
	if err != nil {
		return fmt.Errorf("uncount attempt: %w", err)
	}
	return nil
}
