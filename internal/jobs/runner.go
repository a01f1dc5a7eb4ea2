package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/leases"
	"clientele/models"
)

// Run runs jobs, one after the other, until ctx is canceled. The job that is running then stops after its batch, and
// this or another server continues it.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(s.o.Poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = s.RunNext(ctx); err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "Failed to run a job", "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// RunNext runs the oldest job that waits, and returns whether there was one.
func (s *Service) RunNext(ctx context.Context) (bool, error) {
	j, err := s.claim(ctx)
	if err != nil || j == nil {
		return false, err
	}
	return true, s.runClaimed(ctx, j)
}

// runClaimed runs a job that this server has leased.
func (s *Service) runClaimed(ctx context.Context, j *models.Job) error {
	running, stop := context.WithCancelCause(ctx)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		s.heartbeat(running, j, stop)
	}()
	caller, err := s.perform(running, j)
	stop(nil)
	<-beating
	if errors.Is(context.Cause(running), errStopped) {
		return nil
	}
	return s.settle(ctx, caller, j, err)
}

// heartbeat renews the lease of a job until ctx ends. If it is lost, stop is called.
func (s *Service) heartbeat(ctx context.Context, j *models.Job, stop context.CancelCauseFunc) {
	tick := time.NewTicker(s.o.Lease / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := s.db.InTx(ctx, func(tx *gorm.DB) error { return s.leased(tx, j, fields{}) })
		if errors.Is(err, errStopped) {
			stop(errStopped)
			return
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "Failed to renew the lease of a job", "job", j.ID, "error", err)
		}
	}
}

// perform runs the task of a job. It returns a panic as an error, and the caller of the job.
func (s *Service) perform(ctx context.Context, j *models.Job) (caller auth.Caller, err error) {
	defer func() {
		if v := recover(); v != nil {
			slog.ErrorContext(ctx, "A job panicked",
				"job", j.ID, "kind", j.Kind, "panic", v, "stack", string(debug.Stack()))
			err = &Failed{Message: internalError}
		}
	}()
	caller, err = s.callerOf(s.db.Primary(ctx), j)
	if err != nil {
		return system, err
	}
	task := s.tasks[j.Kind]
	if task == nil {
		return caller, fmt.Errorf("no task for jobs of the kind %s", j.Kind)
	}
	p, err := parametersOf(j)
	if err != nil {
		return caller, err
	}
	return caller, task(auth.With(ctx, caller), &run{s: s, job: j, caller: caller, parameters: p})
}

// internalError is the message of a job that failed because of an error that is not meant for users.
const internalError = "An internal error occurred. The log of the server describes it."

// settle stores how a run ended. ctx is that of the server.
func (s *Service) settle(ctx context.Context, caller auth.Caller, j *models.Job, err error) error {
	var failure *Failed
	shown, ok := apperr.As(err)
	switch {
	case err == nil:
	case errors.Is(err, leases.ErrLost): // canceled, or taken over by another server
		return nil
	case errors.As(err, &failure):
	case ok && shown.Kind != apperr.RateLimited: // the queue for hashes can be full
		failure = &Failed{Message: shown.Message}
	case ctx.Err() != nil: // the server is shutting down
		return ignoreLost(s.release(ctx, j, nil, j.Attempts))
	default:
		slog.ErrorContext(ctx, "A job failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempts+1, "error", err)
		if j.Attempts < len(s.o.Delays) {
			due := models.At(s.o.Now().Add(s.o.Delays[j.Attempts]))
			return ignoreLost(s.release(ctx, j, &due, j.Attempts+1))
		}
		failure = &Failed{Message: internalError}
	}
	return ignoreLost(s.finish(ctx, caller, j, failure))
}

func ignoreLost(err error) error {
	if errors.Is(err, leases.ErrLost) {
		return nil
	}
	return err
}
