package throttle_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/throttle"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestThrottle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		th := throttle.New(d, func() time.Time { return now })
		limit := throttle.Limit{Name: "test", Failures: 3, Window: time.Minute}
		ann, bob := throttle.Bucket{Limit: limit, Of: "ann"}, throttle.Bucket{Limit: limit, Of: "bob"}

		for range 20 { // successes are not counted
			a, err := th.Begin(ctx, ann)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Succeeded(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			if _, err := th.Begin(ctx, ann, bob); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(20 * time.Second)
		_, err := th.Begin(ctx, ann)
		e, ok := apperr.As(err)
		if !ok || e.Kind != apperr.RateLimited || e.RetryAfter != 40*time.Second {
			t.Fatalf("a fourth failure: got %v, want RATE_LIMITED for 40 s", err)
		}
		now = now.Add(40 * time.Second)
		if _, err := th.Begin(ctx, ann, bob); err != nil {
			t.Fatalf("after the window: %v", err)
		}
		now = now.Add(time.Hour)
		if err := th.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		var left int64
		if err := d.Read(ctx).Table("attempts").Count(&left).Error; err != nil || left != 0 {
			t.Errorf("%d counts are left, %v, want 0", left, err)
		}
	})
}

func TestConcurrentAttempts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		th := throttle.New(d, time.Now)
		limit := throttle.Limit{Name: "test", Failures: 5, Window: time.Minute}
		var passed atomic.Int64
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				ann, bob := throttle.Bucket{Limit: limit, Of: "ann"}, throttle.Bucket{Limit: limit, Of: "bob"}
				_, err := th.Begin(context.Background(), ann, bob)
				if err == nil {
					passed.Add(1)
				} else if !apperr.Is(err, apperr.RateLimited) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if passed.Load() != 5 {
			t.Errorf("%d attempts passed, want 5", passed.Load())
		}
	})
}
