package mail

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"clientele/internal/leases"
	"clientele/models"
)

// Run sends due emails until ctx is canceled. It returns once every email in progress has been delivered or requeued.
func (s *Service) Run(ctx context.Context) {
	s.restrictFiles()
	sending, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(s.o.Grace, abort) })()
	slots := make(chan struct{}, s.o.Workers)
	var wg sync.WaitGroup
	defer wg.Wait()
	tick := time.NewTicker(s.o.Poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case slots <- struct{}{}:
		}
		m, more, err := s.claim(ctx)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "Failed to claim an email", "error", err)
		}
		if m != nil {
			wg.Go(func() {
				defer func() { <-slots }()
				s.attempt(sending, m)
			})
			continue
		}
		<-slots
		if more {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Drain sends the emails that are due now, one after the other.
func (s *Service) Drain(ctx context.Context) error {
	for {
		m, more, err := s.claim(ctx)
		if err != nil || m == nil && !more {
			return err
		}
		if m != nil {
			s.attempt(ctx, m)
		}
	}
}

func (s *Service) attempt(ctx context.Context, m *models.Email) {
	if err := s.deliver(ctx, m); err != nil && !errors.Is(err, leases.ErrLost) {
		slog.ErrorContext(ctx, "Failed to record the outcome of an email", "email", m.ID, "kind", m.Kind, "error", err)
	}
}
