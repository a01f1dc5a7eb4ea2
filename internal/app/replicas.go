package app

import (
	"context"
	"errors"
	"log/slog"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/metrics"
)

// route says which database an operation works with: replicas may answer who only reads, and who writes is remembered before the
// answer, so that what they read next is not from before. Visitors read from the primary: there is nothing to remember them by.
func (a *App) route(ctx context.Context, reads bool) (context.Context, func()) {
	caller := auth.From(ctx)
	if reads {
		if caller.Kind != auth.Anonymous {
			ctx = a.DB.MayLag(ctx, caller.Written)
		}
		return ctx, func() {}
	}
	ctx, wrote := db.Writes(ctx)
	return ctx, func() {
		if !wrote() {
			return
		}
		caller := auth.From(ctx) // who may have signed in
		if err := errors.Join(a.accounts.Wrote(ctx, caller), a.Staff.Wrote(ctx, caller)); err != nil {
			slog.WarnContext(ctx, "a caller may not see at once what it wrote", "error", err)
		}
	}
}

// replicas tells the metrics how the replicas do.
func (a *App) replicas() []metrics.Replica {
	var all []metrics.Replica
	for _, r := range a.DB.Replicas() {
		all = append(all, metrics.Replica(r))
	}
	return all
}
