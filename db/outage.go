package db

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"clientele/db/internal/connection"
)

// Outage says why the database did not do what a valid request needs.
type Outage int

// The kinds of outages.
const (
	// NoOutage is any other error.
	NoOutage Outage = iota
	// Unavailable means that the database can't be reached, does not accept the statement at the moment, or has not
	// answered in time. The request can be repeated.
	Unavailable
	// OutcomeUnknown is Unavailable for a request that may have been stored, completely or in part.
	OutcomeUnknown
)

// unavailable are the SQLSTATEs, or their classes, of errors that are not caused by the statement, so that it may
// succeed later or on another server.
var unavailable = []string{
	"08",    // connection exceptions
	"25006", // the server accepts only reads: it is a replica, or was made one
	"40001", // serialization failure, or a conflict of a replica with replay
	"40P01", // deadlock
	"53",    // insufficient resources: connections, memory, disk space
	"55P03", // a lock is not available
	"57014", // canceled, such as by statement_timeout
	"57P",   // shutting down, crashed, starting up, or the session was ended
	"58",    // system errors, such as of the disk
}

// OutageOf tells whether err is an outage of the database rather than an error in the statement, and whether the
// request of the context, see TrackWrites, may have been stored.
func OutageOf(ctx context.Context, err error) Outage {
	if !isOutage(err) {
		return NoOutage
	}
	if hasWritten(ctx) {
		return OutcomeUnknown
	}
	return Unavailable
}

func isOutage(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && hasCode(pg, unavailable) {
		return true
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || connection.Lost(err) || pgconn.Timeout(err) ||
		errors.Is(err, context.DeadlineExceeded)
}

// hasCode tells whether an error has one of the SQLSTATEs or is of one of the classes.
func hasCode(pg *pgconn.PgError, codes []string) bool {
	return slices.ContainsFunc(codes, func(code string) bool { return strings.HasPrefix(pg.Code, code) })
}

// inDoubt tells whether a transaction may have been committed although COMMIT returned err. PostgreSQL can end a
// session after the commit and before it answers.
func inDoubt(err error) bool {
	var connect *pgconn.ConnectError
	if pgconn.SafeToRetry(err) || errors.As(err, &connect) {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return isFatal(pg)
	}
	return isOutage(err) || errors.Is(err, context.Canceled)
}

// isFatal tells whether an error ends the session. Poolers do not send the severity in the form that isn't translated.
func isFatal(pg *pgconn.PgError) bool {
	severity := cmp.Or(pg.SeverityUnlocalized, pg.Severity)
	return severity == "FATAL" || severity == "PANIC"
}
