package privacy

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// The default intervals of the work in the background.
const (
	pollDue       = 2 * time.Second
	pollRetention = time.Hour
)

// Run erases customers at the end of their grace period, and what has reached the retention periods, until ctx is
// canceled. Each erasure is a transaction, so it is done once, however many servers run and whenever they stop.
func (s *Service) Run(ctx context.Context) {
	var working sync.WaitGroup
	defer working.Wait()
	working.Go(func() { repeat(ctx, s.o.Poll, "Failed to erase customers who requested it", s.EraseDue) })
	if s.o.RetentionOrders > 0 || s.o.RetentionInactive > 0 {
		working.Go(func() { repeat(ctx, pollRetention, "Failed to apply the retention periods", s.ApplyRetention) })
	}
}

// repeat calls work at once and then after each interval, until ctx is canceled.
func repeat(ctx context.Context, interval time.Duration, failure string, work func(context.Context) error) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if err := work(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, failure, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
