package throttle

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"clientele/models"
)

// Limit is how many failures are allowed within a window of time.
type Limit struct {
	Name     string
	Failures int
	Window   time.Duration
}

// times returns the limit with n times the failures.
func (l Limit) times(n int) Limit {
	l.Failures *= n
	return l
}

// Bucket is one count: a limit for one account, address, or pair of them. It locks until the end of a window that
// begins with the first failure. A paced one never does: once it is full it takes one attempt for each time that
// drains out of it, so that it slows whoever meets it by Window / Failures at most.
type Bucket struct {
	Limit     Limit
	Of        string
	Paced     bool
	Successes bool // are counted as well
}

// key tells buckets apart without storing whom they are about.
func (b Bucket) key() string {
	sum := sha256.Sum256([]byte(b.Limit.Name + "\x00" + b.Of))
	return b.Limit.Name + ":" + hex.EncodeToString(sum[:16])
}

// pace is how long one attempt takes to drain out of a paced bucket.
func (b Bucket) pace() time.Duration { return b.Limit.Window / time.Duration(b.Limit.Failures) }

// add returns the bucket's row with one attempt more, and how long to wait where there is no room for it: 0 where
// there is. The row of a paced bucket says in EndsAt when it will be empty (the generic cell rate algorithm, ITU-T
// I.371, annex A).
func (b Bucket) add(row models.Attempt, now models.Time) (models.Attempt, time.Duration) {
	row.Key = b.key()
	if row.EndsAt.Before(now.Time) {
		row.EndsAt = now
	}
	ended := !row.EndsAt.After(now.Time)
	if b.Paced {
		row.Failures = 1 // not counted: the time says it all
		row.EndsAt = models.At(row.EndsAt.Add(b.pace()))
		return row, max(0, row.EndsAt.Sub(now.Time)-b.Limit.Window)
	}
	if ended {
		row.Failures, row.EndsAt = 0, models.At(now.Add(b.Limit.Window))
	}
	if row.Failures >= b.Limit.Failures {
		return row, row.EndsAt.Sub(now.Time)
	}
	row.Failures++
	return row, 0
}

// remove takes an attempt out of the bucket's row that made it what begun is, and tells whether anything is left in it.
func (b Bucket) remove(row, begun models.Attempt, now models.Time) (models.Attempt, bool) {
	if b.Paced {
		rest := min(b.pace(), begun.EndsAt.Sub(now.Time)) // of it, that has not drained out by itself
		row.EndsAt = models.At(row.EndsAt.Add(-max(0, rest)))
		return row, row.EndsAt.After(now.Time)
	}
	if row.EndsAt.Equal(begun.EndsAt.Time) { // otherwise it belongs to a window that has ended
		row.Failures--
	}
	return row, row.Failures > 0
}
