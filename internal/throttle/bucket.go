package throttle

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"clientele/models"
)

// Limit is the number of failures that are allowed within a time window.
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

// Bucket is a limit and its counter for one account, address, or pair of them. A full bucket rejects attempts until the
// end of its window, which begins with the first failure. A paced bucket drains continuously instead: once it is full,
// it accepts one attempt per Window / Failures.
type Bucket struct {
	Limit     Limit
	Of        string // what is counted, such as an account or address
	Paced     bool
	Successes bool // whether successes are counted as well
}

// key identifies the bucket without revealing the account or address.
func (b Bucket) key() string {
	sum := sha256.Sum256([]byte(b.Limit.Name + "\x00" + b.Of))
	return b.Limit.Name + ":" + hex.EncodeToString(sum[:16])
}

// pace returns the time in which one attempt drains from a paced bucket.
func (b Bucket) pace() time.Duration { return b.Limit.Window / time.Duration(b.Limit.Failures) }

// add returns the bucket's row with one more attempt, and how long to wait if the bucket is full, or 0. EndsAt of a
// paced bucket is the time when it will be empty (the generic cell rate algorithm, ITU-T I.371, annex A).
func (b Bucket) add(row models.Attempt, now models.Time) (models.Attempt, time.Duration) {
	row.Key = b.key()
	if row.EndsAt.Before(now.Time) {
		row.EndsAt = now
	}
	ended := !row.EndsAt.After(now.Time)
	if b.Paced {
		row.Failures = 1 // not used: EndsAt is sufficient
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

// remove returns the bucket's row without an attempt, and whether any other attempts are left. begun is the row that
// add returned for the attempt.
func (b Bucket) remove(row, begun models.Attempt, now models.Time) (models.Attempt, bool) {
	if b.Paced {
		rest := min(b.pace(), begun.EndsAt.Sub(now.Time)) // the part that has not drained yet
		row.EndsAt = models.At(row.EndsAt.Add(-max(0, rest)))
		return row, row.EndsAt.After(now.Time)
	}
	if row.EndsAt.Equal(begun.EndsAt.Time) { // otherwise the window of the attempt has ended
		row.Failures--
	}
	return row, row.Failures > 0
}
