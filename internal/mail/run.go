package mail

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"clientele/models"
)

// Run sends the emails that are due, until ctx ends. It returns once every email that was on its way has been delivered or given
// back.
func (s *Service) Run(ctx context.Context) {
	s.restrictFiles()
	way, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(s.o.Grace, cut) })()
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
			slog.ErrorContext(ctx, "looking for emails failed", "error", err)
		}
		if m != nil {
			wg.Go(func() {
				defer func() { <-slots }()
				s.attempt(way, m)
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

// Drain sends the emails that are due now, one after the other, and returns when there is none left.
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
	if err := s.deliver(ctx, m); err != nil && !errors.Is(err, errLost) {
		slog.ErrorContext(ctx, "how an email went could not be written down", "mail", m.ID, "kind", m.Kind, "error", err)
	}
}
