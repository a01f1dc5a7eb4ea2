package throttle_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/throttle"
	"clientele/models"
)

// logBuffer collects log output.
type logBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

// attempts runs concurrent attempts and sweeps.
type attempts struct {
	*throttle.Throttle
	t  *testing.T
	wg sync.WaitGroup
}

// try begins an attempt in each of the buckets and passes it to finish.
func (a *attempts) try(buckets []throttle.Bucket, finish func(context.Context, *throttle.Attempt) error) {
	a.wg.Go(func() {
		ctx := context.Background()
		attempt, err := a.Begin(ctx, buckets...)
		if err == nil {
			err = finish(ctx, attempt)
		}
		if err != nil {
			a.t.Error(err)
		}
	})
}

// sweep sweeps n times.
func (a *attempts) sweep(n int) {
	a.wg.Go(func() {
		for range n {
			if err := a.Sweep(context.Background()); err != nil {
				a.t.Error(err)
			}
		}
	})
}

// storedCounts returns the stored counts by the names of their limits.
func storedCounts(t *testing.T, d *db.DB) map[string]models.Attempt {
	t.Helper()
	var rows []models.Attempt
	if err := d.Read(context.Background()).Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	found := map[string]models.Attempt{}
	for _, row := range rows {
		name, _, _ := strings.Cut(row.Key, ":")
		found[name] = row
	}
	return found
}

// TestParallelCounts checks that attempts that begin, succeed and are undone concurrently, while expired counts are
// swept, leave exactly the counts of those that failed, and that no transaction is retried because of a deadlock.
func TestParallelCounts(t *testing.T) {
	const rounds, each, sweepers = 15, 6, 3
	var log logBuffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var nanos atomic.Int64
		nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
		now := func() time.Time { return time.Unix(0, nanos.Load()).UTC() }
		run := &attempts{Throttle: throttle.New(d, now), t: t}
		limit := throttle.Limit{Name: "window", Failures: 1000, Window: 10 * time.Minute}
		var buckets []throttle.Bucket
		for i := range 6 {
			l := limit
			l.Name = fmt.Sprint("window ", i)
			buckets = append(buckets, throttle.Bucket{Limit: l, Of: "ann", Paced: i == 2, Successes: i == 3})
		}
		for round := range rounds {
			nanos.Add(int64(time.Hour)) // the counts of the previous round expire, and are swept during this one
			for i := range each {
				ordered := slices.Clone(buckets)
				if i%2 == 0 {
					slices.Reverse(ordered)
				}
				run.try(ordered, func(context.Context, *throttle.Attempt) error { return nil })
				run.try(ordered, func(ctx context.Context, a *throttle.Attempt) error { return a.Succeeded(ctx) })
				run.try(ordered, func(ctx context.Context, a *throttle.Attempt) error { return a.Undo(ctx, nil) })
			}
			for range sweepers {
				run.sweep(each)
			}
			run.wg.Wait()
			rows := storedCounts(t, d)
			for i, b := range buckets {
				want := each
				if b.Successes {
					want += each
				}
				row, got := rows[b.Limit.Name], 0
				if got = row.Failures; b.Paced {
					got = int(row.EndsAt.Sub(now()) / (limit.Window / time.Duration(limit.Failures)))
				}
				if got != want {
					t.Errorf("round %d, bucket %d: got a count of %d, want %d", round, i, got, want)
				}
			}
			if t.Failed() {
				return
			}
		}
	})
	t.Cleanup(func() {
		if strings.Contains(log.String(), "transaction retried") {
			t.Errorf("there were deadlocks: %s", log.String())
		}
	})
}
