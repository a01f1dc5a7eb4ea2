// Package throttle counts failures, so that nobody can try one password after another. An attempt is counted before it is
// made and taken back when it succeeds: a thousand attempts at the same moment are a thousand, and honest successes cost
// nothing. The counts stand in the database, so that all of a shop's servers share them.
package throttle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Limit is how many failures a kind of attempt may have within a window of time that begins with the first.
type Limit struct {
	Name     string
	Failures int
	Window   time.Duration
}

// Bucket is one count: a limit for one account, address or both.
type Bucket struct {
	Limit Limit
	Of    string
}

// Around returns the buckets of an attempt on what key names: from anywhere, from the caller's address, and what that address
// attempts on anything. An address that a server speaks for tells nothing of its callers, so the last two are left out for it.
func Around(caller auth.Caller, key string, anywhere, here, any Limit) []Bucket {
	buckets := []Bucket{{Limit: anywhere, Of: key}}
	if !caller.Behind {
		buckets = append(buckets, Bucket{Limit: here, Of: key + "\x00" + caller.Address}, Bucket{Limit: any, Of: caller.Address})
	}
	return buckets
}

// key tells buckets apart without storing whom they are about.
func (b Bucket) key() string {
	sum := sha256.Sum256([]byte(b.Limit.Name + "\x00" + b.Of))
	return b.Limit.Name + ":" + hex.EncodeToString(sum[:16])
}

// Throttle counts failures.
type Throttle struct {
	db  *db.DB
	now auth.Clock
}

// New returns a throttle over a database.
func New(d *db.DB, now auth.Clock) *Throttle { return &Throttle{db: d, now: now} }

// Attempt is one that has begun and counts as a failure until Succeeded.
type Attempt struct {
	throttle *Throttle
	keys     []string
}

const count = `INSERT INTO attempts (key, failures, ends_at) VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE SET
	failures = CASE WHEN attempts.ends_at <= ? THEN 1 ELSE attempts.failures + 1 END,
	ends_at = CASE WHEN attempts.ends_at <= ? THEN excluded.ends_at ELSE attempts.ends_at END
	RETURNING key, failures, ends_at`

// Begin counts an attempt in each of the buckets. It is RateLimited when one of them is full.
func (t *Throttle) Begin(ctx context.Context, buckets ...Bucket) (*Attempt, error) {
	now := models.At(t.now())
	a := &Attempt{throttle: t}
	var wait time.Duration
	buckets = slices.Clone(buckets)
	slices.SortFunc(buckets, func(x, y Bucket) int { return strings.Compare(x.key(), y.key()) }) // all lock in one order
	err := t.db.InTx(ctx, func(tx *gorm.DB) error {
		a.keys, wait = nil, 0
		for _, b := range buckets {
			var row models.Attempt
			ends := models.At(now.Add(b.Limit.Window))
			if err := tx.Raw(count, b.key(), ends, now, now).Scan(&row).Error; err != nil {
				return err
			}
			a.keys = append(a.keys, b.key())
			if row.Failures > b.Limit.Failures {
				wait = max(wait, row.EndsAt.Sub(now.Time))
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count an attempt: %w", err)
	}
	if wait > 0 {
		return nil, apperr.TryLater(wait)
	}
	return a, nil
}

// Succeeded takes the attempt back.
func (a *Attempt) Succeeded(ctx context.Context) error {
	err := a.throttle.db.InTx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE attempts SET failures = failures - 1 WHERE key IN ? AND failures > 0", a.keys).Error
	})
	if err != nil {
		return fmt.Errorf("take an attempt back: %w", err)
	}
	return nil
}

// Undo takes back an attempt that was not made, and returns err, which says why. Nothing was learned by it, so it must not count:
// else whoever is turned away from a busy shop and tries again would be locked out.
func (a *Attempt) Undo(ctx context.Context, err error) error {
	return errors.Join(err, a.Succeeded(context.WithoutCancel(ctx)))
}

// Sweep drops the counts whose time has run out.
func (t *Throttle) Sweep(ctx context.Context) error {
	return t.db.InTx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM attempts WHERE ends_at <= ?", models.At(t.now())).Error
	})
}
