package app

import (
	"context"

	"clientele/db"
	"clientele/internal/apperr"
)

// outage returns the error that a caller sees instead of err if err is an outage of the database, otherwise nil.
func outage(ctx context.Context, err error) *apperr.Error {
	switch db.OutageOf(ctx, err) {
	case db.Unavailable:
		return apperr.Outage()
	case db.OutcomeUnknown:
		return apperr.OutageInDoubt()
	}
	return nil
}
