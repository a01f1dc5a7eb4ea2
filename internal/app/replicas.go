package app

import (
	"context"
	"errors"
	"log/slog"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/metrics"
)

// route chooses the database for an operation. Queries may read from a replica. After a mutation, the position of its
// writes is stored with the caller before the answer is sent, so that the caller's next query sees them. Anonymous
// callers always read from the primary, because there is no record to store the position in.
func (a *App) route(ctx context.Context, reads bool) (context.Context, func()) {
	caller := auth.From(ctx)
	if reads {
		if caller.Kind != auth.Anonymous {
			ctx = a.DB.AllowReplica(ctx, caller.LastWriteLSN)
		}
		return ctx, func() {}
	}
	ctx, wrote := db.TrackWrites(ctx)
	return ctx, func() {
		if !wrote() {
			return
		}
		caller := auth.From(ctx) // the operation may have signed the caller in
		if err := errors.Join(a.accounts.RecordWrite(ctx, caller), a.Staff.RecordWrite(ctx, caller)); err != nil {
			slog.WarnContext(ctx, "a caller may not see its own writes at once", "error", err)
		}
	}
}

// replicas returns the state of the replicas for the metrics.
func (a *App) replicas() []metrics.Replica {
	var all []metrics.Replica
	for _, r := range a.DB.Replicas() {
		all = append(all, metrics.Replica(r))
	}
	return all
}
