package webhooks

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Run creates and sends deliveries until ctx is canceled. It returns once every request in progress has been answered,
// or was canceled after a grace period. Each webhook with due deliveries has a goroutine of its own, so that a slow
// receiver delays no other webhook.
func (s *Service) Run(ctx context.Context) {
	sending, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(s.o.Grace, abort) })()
	if err := s.reencrypt(ctx); err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "Failed to start sending to webhooks", "error", err)
	}
	r := runner{s: s, ctx: ctx, sending: sending, busy: map[string]bool{}}
	defer r.wg.Wait()
	tick := time.NewTicker(s.o.Poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = s.Dispatch(ctx); err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "Failed to create deliveries for webhooks", "error", err)
			}
			r.start()
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// runner holds the webhooks that this server is sending to.
type runner struct {
	s            *Service
	ctx, sending context.Context
	wg           sync.WaitGroup
	mu           sync.Mutex
	busy         map[string]bool
}

// start starts a goroutine for each webhook that has a due delivery and none yet.
func (r *runner) start() {
	ids, err := r.s.due(r.ctx)
	if err != nil && r.ctx.Err() == nil {
		slog.ErrorContext(r.ctx, "Failed to find due deliveries of webhooks", "error", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if r.busy[id] {
			continue
		}
		r.busy[id] = true
		r.wg.Go(func() {
			defer func() {
				r.mu.Lock()
				defer r.mu.Unlock()
				delete(r.busy, id)
			}()
			r.s.sendAll(r.sending, id, func() bool { return r.ctx.Err() == nil })
		})
	}
}

// sendAll sends the due deliveries of a webhook, one after the other, as long as more returns true.
func (s *Service) sendAll(ctx context.Context, webhookID string, more func() bool) {
	next, err := s.claim(ctx, webhookID)
	for err == nil && next != nil {
		o := s.attempt(ctx, next.webhook, next.delivery)
		if o.err != nil {
			slog.WarnContext(ctx, "Failed to deliver an event", "webhook", webhookID, "delivery", next.delivery.ID,
				"attempt", next.delivery.Attempts, "reason", o.err)
		}
		next, err = s.settle(ctx, next, o, more())
	}
	if err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "Failed to send the deliveries of a webhook", "webhook", webhookID, "error", err)
	}
}

// Drain creates the deliveries of all new events and sends what is due now, one delivery after the other.
func (s *Service) Drain(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = s.Dispatch(ctx); err != nil {
			return err
		}
	}
	ids, err := s.due(ctx)
	for _, id := range ids {
		s.sendAll(ctx, id, func() bool { return true })
	}
	return err
}
