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

// logged is what the tests' program logs.
type logged struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

// TestNoCountIsLost: attempts that begin, succeed and are undone at the same moment, while what is over is swept away, leave exactly
// the counts of those that failed, and none of them has to be tried again for a deadlock.
func TestNoCountIsLost(t *testing.T) {
	const rounds, each, sweepers = 15, 6, 3
	var log logged
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var nanos atomic.Int64
		nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
		now := func() time.Time { return time.Unix(0, nanos.Load()).UTC() }
		th := throttle.New(d, now)
		limit := throttle.Limit{Name: "window", Failures: 1000, Window: 10 * time.Minute}
		var buckets []throttle.Bucket
		for i := range 6 {
			l := limit
			l.Name = fmt.Sprint("window ", i)
			buckets = append(buckets, throttle.Bucket{Limit: l, Of: "ann", Paced: i == 2, Successes: i == 3})
		}
		stored := func() map[string]models.Attempt {
			t.Helper()
			var rows []models.Attempt
			if err := d.Read(ctx).Find(&rows).Error; err != nil {
				t.Fatal(err)
			}
			found := map[string]models.Attempt{}
			for _, row := range rows {
				name, _, _ := strings.Cut(row.Key, ":")
				found[name] = row
			}
			return found
		}
		for round := range rounds {
			nanos.Add(int64(time.Hour)) // the counts of the round before are over, and are swept while they are counted anew
			var wg sync.WaitGroup
			for i := range each {
				mine := slices.Clone(buckets)
				if i%2 == 0 {
					slices.Reverse(mine)
				}
				begin := func() *throttle.Attempt {
					a, err := th.Begin(ctx, mine...)
					if err != nil {
						t.Error(err)
						return &throttle.Attempt{}
					}
					return a
				}
				wg.Go(func() { begin() })
				wg.Go(func() {
					if a := begin(); !t.Failed() {
						if err := a.Succeeded(ctx); err != nil {
							t.Error(err)
						}
					}
				})
				wg.Go(func() {
					if a := begin(); !t.Failed() {
						if err := a.Undo(ctx, nil); err != nil {
							t.Error(err)
						}
					}
				})
			}
			for range sweepers {
				wg.Go(func() {
					for range each {
						if err := th.Sweep(ctx); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			rows := stored()
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
					t.Errorf("round %d, bucket %d: %d are counted, want %d", round, i, got, want)
				}
			}
			if t.Failed() {
				return
			}
		}
	})
	t.Cleanup(func() {
		if strings.Contains(log.String(), "tried again") {
			t.Errorf("there were deadlocks: %s", log.String())
		}
	})
}
