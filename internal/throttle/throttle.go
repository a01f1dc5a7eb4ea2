// Package throttle limits how often something may be tried, so that nobody can guess passwords, codes or order
// numbers. An attempt is counted before it is made and taken back when it succeeds: a thousand attempts at the same
// moment count as a thousand, and honest successes are free. Attempts that are refused are not counted and write
// nothing. The counts are stored in the database, so that all of a shop's servers share them.
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

// Throttle counts attempts, and knows the places from which accounts have been used.
type Throttle struct {
	db   *db.DB
	now  auth.Clock
	keys [][]byte // of known places; the first one writes
}

// New returns a throttle over a database. Known places are stored under the first of the keys and recognized under
// all of them; without a key they are recognized until the program ends.
func New(d *db.DB, now auth.Clock, keys ...[]byte) *Throttle {
	if len(keys) == 0 {
		keys = [][]byte{[]byte(rand.Text())}
	}
	return &Throttle{db: d, now: now, keys: keys}
}

// Attempt is an attempt that has begun. It counts as a failure until Succeeded or Undo.
type Attempt struct {
	throttle *Throttle
	counted  []counted
}

// errFull rolls back a transaction that finds a bucket full.
var errFull = errors.New("a bucket is full")

// Begin counts an attempt in each of the buckets, or in none: it is RateLimited when one of them is full, after a
// read only, so that a flood of attempts costs no writes.
func (t *Throttle) Begin(ctx context.Context, buckets ...Bucket) (*Attempt, error) {
	a := &Attempt{throttle: t}
	if len(buckets) == 0 {
		return a, nil
	}
	if err := t.room(ctx, buckets...); err != nil {
		return nil, err
	}
	var wait time.Duration
	err := t.db.InTx(ctx, func(tx *gorm.DB) error {
		locked, err := lock(tx, keysOf(buckets), models.At(t.now()))
		if err != nil {
			return err
		}
		if a.counted, wait = count(buckets, locked, models.At(t.now())); wait > 0 { // filled since it was read
			return errFull
		}
		return store(tx, a.counted)
	})
	if errors.Is(err, errFull) {
		return nil, apperr.TryLater(wait)
	}
	if err != nil {
		return nil, fmt.Errorf("count an attempt: %w", err)
	}
	return a, nil
}

// Succeeded takes the attempt back, except in buckets that count successes as well.
func (a *Attempt) Succeeded(ctx context.Context) error {
	return a.takeBack(ctx, func(b Bucket) bool { return !b.Successes })
}

// Undo takes back an attempt that was not made, and returns err, which says why. It is for attempts that were turned
// away before they cost a hash, an email or an answer: otherwise whoever is turned away from a busy shop and tries again
// would be locked out.
func (a *Attempt) Undo(ctx context.Context, err error) error {
	return errors.Join(err, a.takeBack(ctx, func(Bucket) bool { return true }))
}

// backTime bounds how long an attempt is taken back. The caller may have hung up by then.
const backTime = 10 * time.Second

func (a *Attempt) takeBack(ctx context.Context, which func(Bucket) bool) error {
	var back []counted
	var keys []string
	for _, c := range a.counted {
		if which(c.Bucket) {
			back, keys = append(back, c), append(keys, c.key())
		}
	}
	if len(back) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), backTime)
	defer cancel()
	now := models.At(a.throttle.now())
	err := a.throttle.db.InTx(ctx, func(tx *gorm.DB) error {
		rows, err := stored(db.ForUpdate(tx), keys)
		if err != nil {
			return err
		}
		var left []counted
		var empty []string
		for _, c := range back {
			row, ok := rows[c.key()]
			if !ok {
				continue
			}
			switch row, rest := c.remove(row, c.row, now); {
			case rest:
				left = append(left, counted{c.Bucket, row})
			default:
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
		return fmt.Errorf("take an attempt back: %w", err)
	}
	return nil
}
